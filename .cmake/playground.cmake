# The playground's libraries, and its native window. File names say where a file belongs:
#   web/app/state/, web/app/text/     state and words, compiled without Dear ImGui on their include path
#   web/app/**/*_web.cpp      only in the page;  web/app/main_web.cpp holds its main
#   native/desktop/    the native window and its main
file(GLOB_RECURSE state_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/app/state/*.cpp" "${CMAKE_SOURCE_DIR}/web/app/text/*.cpp")
file(GLOB_RECURSE app_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/app/*.cpp")
file(GLOB desktop_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/native/desktop/*.cpp")
list(REMOVE_ITEM app_sources "" ${state_sources})
set(page_sources ${app_sources})
list(FILTER page_sources INCLUDE REGEX "_web\\.cpp$")
list(FILTER app_sources EXCLUDE REGEX "_web\\.cpp$")

# Natively there is one engine; in the web build whoever links the app chooses the variant.
set(app_engine inkgrad_engine)
if(EMSCRIPTEN)
  set(app_engine inkgrad_engine_use)
endif()

# The state is tested without a window, so that it is part of every build.
if(state_sources)
  add_library(inkgrad_app_state STATIC ${state_sources})
  inkgrad_own(inkgrad_app_state)
  inkgrad_together(inkgrad_app_state)
  target_link_libraries(inkgrad_app_state PUBLIC ${app_engine})
  inkgrad_small(inkgrad_app_state)
  target_link_libraries(inkgrad_tests PRIVATE inkgrad_app_state inkgrad_engine)
endif()

if(NOT app_sources OR INKGRAD_SANITIZE)
  return()
endif()
inkgrad_add_sdl2()
if(NOT TARGET inkgrad_sdl2)
  message(STATUS "Desktop playground: no SDL2 or OpenGL headers, building without it")
  return()
endif()
inkgrad_add_imgui()

# --- generated headers: shaders and typefaces ----------------------------------------------------------------------------
set(generated "${CMAKE_BINARY_DIR}/generated")
file(MAKE_DIRECTORY "${generated}")
file(GLOB shaders CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/shaders/*.vert" "${CMAKE_SOURCE_DIR}/shaders/*.frag")
add_custom_command(OUTPUT "${generated}/shaders.hpp"
  COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${generated}/shaders.hpp" -DNAMESPACE=inkgrad::shaders -DCODE=ON "-DFILES=${shaders}"
    -P "${CMAKE_SOURCE_DIR}/.cmake/embed_text.cmake"
  DEPENDS ${shaders} .cmake/embed_text.cmake
  COMMENT "Embedding shaders" VERBATIM)

set(INKGRAD_FONT_DIR /usr/share/fonts CACHE PATH "Holds opentype/inter and truetype/dejavu, as Debian's font packages do")
set(inter_regular "${INKGRAD_FONT_DIR}/opentype/inter/Inter-Regular.otf")
set(inter_semibold "${INKGRAD_FONT_DIR}/opentype/inter/Inter-SemiBold.otf")
set(mono "${INKGRAD_FONT_DIR}/truetype/dejavu/DejaVuSansMono.ttf")
foreach(face IN ITEMS "${inter_regular}" "${inter_semibold}" "${mono}")
  if(NOT EXISTS "${face}")
    message(FATAL_ERROR "No ${face}: install fonts-inter and fonts-dejavu-core, or pass -DINKGRAD_FONT_DIR=DIR.")
  endif()
endforeach()
# Debian's fontTools belongs to Debian's python3, which need not be the first one on the PATH.
find_program(INKGRAD_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(INKGRAD_PYTHON python3 NO_CMAKE_FIND_ROOT_PATH REQUIRED)
add_custom_command(OUTPUT "${generated}/fonts.hpp"
  COMMAND "${INKGRAD_PYTHON}" "${CMAKE_SOURCE_DIR}/.cmake/fonts.py" "${generated}/fonts.hpp"
    "inter_regular=${inter_regular}" "inter_semibold=${inter_semibold}" "mono=${mono}"
  DEPENDS .cmake/fonts.py
  COMMENT "Subsetting typefaces" VERBATIM)

add_library(inkgrad_app STATIC ${app_sources} "${generated}/shaders.hpp" "${generated}/fonts.hpp")
inkgrad_own(inkgrad_app)
target_include_directories(inkgrad_app PUBLIC "${generated}")
target_link_libraries(inkgrad_app PUBLIC ${app_engine} inkgrad_imgui)
inkgrad_small(inkgrad_app)
# Nearly all of a view's compile time goes into these.
target_precompile_headers(inkgrad_app PRIVATE web/app/view.hpp web/app/widgets/widgets.hpp web/app/lessons/kit.hpp)
if(TARGET inkgrad_app_state)
  target_link_libraries(inkgrad_app PUBLIC inkgrad_app_state)
endif()

if(desktop_sources AND NOT EMSCRIPTEN)
  add_executable(inkgrad_desktop ${desktop_sources})
  inkgrad_own(inkgrad_desktop)
  target_link_libraries(inkgrad_desktop PRIVATE inkgrad_app)
endif()
