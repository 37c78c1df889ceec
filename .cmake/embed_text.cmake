# Writes a header with each file as a string, named after the file (ink.frag -> NAMESPACE::ink_frag).
#   cmake -DOUTPUT=FILE -DNAMESPACE=inkgrad::shaders [-DCODE=ON] -DFILES=A;B;... -P embed_text.cmake
# CODE: without comments that begin with // and without indentation, line for line; a page loads them.
set(text "// Generated from text files by embed_text.cmake.\n#pragma once\n\n#include <string_view>\n\nnamespace ${NAMESPACE} {\n\n")
foreach(file IN LISTS FILES)
  cmake_path(GET file FILENAME name)
  string(MAKE_C_IDENTIFIER "${name}" name)
  file(READ "${file}" source)
  if(CODE)
    string(REGEX REPLACE "[ \t]*//[^\n]*" "" source "${source}")
    string(REGEX REPLACE "\n[ \t]+" "\n" source "${source}")
  endif()
  string(APPEND text "inline constexpr std::string_view ${name} = R\"file(${source})file\";\n\n")
endforeach()
string(APPEND text "}  // namespace ${NAMESPACE}\n")
file(WRITE "${OUTPUT}" "${text}")
