# build/web/package_engine: the engine of the npm package, without and with relaxed SIMD, and its scripts. .toolchain/pack.mjs makes the
# package of it, of web/package and of the site.
foreach(variant "engine worker" "engine_relaxed relaxed")
  separate_arguments(variant)
  list(GET variant 0 name)
  list(GET variant 1 library)
  add_executable(package_${name} web/package/engine.cpp)
  inkgrad_own(package_${name})
  inkgrad_small(package_${name})
  target_link_libraries(package_${name} PRIVATE inkgrad_engine_${library})
  # What loads it gives it its code, so that Emscripten's script need know no environment but the least.
  target_link_options(package_${name} PRIVATE --no-entry -sMODULARIZE -sEXPORT_ES6 -sEXPORT_NAME=createEngine -sENVIRONMENT=web
    -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=2GB -sSTACK_SIZE=1MB -sFILESYSTEM=0 -sEXPORTED_FUNCTIONS=_malloc,_free
    -sEXPORTED_RUNTIME_METHODS=UTF8ToString,HEAPU8)
  set_target_properties(package_${name} PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/package_engine")
endforeach()
