#include "web/app/gfx/interface.hpp"

#include <cstddef>
#include <cstdint>
#include <shaders.hpp>

#include "web/app/gfx/gl.hpp"

namespace inkgrad {

void InterfaceRenderer::start() {
  ImGui::GetIO().BackendRendererName = "inkgrad";
  program_ = compile_program("interface", shaders::interface_vert, shaders::interface_frag);
  extent_at_ = glGetUniformLocation(program_, "extent");
  atlas_at_ = glGetUniformLocation(program_, "atlas");
  glGenVertexArrays(1, &array_);
  glGenBuffers(1, &vertices_);
  glGenBuffers(1, &indices_);
  glGenTextures(1, &atlas_);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_);
  const auto attribute = [](unsigned place, int count, unsigned type, bool normalised, std::size_t offset) {
    glEnableVertexAttribArray(place);
    glVertexAttribPointer(place, count, type, normalised ? GL_TRUE : GL_FALSE, sizeof(ImDrawVert),
                          reinterpret_cast<const void*>(offset));
  };
  attribute(0, 2, GL_FLOAT, false, offsetof(ImDrawVert, pos));
  attribute(1, 2, GL_FLOAT, false, offsetof(ImDrawVert, uv));
  attribute(2, 4, GL_UNSIGNED_BYTE, true, offsetof(ImDrawVert, col));
  glBindVertexArray(0);
}

void InterfaceRenderer::upload_fonts() {
  unsigned char* pixels = nullptr;
  int width = 0, height = 0;
  ImFontAtlas& fonts = *ImGui::GetIO().Fonts;
  fonts.GetTexDataAsAlpha8(&pixels, &width, &height);
  glBindTexture(GL_TEXTURE_2D, atlas_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, height, 0, GL_RED, GL_UNSIGNED_BYTE, pixels);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  fonts.SetTexID(reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(atlas_)));
  fonts.ClearTexData();
}

void InterfaceRenderer::set_state(const ImDrawData& data) const {
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glUseProgram(program_);
  glUniform2f(extent_at_, data.DisplaySize.x, data.DisplaySize.y);
  glUniform1i(atlas_at_, 0);
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_2D, atlas_);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
}

void InterfaceRenderer::render(const ImDrawData& data) {
  const Canvas canvas = current_canvas();
  set_state(data);
  for (const ImDrawList* list : data.CmdLists) {
    glBufferData(GL_ARRAY_BUFFER, list->VtxBuffer.size_in_bytes(), list->VtxBuffer.Data, GL_STREAM_DRAW);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, list->IdxBuffer.size_in_bytes(), list->IdxBuffer.Data, GL_STREAM_DRAW);
    for (const ImDrawCmd& command : list->CmdBuffer) {
      if (command.UserCallback == ImDrawCallback_ResetRenderState) {
        set_state(data);
      } else if (command.UserCallback != nullptr) {
        command.UserCallback(list, &command);
      } else if (command.ElemCount > 0 && clip_to(canvas, command.ClipRect)) {
        static_assert(sizeof(ImDrawIdx) == 2);
        glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(command.ElemCount), GL_UNSIGNED_SHORT,
                       reinterpret_cast<const void*>(static_cast<std::uintptr_t>(command.IdxOffset) * sizeof(ImDrawIdx)));
      }
    }
  }
  glDisable(GL_SCISSOR_TEST);
  glBindVertexArray(0);
}

}  // namespace inkgrad
