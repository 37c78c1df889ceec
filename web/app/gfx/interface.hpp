#pragma once

#include <imgui.h>

namespace inkgrad {

/// Draws Dear ImGui's lists, and lets what is drawn among them (AddCallback) find OpenGL as it needs it. Unlike Dear ImGui's
/// own backend it never asks OpenGL for its state: in a browser each question waits for the picture before, 90 ms a frame where
/// pictures are drawn in software.
class InterfaceRenderer {
 public:
  /// Needs a current OpenGL context (call again when that is a new one) and a Dear ImGui context. Throws Error if a shader does not compile.
  void start();
  /// Takes the letters of ImGui::GetIO().Fonts, which must have been built; call again when they change.
  void upload_fonts();
  /// Draws everything. The whole framebuffer must be the viewport.
  void render(const ImDrawData& data);

 private:
  void set_state(const ImDrawData& data) const;

  unsigned program_ = 0, array_ = 0, vertices_ = 0, indices_ = 0, atlas_ = 0;
  int extent_at_ = -1, atlas_at_ = -1;
};

}  // namespace inkgrad
