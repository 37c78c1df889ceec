# Where ./run puts what it downloads, and where everything third-party is looked for by default.
# Each path is a cache variable: who has trees of their own points CMake at them.
if(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(INKGRAD_CACHE "$ENV{XDG_CACHE_HOME}/inkgrad")
else()
  set(INKGRAD_CACHE "$ENV{HOME}/.cache/inkgrad")
endif()

# The prefix is named after the pins, so that changed pins make a new one (`run` computes the same name).
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../.toolchain/pins.txt" pins REGEX "^[a-z]")
list(JOIN pins "\n" pins)
string(SHA256 pins_hash "${pins}\n")
string(SUBSTRING "${pins_hash}" 0 12 pins_hash)

set(INKGRAD_PREFIX "${INKGRAD_CACHE}/toolchain-${pins_hash}" CACHE PATH "What ./run setup unpacked")
set(INKGRAD_MNIST_DIR "${INKGRAD_CACHE}/mnist" CACHE PATH "MNIST's four IDX files")
set(INKGRAD_XTENSOR_INCLUDE "${INKGRAD_PREFIX}/include" CACHE PATH "Headers of xtensor 0.25, xtl and xsimd")
set(INKGRAD_PROTOZERO_INCLUDE "${INKGRAD_PREFIX}/include" CACHE PATH "Headers of protozero")
set(INKGRAD_SDL2_SOURCE "${INKGRAD_PREFIX}/src/libsdl2" CACHE PATH "SDL2's source tree (web)")
set(INKGRAD_IMGUI_SOURCE "${INKGRAD_PREFIX}/src/imgui" CACHE PATH "Dear ImGui's source tree")
set(INKGRAD_ZLIB_SOURCE "${INKGRAD_PREFIX}/src/zlib" CACHE PATH "zlib's source tree (web)")
set(INKGRAD_PNG_SOURCE "${INKGRAD_PREFIX}/src/libpng1.6" CACHE PATH "libpng's source tree (web)")

# inkgrad_require(VARIABLE FILE): stop with what is missing and how to get it.
function(inkgrad_require variable file)
  if(NOT EXISTS "${${variable}}/${file}")
    message(FATAL_ERROR "${variable}: no ${file} in '${${variable}}'. Run ./run setup, or pass -D${variable}=DIR.")
  endif()
endfunction()
