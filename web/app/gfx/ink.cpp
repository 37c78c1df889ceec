#include "web/app/gfx/ink.hpp"

#include <algorithm>
#include <cmath>
#include <shaders.hpp>

#include "web/app/gfx/damage.hpp"

namespace inkgrad {
namespace {

// The curve from one midpoint to the next in straight pieces: as many as it takes that none is longer than this share of
// the pad, too short for a corner to show.
constexpr double piece_length = 0.02;
constexpr int most_pieces = 16;

void add_segment(std::vector<float>& segments, Point a, Point b) {
  for (const double v : {a.x, a.y, b.x, b.y}) segments.push_back(static_cast<float>(v));
}

Point between(Point a, Point b, double t) { return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; }

// Quadratic Bezier curves from midpoint to midpoint, with the points as control points: smooth, and never far from the pen.
void add_stroke(std::vector<float>& segments, const Stroke& stroke) {
  if (stroke.size() < 3) {
    add_segment(segments, stroke.front(), stroke.back());
    return;
  }
  Point from = stroke.front();
  for (std::size_t i = 1; i + 1 < stroke.size(); ++i) {
    const bool last = i + 2 == stroke.size();
    const Point to = last ? stroke.back() : between(stroke[i], stroke[i + 1], 0.5);
    const double length = std::hypot(stroke[i].x - from.x, stroke[i].y - from.y) + std::hypot(to.x - stroke[i].x, to.y - stroke[i].y);
    const int pieces = static_cast<int>(std::clamp(std::ceil(length / piece_length), 1.0, 1.0 * most_pieces));
    Point at = from;
    for (int piece = 1; piece <= pieces; ++piece) {
      const double t = static_cast<double>(piece) / pieces;
      const Point next = between(between(from, stroke[i], t), between(stroke[i], to, t), t);
      add_segment(segments, at, next);
      at = next;
    }
    from = to;
  }
}

}  // namespace

void InkRenderer::start() {
  uploaded_ = ~0ull;
  program_ = compile_program("ink", shaders::ink_vert, shaders::ink_frag);
  pad_at_ = glGetUniformLocation(program_, "pad");
  viewport_at_ = glGetUniformLocation(program_, "viewport");
  radius_at_ = glGetUniformLocation(program_, "radius");
  ground_at_ = glGetUniformLocation(program_, "ground");
  ink_at_ = glGetUniformLocation(program_, "ink");
  glGenVertexArrays(1, &array_);
  glGenBuffers(1, &buffer_);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, buffer_);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, 0, nullptr);
  glVertexAttribDivisor(0, 1);
  glBindVertexArray(0);
}

void InkRenderer::draw(ImDrawList* list, const Drawing& drawing, ImVec2 corner, float side, ImU32 ground, ImU32 ink) {
  const float width = static_cast<float>(drawing.shown_width()) * side;
  if (uploaded_ != drawing.revision() || width != width_ || ground != ground_ || ink != ink_ || corner.x != corner_.x ||
      corner.y != corner_.y || side != side_) {
    note_change(corner_, {corner_.x + side_, corner_.y + side_});
    note_change(corner, {corner.x + side, corner.y + side});
  }
  if (uploaded_ != drawing.revision()) {
    segments_.clear();
    for (const Stroke& stroke : drawing.strokes()) add_stroke(segments_, stroke);
    glBindBuffer(GL_ARRAY_BUFFER, buffer_);
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(segments_.size() * sizeof(float)), segments_.data(), GL_DYNAMIC_DRAW);
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    uploaded_ = drawing.revision();
  }
  corner_ = corner;
  side_ = side;
  width_ = width;
  ground_ = ground;
  ink_ = ink;
  if (segments_.empty()) return;
  list->PushClipRect(corner, {corner.x + side, corner.y + side}, true);
  list->AddCallback([](const ImDrawList*, const ImDrawCmd* command) {
    static_cast<InkRenderer*>(command->UserCallbackData)->render(command->ClipRect);
  }, this);
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
  list->PopClipRect();
}

void InkRenderer::render(const ImVec4& clip) {
  const Canvas canvas = current_canvas();
  if (!clip_to(canvas, clip)) return;
  glUseProgram(program_);
  glUniform4f(pad_at_, corner_.x * canvas.ratio, corner_.y * canvas.ratio, side_ * canvas.ratio, side_ * canvas.ratio);
  glUniform2f(viewport_at_, canvas.width, canvas.height);
  glUniform1f(radius_at_, std::max(width_ * canvas.ratio / 2, 0.75f));
  set_colour(ground_at_, ground_);
  set_colour(ink_at_, ink_);
  glBindVertexArray(array_);
  // Each colour channel of the ink lies on one side of the ground's.
  glBlendEquation((ink_ & 255) < (ground_ & 255) ? GL_MIN : GL_MAX);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(segments_.size() / 4));
  glBlendEquation(GL_FUNC_ADD);
}

}  // namespace inkgrad
