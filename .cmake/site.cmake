# build/web/site: a finished static site. Any web server can serve it, without special headers.
#   playground.js/.wasm                the page's program; the engine in it serves the page's worker too
#   engine_relaxed.js/.wasm            the engine for the page's worker where the browser has relaxed SIMD
#   engine_threads.js/.wasm            the same with threads, where the page is cross-origin isolated too
#   engine_webgpu.js/.wasm             the engine for the page's worker where a link asks for the GPU
#   inkgrad.js                         <inkgrad-playground>, for pages elsewhere (web/element)
#   data/                              MNIST, gzip'd, in a small starter part (0) and the rest (1)
#   licenses/                          of what is compiled in
set(site "${CMAKE_BINARY_DIR}/site")
add_custom_target(site ALL)

# inkgrad_module(NAME FACTORY METHODS...): link an executable into the site as an ES module with one factory function.
function(inkgrad_module name factory)
  list(APPEND ARGN ccall UTF8ToString stringToUTF8 lengthBytesUTF8 HEAPU8 HEAP32 HEAPF32)
  list(JOIN ARGN "," methods)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${site}")
  target_link_options(${name} PRIVATE -sMODULARIZE -sEXPORT_ES6 -sEXPORT_NAME=${factory} -sALLOW_MEMORY_GROWTH
    -sMAXIMUM_MEMORY=2GB -sSTACK_SIZE=1MB -sFILESYSTEM=0 "-sEXPORTED_RUNTIME_METHODS=${methods}")
  add_dependencies(site ${name})
endfunction()

file(GLOB binding_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/bindings/*.cpp")
if(page_sources AND TARGET inkgrad_app)
  add_executable(playground ${page_sources} ${binding_sources})
  inkgrad_own(playground)
  target_link_libraries(playground PRIVATE inkgrad_app inkgrad_engine_page)
  inkgrad_module(playground createPlayground)
  # -Oz: what it waits for is painting; what trains is the worker's engine.
  target_link_options(playground PRIVATE -Oz -sENVIRONMENT=web,worker -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2
    -sEXPORTED_FUNCTIONS=_main,_malloc,_free)
endif()

if(binding_sources)
  foreach(variant IN ITEMS relaxed threads)
    add_executable(engine_${variant} ${binding_sources})
    inkgrad_own(engine_${variant})
    target_link_libraries(engine_${variant} PRIVATE inkgrad_engine_${variant})
    target_link_options(engine_${variant} PRIVATE --no-entry -sEXPORTED_FUNCTIONS=_malloc,_free)
  endforeach()
  inkgrad_module(engine_relaxed createEngine)
  inkgrad_module(engine_threads createEngine wasmMemory)
  target_link_options(engine_relaxed PRIVATE -sENVIRONMENT=worker,web,node)
  # Its threads are there before it starts, since a worker that waits for one cannot load one. Memory that grows makes only JavaScript
  # slower, which copies a command in and an event out.
  target_link_options(engine_threads PRIVATE -sENVIRONMENT=worker -sPTHREAD_POOL_SIZE=Module.threads-1 -Wno-pthreads-mem-growth)
endif()

# The engine with WebGPU in it. What it exports may wait for the GPU, and gives promises (JSPI).
if(binding_sources)
  add_executable(engine_webgpu ${binding_sources})
  inkgrad_own(engine_webgpu)
  target_compile_definitions(engine_webgpu PRIVATE INKGRAD_WEBGPU)
  target_link_libraries(engine_webgpu PRIVATE inkgrad_webgpu inkgrad_engine_webgpu)
  inkgrad_module(engine_webgpu createEngine)
  target_link_options(engine_webgpu PRIVATE -Oz --no-entry -sENVIRONMENT=worker -sEXPORTED_FUNCTIONS=_malloc,_free
    -sJSPI -sJSPI_EXPORTS=session_start,session_command,session_run)
endif()

# --- files ---------------------------------------------------------------------------------------------------------------
# inkgrad_copy(FROM TO): copy one file into the site when it changes.
set(site_files "")
macro(inkgrad_copy from to)
  add_custom_command(OUTPUT "${site}/${to}" DEPENDS "${from}"
    COMMAND "${CMAKE_COMMAND}" -E copy "${from}" "${site}/${to}" VERBATIM)
  list(APPEND site_files "${site}/${to}")
endmacro()

file(GLOB_RECURSE page_files CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}/web/site" "${CMAKE_SOURCE_DIR}/web/site/*")
foreach(file IN LISTS page_files)
  inkgrad_copy("${CMAKE_SOURCE_DIR}/web/site/${file}" "${file}")
endforeach()

inkgrad_copy("${CMAKE_SOURCE_DIR}/shaders/wgsl/l1.wgsl" shaders/l1.wgsl)
inkgrad_copy("${CMAKE_SOURCE_DIR}/LICENSE" licenses/inkgrad.txt)
inkgrad_copy("${INKGRAD_IMGUI_SOURCE}/LICENSE.txt" licenses/imgui.txt)
inkgrad_copy("${INKGRAD_SDL2_SOURCE}/LICENSE.txt" licenses/sdl2.txt)
inkgrad_copy("${INKGRAD_ZLIB_SOURCE}/LICENSE" licenses/zlib.txt)
inkgrad_copy("${INKGRAD_PNG_SOURCE}/LICENSE" licenses/libpng.txt)
file(GLOB licences "${INKGRAD_PREFIX}/licenses/*.txt")
foreach(licence IN LISTS licences)
  cmake_path(GET licence FILENAME name)
  inkgrad_copy("${licence}" "licenses/${name}")
endforeach()
foreach(package IN ITEMS fonts-inter fonts-dejavu-core nlohmann-json3-dev)
  if(EXISTS "/usr/share/doc/${package}/copyright")
    inkgrad_copy("/usr/share/doc/${package}/copyright" "licenses/${package}.txt")
  endif()
endforeach()

# --- the element: one script of several, for pages elsewhere ---------------------------------------------------------------
find_program(INKGRAD_NODE node REQUIRED NO_CMAKE_FIND_ROOT_PATH)
file(GLOB element_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/element/*.js")
add_custom_command(OUTPUT "${site}/inkgrad.js" DEPENDS ${element_files} web/site/protocol.js .toolchain/bundle.mjs
  COMMAND "${INKGRAD_NODE}" "${CMAKE_SOURCE_DIR}/.toolchain/bundle.mjs" element "${site}"
  COMMENT "Bundling the element" VERBATIM)
list(APPEND site_files "${site}/inkgrad.js")

add_custom_command(OUTPUT "${site}/zip.js" DEPENDS web/zip/zip.js package-lock.json .toolchain/bundle.mjs
  COMMAND "${INKGRAD_NODE}" "${CMAKE_SOURCE_DIR}/.toolchain/bundle.mjs" zip "${site}" COMMENT "Bundling what makes archives" VERBATIM)
list(APPEND site_files "${site}/zip.js")
inkgrad_copy("${CMAKE_SOURCE_DIR}/node_modules/fflate/LICENSE" licenses/fflate.txt)

# --- MNIST ---------------------------------------------------------------------------------------------------------------
set(mnist_files train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte)
list(TRANSFORM mnist_files PREPEND "${INKGRAD_MNIST_DIR}/")
list(GET mnist_files 0 train_images)
if(EXISTS "${train_images}")
  set(packed "")
  foreach(part IN ITEMS train-0 train-1 test-0 test-1)
    list(APPEND packed "${site}/data/${part}-images.idx.gz" "${site}/data/${part}-labels.idx.gz")
  endforeach()
  add_custom_command(OUTPUT ${packed} DEPENDS ${mnist_files} .toolchain/pack_mnist.mjs
    COMMAND "${INKGRAD_NODE}" "${CMAKE_SOURCE_DIR}/.toolchain/pack_mnist.mjs" "${INKGRAD_MNIST_DIR}" "${site}/data"
    COMMENT "Packing MNIST for the page" VERBATIM)
  list(APPEND site_files ${packed})
else()
  message(STATUS "MNIST: no ${train_images} (./run setup fetches it), building a site without data")
endif()

add_custom_target(site_files ALL DEPENDS ${site_files})
add_dependencies(site site_files)
