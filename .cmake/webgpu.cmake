# inkgrad_webgpu: the WebGPU backend (web/webgpu, with the kernels of shaders/wgsl as texts in it), for the engine of a page's worker that
# was asked for it, and for its tests. Whoever links it lets the browser put the engine's stack aside while it waits for the GPU (JSPI).
file(GLOB wgsl_files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/shaders/wgsl/*.wgsl")
list(FILTER wgsl_files EXCLUDE REGEX "/l1\\.wgsl$")  # the lesson's
set(wgsl_header "${CMAKE_BINARY_DIR}/generated/webgpu/wgsl.hpp")
add_custom_command(OUTPUT "${wgsl_header}"
  COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${wgsl_header}" -DNAMESPACE=inkgrad::webgpu::wgsl -DCODE=ON "-DFILES=${wgsl_files}"
    -P "${CMAKE_SOURCE_DIR}/.cmake/embed_text.cmake"
  DEPENDS ${wgsl_files} .cmake/embed_text.cmake
  COMMENT "Embedding WebGPU's kernels" VERBATIM)

file(GLOB webgpu_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/web/webgpu/*.cpp")
add_library(inkgrad_webgpu OBJECT ${webgpu_sources} "${wgsl_header}")
inkgrad_own(inkgrad_webgpu)
inkgrad_small(inkgrad_webgpu)
target_include_directories(inkgrad_webgpu PRIVATE "${CMAKE_BINARY_DIR}/generated/webgpu")
target_link_libraries(inkgrad_webgpu PUBLIC inkgrad_engine_use)

# What the browser tests load, tests/webgpu/: build/web/webgpu_tests.
file(GLOB webgpu_test_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/webgpu/*.cpp")
add_executable(inkgrad_webgpu_tests ${webgpu_test_sources} $<FILTER:$<TARGET_OBJECTS:test_support>,EXCLUDE,unit/main>)
inkgrad_own(inkgrad_webgpu_tests)
target_compile_options(inkgrad_webgpu_tests PRIVATE -ffp-contract=off -O0)
target_compile_definitions(inkgrad_webgpu_tests PRIVATE INKGRAD_SOURCE_DIR="${CMAKE_SOURCE_DIR}" INKGRAD_MNIST_DIR="${INKGRAD_MNIST_DIR}")
target_link_libraries(inkgrad_webgpu_tests PRIVATE inkgrad_webgpu inkgrad_engine)
set_target_properties(inkgrad_webgpu_tests PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/webgpu_tests")
target_link_options(inkgrad_webgpu_tests PRIVATE --no-entry -O1 -sJSPI -sJSPI_EXPORTS=run_tests -sMODULARIZE -sEXPORT_ES6
  -sEXPORT_NAME=createTests -sENVIRONMENT=web,worker -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=2GB -sSTACK_SIZE=1MB -sFORCE_FILESYSTEM
  -sEXPORTED_RUNTIME_METHODS=ccall,FS,HEAPU8 -sEXPORTED_FUNCTIONS=_malloc,_free)
