#include "web/app/gfx/heatmap.hpp"

#include <algorithm>
#include <optional>
#include <shaders.hpp>
#include <utility>

#include "web/app/gfx/damage.hpp"

namespace inkgrad {
namespace {

// Cells smaller than this, in device pixels, have no lines between them.
constexpr float smallest_lined_cell = 6;

// One program for all heat maps of the window's one OpenGL context.
struct Program {
  unsigned name = compile_program("heatmap", shaders::heatmap_vert, shaders::heatmap_frag);
  unsigned array = 0;
  int place = at("place"), viewport = at("viewport"), cells = at("cells"), cell_size = at("cell_size"), limit = at("limit");
  int low = at("low"), zero = at("zero"), high = at("high"), gap = at("gap"), grid = at("grid");

  Program() { glGenVertexArrays(1, &array); }
  int at(const char* uniform) const { return glGetUniformLocation(this->name, uniform); }
};

std::optional<Program> program;
int contexts = 0;  ///< how many there have been

}  // namespace

void HeatMap::start() {
  program.emplace();
  ++contexts;
}

void HeatMap::set(std::span<const float> values, int columns, int rows) {
  values_.assign(values.begin(), values.end());
  columns_ = columns;
  rows_ = rows;
  changed_ = true;
  noted_ = false;
}

// Where the picture was and where it is will look different, if it changed or moved.
void HeatMap::note(ImVec2 corner, ImVec2 size, const Look& look) {
  const bool stays = corner.x == corner_.x && corner.y == corner_.y && size.x == size_.x && size.y == size_.y && look == look_;
  if (noted_ && stays) return;
  for (const auto& [at, extent] : {std::pair(corner_, size_), std::pair(corner, size)}) {
    note_change(at, {at.x + extent.x, at.y + extent.y});
  }
  noted_ = true;
}

void HeatMap::draw(ImDrawList* list, ImVec2 corner, ImVec2 size, const Look& look) {
  if (values_.empty()) return;
  note(corner, size, look);
  corner_ = corner;
  size_ = size;
  look_ = look;
  list->AddCallback([](const ImDrawList*, const ImDrawCmd* command) {
    static_cast<HeatMap*>(command->UserCallbackData)->render(command->ClipRect);
  }, this);
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

void HeatMap::render(const ImVec4& clip) {
  const Canvas canvas = current_canvas();
  if (!clip_to(canvas, clip)) return;
  const Program& p = *program;
  if (context_ != contexts) {
    context_ = contexts;
    changed_ = true;
    glGenTextures(1, &texture_);
  }
  glBindTexture(GL_TEXTURE_2D, texture_);
  if (changed_) {
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R32F, columns_, rows_, 0, GL_RED, GL_FLOAT, values_.data());
    for (const auto& [name, value] : {std::pair(GL_TEXTURE_MIN_FILTER, GL_NEAREST), std::pair(GL_TEXTURE_MAG_FILTER, GL_NEAREST),
                                      std::pair(GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE), std::pair(GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE)}) {
      glTexParameteri(GL_TEXTURE_2D, static_cast<GLenum>(name), static_cast<GLint>(value));
    }
    changed_ = false;
  }
  const float cell_x = size_.x * canvas.ratio / static_cast<float>(columns_);
  const float cell_y = size_.y * canvas.ratio / static_cast<float>(rows_);
  glUseProgram(p.name);
  glUniform4f(p.place, corner_.x * canvas.ratio, corner_.y * canvas.ratio, size_.x * canvas.ratio, size_.y * canvas.ratio);
  glUniform2f(p.viewport, canvas.width, canvas.height);
  glUniform2f(p.cells, static_cast<float>(columns_), static_cast<float>(rows_));
  glUniform2f(p.cell_size, cell_x, cell_y);
  glUniform1f(p.limit, std::max(look_.limit, 1e-12f));
  set_colour(p.low, look_.low);
  set_colour(p.zero, look_.zero);
  set_colour(p.high, look_.high);
  set_colour(p.gap, look_.gap);
  const ImVec4 grid = ImGui::ColorConvertU32ToFloat4(look_.grid);
  glUniform4f(p.grid, grid.x, grid.y, grid.z, std::min(cell_x, cell_y) >= smallest_lined_cell ? grid.w : 0);
  glBindVertexArray(p.array);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

}  // namespace inkgrad
