# Writes shaders.hpp: each shader as a string, named after its file (ink.frag -> inkgrad::shaders::ink_frag).
#   cmake -DOUTPUT=FILE -DSHADERS=A;B;... -P embed_shaders.cmake
set(text "// Generated from shaders/.\n#pragma once\n\n#include <string_view>\n\nnamespace inkgrad::shaders {\n\n")
foreach(shader IN LISTS SHADERS)
  cmake_path(GET shader FILENAME name)
  string(MAKE_C_IDENTIFIER "${name}" name)
  file(READ "${shader}" source)
  string(APPEND text "inline constexpr std::string_view ${name} = R\"glsl(${source})glsl\";\n\n")
endforeach()
string(APPEND text "}  // namespace inkgrad::shaders\n")
file(WRITE "${OUTPUT}" "${text}")
