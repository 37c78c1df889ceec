# The CUDA backend, by what there is: with nvcc the program has it; without, native/cuda/absent.cpp says so in its place. Its tests
# need no nvcc: g++ compiles the same sources against tests/cuda_emulator.
set(INKGRAD_CUDA AUTO CACHE STRING "The CUDA backend: ON, OFF, or AUTO where there is nvcc")
set_property(CACHE INKGRAD_CUDA PROPERTY STRINGS AUTO ON OFF)

file(GLOB cuda_host_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/native/cuda/*.cpp")
list(FILTER cuda_host_sources EXCLUDE REGEX "/absent\\.cpp$")
set(cuda_module_source "${CMAKE_SOURCE_DIR}/native/cuda/cublaslt/module.cpp")
file(GLOB cuda_device_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/native/cuda/*.cu")

set(INKGRAD_HAS_CUDA FALSE)
if(EMSCRIPTEN OR INKGRAD_SANITIZE)
  # Neither has a use for it: the emulator is what the sanitizers look at.
elseif(INKGRAD_CUDA)
  find_program(INKGRAD_NVCC nvcc PATHS /usr/local/cuda/bin)
  if(INKGRAD_NVCC AND NOT CMAKE_CUDA_COMPILER)
    set(ENV{CUDACXX} "${INKGRAD_NVCC}")
    include(CheckLanguage)
    check_language(CUDA)  # an nvcc may be there without what it needs
  endif()
  if(CMAKE_CUDA_COMPILER)
    set(INKGRAD_HAS_CUDA TRUE)
  elseif(INKGRAD_CUDA STREQUAL "ON")
    message(FATAL_ERROR "INKGRAD_CUDA: no nvcc that works on the PATH or in /usr/local/cuda/bin. "
      "Install the CUDA Toolkit, or pass -DCMAKE_CUDA_COMPILER=NVCC.")
  else()
    message(STATUS "CUDA: no nvcc that works, building without it")
  endif()
else()
  message(STATUS "CUDA: switched off, building without it")
endif()

if(NOT EMSCRIPTEN)
  if(INKGRAD_HAS_CUDA)
    add_subdirectory(native/cuda)
  else()
    add_library(inkgrad_cuda STATIC native/cuda/absent.cpp)
    inkgrad_own(inkgrad_cuda)
  endif()
endif()
