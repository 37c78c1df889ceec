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
  damage_.everything();
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
  damage_.everything();
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

void InterfaceRenderer::begin(const ImDrawData& data) const {
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glActiveTexture(GL_TEXTURE0);
  bind();
  glUniform2f(extent_at_, data.DisplaySize.x, data.DisplaySize.y);
  glUniform1i(atlas_at_, 0);
}

// What callbacks leave otherwise. They leave blending as it was.
void InterfaceRenderer::bind() const {
  glUseProgram(program_);
  glBindTexture(GL_TEXTURE_2D, atlas_);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
}

// The parts of a list's commands that a patch shows, in the order of the commands. A callback is a part without indices.
void InterfaceRenderer::gather(const ImDrawList& list, std::span<const Damage::Bounds> triangles, std::span<const Patch> patches, float ratio) {
  gathered_.clear();
  parts_.clear();
  for (int i = 0; i < list.CmdBuffer.Size; ++i) {
    const ImDrawCmd& command = list.CmdBuffer[i];
    if (command.UserCallback == ImDrawCallback_ResetRenderState) {
      if (!parts_.empty() && list.CmdBuffer[parts_.back().command].UserCallback != nullptr) parts_.push_back({i, {}, 0, 0});
      continue;
    }
    const Damage::Bounds clip{command.ClipRect.x, command.ClipRect.y, command.ClipRect.z, command.ClipRect.w};
    for (const Patch& patch : patches) {
      const Damage::Bounds seen{static_cast<float>(patch.left) / ratio, static_cast<float>(patch.top) / ratio,
                                static_cast<float>(patch.right) / ratio, static_cast<float>(patch.bottom) / ratio};
      if (!clip.meets(seen)) continue;
      const std::size_t offset = gathered_.size();
      for (unsigned at = command.IdxOffset; at < command.IdxOffset + command.ElemCount; at += 3) {
        if (!triangles[at / 3].meets(seen)) continue;
        for (unsigned corner = 0; corner < 3; ++corner) gathered_.push_back(list.IdxBuffer[static_cast<int>(at + corner)]);
      }
      const std::size_t count = gathered_.size() - offset;
      if (count > 0 || command.UserCallback != nullptr) parts_.push_back({i, patch, offset, count});
    }
  }
}

bool InterfaceRenderer::render(const ImDrawData& data, ImU32 ground) {
  const Canvas canvas = current_canvas();
  if (!keeps_) damage_.everything();
  const std::span<const Patch> patches = damage_.find(data, canvas);
  if (patches.empty()) return false;
  const ImVec4 paper = ImGui::ColorConvertU32ToFloat4(ground);
  glClearColor(paper.x, paper.y, paper.z, 1);
  for (const Patch& patch : patches) {
    paint_only(patch);
    if (clip_to(canvas, {0, 0, data.DisplaySize.x, data.DisplaySize.y})) glClear(GL_COLOR_BUFFER_BIT);
  }
  begin(data);
  for (int i = 0; i < data.CmdLists.Size; ++i) {
    const ImDrawList& list = *data.CmdLists[i];
    gather(list, damage_.triangles(i), patches, canvas.ratio);
    if (parts_.empty()) continue;
    glBufferData(GL_ARRAY_BUFFER, list.VtxBuffer.size_in_bytes(), list.VtxBuffer.Data, GL_STREAM_DRAW);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(gathered_.size() * sizeof(ImDrawIdx)), gathered_.data(), GL_STREAM_DRAW);
    for (const Part& part : parts_) {
      const ImDrawCmd& command = list.CmdBuffer[part.command];
      paint_only(part.patch);
      if (command.UserCallback == ImDrawCallback_ResetRenderState) {
        bind();
      } else if (command.UserCallback != nullptr) {
        command.UserCallback(&list, &command);
      } else if (clip_to(canvas, command.ClipRect)) {
        static_assert(sizeof(ImDrawIdx) == 2);
        glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(part.count), GL_UNSIGNED_SHORT,
                       reinterpret_cast<const void*>(part.offset * sizeof(ImDrawIdx)));
      }
    }
  }
  glDisable(GL_SCISSOR_TEST);
  glBindVertexArray(0);
  return true;
}

}  // namespace inkgrad
