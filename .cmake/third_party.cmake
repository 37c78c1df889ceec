# Third-party code, each as one target: headers as SYSTEM, sources compiled without warnings.
# Natively zlib, libpng and SDL2 are the system's; for WebAssembly they are compiled from source, by file list.

# inkgrad_third_party(NAME SOURCES...): a static library whose warnings are not ours.
function(inkgrad_third_party name)
  add_library(${name} STATIC ${ARGN})
  target_compile_options(${name} PRIVATE -w)
endfunction()

# --- header-only libraries -----------------------------------------------------------------------------------------------
inkgrad_require(INKGRAD_XTENSOR_INCLUDE xtensor/xtensor.hpp)
inkgrad_require(INKGRAD_PROTOZERO_INCLUDE protozero/pbf_writer.hpp)
add_library(inkgrad_headers INTERFACE)
target_include_directories(inkgrad_headers SYSTEM INTERFACE "${INKGRAD_XTENSOR_INCLUDE}" "${INKGRAD_PROTOZERO_INCLUDE}")

# nlohmann-json and doctest (and CLI11, natively). em++ must not see /usr/include, so that the web build gets a folder of links.
set(host_include "${CMAKE_BINARY_DIR}/host-include")
set(header_libraries "nlohmann/json.hpp" "doctest/doctest.h")
if(NOT EMSCRIPTEN)
  list(APPEND header_libraries "CLI/CLI.hpp")
endif()
foreach(header IN LISTS header_libraries)
  cmake_path(GET header PARENT_PATH library)
  find_path(INKGRAD_${library}_INCLUDE "${header}" REQUIRED NO_CMAKE_FIND_ROOT_PATH PATHS /usr/include /usr/local/include)
  file(MAKE_DIRECTORY "${host_include}")
  file(CREATE_LINK "${INKGRAD_${library}_INCLUDE}/${library}" "${host_include}/${library}" SYMBOLIC)
endforeach()
target_include_directories(inkgrad_headers SYSTEM INTERFACE "${host_include}")

# --- zlib and libpng -----------------------------------------------------------------------------------------------------
add_library(inkgrad_zlib INTERFACE)
add_library(inkgrad_png INTERFACE)
if(EMSCRIPTEN)
  inkgrad_require(INKGRAD_ZLIB_SOURCE zlib.h)
  set(zlib_names adler32 compress crc32 deflate gzclose gzlib gzread gzwrite infback inffast inflate inftrees trees uncompr zutil)
  list(TRANSFORM zlib_names REPLACE "(.+)" "${INKGRAD_ZLIB_SOURCE}/\\1.c")
  foreach(zlib IN ITEMS zlib_wasm zlib_wasm_threads)
    inkgrad_third_party(${zlib} ${zlib_names})
    target_compile_definitions(${zlib} PRIVATE HAVE_UNISTD_H)
    target_compile_options(${zlib} PRIVATE -Os)
    target_include_directories(${zlib} SYSTEM PUBLIC "${INKGRAD_ZLIB_SOURCE}")
  endforeach()
  target_compile_options(zlib_wasm_threads PRIVATE -pthread)
  target_link_libraries(inkgrad_zlib INTERFACE zlib_wasm)

  inkgrad_require(INKGRAD_PNG_SOURCE png.h)
  set(png_names png pngerror pngget pngmem pngpread pngread pngrio pngrtran pngrutil pngset pngtrans pngwio pngwrite pngwtran pngwutil)
  list(TRANSFORM png_names REPLACE "(.+)" "${INKGRAD_PNG_SOURCE}/\\1.c")
  inkgrad_third_party(png_wasm ${png_names})
  target_compile_options(png_wasm PRIVATE -Os)
  configure_file("${INKGRAD_PNG_SOURCE}/scripts/pnglibconf.h.prebuilt" "${CMAKE_BINARY_DIR}/png/pnglibconf.h" COPYONLY)
  target_include_directories(png_wasm SYSTEM PUBLIC "${INKGRAD_PNG_SOURCE}" "${CMAKE_BINARY_DIR}/png")
  target_link_libraries(png_wasm PUBLIC zlib_wasm)
  target_link_libraries(inkgrad_png INTERFACE png_wasm)
else()
  find_package(ZLIB REQUIRED)
  find_package(PNG REQUIRED)
  target_link_libraries(inkgrad_zlib INTERFACE ZLIB::ZLIB)
  target_link_libraries(inkgrad_png INTERFACE PNG::PNG)
endif()

# --- SDL2 and Dear ImGui: the playground's window ------------------------------------------------------------------------
function(inkgrad_add_sdl2)
  if(EMSCRIPTEN)
    inkgrad_require(INKGRAD_SDL2_SOURCE include/SDL.h)
    # SDL2's own CMake takes minutes of checks; SDL_config_emscripten.h, which it ships, needs none. These are its folders.
    set(folders . atomic audio audio/disk audio/dummy audio/emscripten cpuinfo dynapi events file filesystem/emscripten haptic
        haptic/dummy hidapi joystick joystick/emscripten joystick/virtual libm loadso/dlopen locale locale/emscripten
        main/dummy misc misc/emscripten power power/emscripten render render/software render/opengles2 sensor sensor/dummy
        stdlib thread thread/generic timer timer/unix video video/dummy video/emscripten video/yuv2rgb)
    set(sources "")
    foreach(folder IN LISTS folders)
      file(GLOB files "${INKGRAD_SDL2_SOURCE}/src/${folder}/*.c")
      list(APPEND sources ${files})
    endforeach()
    inkgrad_third_party(inkgrad_sdl2 ${sources})
    # The page is silent and draws with OpenGL alone: no copying of pixels by the processor.
    target_compile_definitions(inkgrad_sdl2 PRIVATE SDL_AUDIO_DISABLED=1 SDL_HAPTIC_DISABLED=1
      SDL_SENSOR_DISABLED=1 SDL_RENDER_DISABLED=1 SDL_LEAN_AND_MEAN=1)
    target_compile_options(inkgrad_sdl2 PRIVATE -Os)
    target_include_directories(inkgrad_sdl2 SYSTEM PUBLIC "${INKGRAD_SDL2_SOURCE}/include")
  else()
    find_package(SDL2 QUIET)
    find_package(OpenGL QUIET)
    if(SDL2_FOUND AND OPENGL_FOUND)
      add_library(inkgrad_sdl2 INTERFACE)
      target_link_libraries(inkgrad_sdl2 INTERFACE SDL2::SDL2 OpenGL::GL)
      target_compile_definitions(inkgrad_sdl2 INTERFACE GL_GLEXT_PROTOTYPES)
    endif()
  endif()
endfunction()

function(inkgrad_add_imgui)
  inkgrad_require(INKGRAD_IMGUI_SOURCE imgui.h)
  set(sources imgui imgui_draw imgui_tables imgui_widgets backends/imgui_impl_sdl2)
  list(TRANSFORM sources REPLACE "(.+)" "${INKGRAD_IMGUI_SOURCE}/\\1.cpp")
  inkgrad_third_party(inkgrad_imgui ${sources})
  if(EMSCRIPTEN)
    target_compile_options(inkgrad_imgui PRIVATE -Os)  # a frame's time is in painting
  endif()
  target_include_directories(inkgrad_imgui SYSTEM PUBLIC "${INKGRAD_IMGUI_SOURCE}" "${INKGRAD_IMGUI_SOURCE}/backends")
  target_link_libraries(inkgrad_imgui PUBLIC inkgrad_sdl2 ${CMAKE_DL_LIBS})
  # The page shows neither the demo nor the debugging windows.
  target_compile_definitions(inkgrad_imgui PUBLIC IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEBUG_TOOLS
    IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_ENABLE_TEST_ENGINE)
endfunction()
