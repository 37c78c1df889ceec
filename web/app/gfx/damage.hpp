#pragma once

#include <imgui.h>

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "web/app/gfx/gl.hpp"

namespace inkgrad {

/// Notes that a picture drawn by a callback among Dear ImGui's lists has become another one: the lists cannot tell. In CSS pixels.
void note_change(ImVec2 from, ImVec2 to);

/// Which parts of the window differ from what it shows: where pixels are made by the processor, a frame costs what it paints.
/// Compares Dear ImGui's triangles with those of the frame before.
class Damage {
 public:
  /// The smallest rectangle around a triangle, inside its command's clip, in CSS pixels.
  struct Bounds {
    float left, top, right, bottom;
    bool meets(const Bounds& other) const {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  };

  /// Nothing of what the window shows can be kept.
  void everything() { everything_ = true; }
  /// What has to be painted to show `data`, as rectangles that do not overlap, and forgets the changes noted so far.
  std::span<const Patch> find(const ImDrawData& data, const Canvas& canvas);
  /// Bounds of each triangle of a list given to `find` last, in the order of its indices.
  std::span<const Bounds> triangles(int list) const { return shown_[static_cast<std::size_t>(list)].bounds; }

 private:
  // One of Dear ImGui's lists as it was: the bytes, and what can be compared triangle by triangle.
  struct Shown {
    std::vector<ImDrawVert> vertices;
    std::vector<ImDrawIdx> indices;
    std::vector<ImDrawCmd> commands;
    std::vector<std::uint64_t> hashes;  // of the triangles, then of the callbacks
    std::vector<Bounds> bounds;         // the same order
    std::vector<std::uint64_t> corners;  // hashes of the vertices
  };

  static bool same(const Shown& shown, const ImDrawList& list);
  static void take(const ImDrawList& list, Shown& shown);
  void compare(const Shown& before, const Shown& now);
  void mark(const Bounds& bounds);
  void merge(const Canvas& canvas);

  bool everything_ = true;
  float width_ = 0, height_ = 0, ratio_ = 1;
  std::vector<Shown> shown_, before_;
  std::unordered_map<std::uint64_t, int> counts_;
  int columns_ = 0, rows_ = 0;
  std::vector<char> tiles_;  // row-major; not 0: to be painted
  std::vector<Patch> patches_;
};

}  // namespace inkgrad
