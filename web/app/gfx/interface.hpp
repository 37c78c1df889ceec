#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "web/app/gfx/damage.hpp"

namespace inkgrad {

/// Draws Dear ImGui's lists, and lets what is drawn among them (AddCallback) find OpenGL as it needs it. Unlike Dear ImGui's
/// own backend it never asks OpenGL for its state: in a browser each question waits for the picture before, 90 ms a frame where
/// pictures are drawn in software. It paints only what has changed, if the framebuffer keeps what it shows.
class InterfaceRenderer {
 public:
  /// `keeps`: what was painted stays in the framebuffer from frame to frame.
  explicit InterfaceRenderer(bool keeps) : keeps_(keeps) {}
  /// Needs a current OpenGL context (call again when that is a new one) and a Dear ImGui context. Throws Error if a shader does not compile.
  void start();
  /// Takes the letters of ImGui::GetIO().Fonts, which must have been built; call again when they change.
  void upload_fonts();
  /// Draws what differs from the frame before, over `ground`. The whole framebuffer must be the viewport. False: nothing did.
  bool render(const ImDrawData& data, ImU32 ground);

 private:
  // Indices that stand together in the buffer of indices, for one command in one patch.
  struct Part {
    int command;
    Patch patch;
    std::size_t offset, count;
  };

  void begin(const ImDrawData& data) const;
  void bind() const;
  void gather(const ImDrawList& list, std::span<const Damage::Bounds> triangles, std::span<const Patch> patches, float ratio);

  unsigned program_ = 0, array_ = 0, vertices_ = 0, indices_ = 0, atlas_ = 0;
  int extent_at_ = -1, atlas_at_ = -1;
  bool keeps_;
  Damage damage_;
  std::vector<ImDrawIdx> gathered_;
  std::vector<Part> parts_;
};

}  // namespace inkgrad
