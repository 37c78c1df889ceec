#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "web/app/gfx/gl.hpp"

namespace inkgrad {

/// A matrix of numbers on the window, drawn by a shader, one instance for each picture of a frame.
class HeatMap {
 public:
  /// What stands where there is no number: between the pictures of a gallery.
  static constexpr float no_value = 1e30f;

  struct Look {
    ImU32 low, zero, high;   ///< colours of -limit, 0 and +limit
    ImU32 gap;
    ImU32 grid = 0;          ///< lines between cells where these are large enough; 0: none
    float limit = 1;
    bool operator==(const Look&) const = default;
  };

  /// Needs a current OpenGL context; call again when that is a new one. Throws Error if the shader does not compile.
  static void start();
  void set(std::span<const float> values, int columns, int rows);
  /// Puts the picture into `list`, from `corner` with `size` (CSS pixels).
  void draw(ImDrawList* list, ImVec2 corner, ImVec2 size, const Look& look);

  int columns() const { return columns_; }
  int rows() const { return rows_; }
  float at(int column, int row) const { return values_[static_cast<std::size_t>(row * columns_ + column)]; }

 private:
  void note(ImVec2 corner, ImVec2 size, const Look& look);
  void render(const ImVec4& clip);

  std::vector<float> values_;
  int columns_ = 0, rows_ = 0;
  bool changed_ = false;  ///< and not yet in the texture
  bool noted_ = true;     ///< as a change of what the window shows
  unsigned texture_ = 0;
  int context_ = 0;  ///< the one that the texture belongs to
  ImVec2 corner_, size_;
  Look look_{};
};

}  // namespace inkgrad
