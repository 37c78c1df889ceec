#pragma once

#include <imgui.h>

#include <cstdint>
#include <vector>

#include "web/app/gfx/gl.hpp"
#include "web/app/state/drawing.hpp"

namespace inkgrad {

/// Draws strokes as capsules at the device's resolution, slightly smoothed.
class InkRenderer {
 public:
  /// Needs a current OpenGL context; call again when that is a new one. Throws Error if a shader does not compile.
  void start();
  /// Puts the drawing into `list`, on the square from `corner` with `side` (CSS pixels), clipped to it and to the list's clip.
  void draw(ImDrawList* list, const Drawing& drawing, ImVec2 corner, float side, ImU32 ground, ImU32 ink);

 private:
  void render(const ImVec4& clip);

  unsigned program_ = 0, array_ = 0, buffer_ = 0;
  int pad_at_ = -1, viewport_at_ = -1, radius_at_ = -1, ground_at_ = -1, ink_at_ = -1;
  std::vector<float> segments_;
  std::uint64_t uploaded_ = ~0ull;
  ImVec2 corner_;
  float side_ = 0, width_ = 0;
  ImU32 ground_ = 0, ink_ = 0;
};

}  // namespace inkgrad
