#include "web/app/widgets/chart_lines.hpp"

#include <cmath>

namespace inkgrad::ui {
namespace {

constexpr float column = 2;          // CSS pixels; two vertices each: one segment a pixel
constexpr float mark_distance = 72;  // between a line's marks
constexpr float mark_radius = 4;

// A line in dashes of `on` with gaps of `off` CSS pixels, going on around corners.
void dash(ImDrawList* list, const std::vector<ImVec2>& path, ImU32 colour, float width, float on, float off) {
  float along = 0;
  for (std::size_t i = 1; i < path.size(); ++i) {
    const ImVec2 a = path[i - 1], b = path[i];
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    for (float at = 0; at < length;) {
      const float phase = std::fmod(along + at, on + off);
      const float step = std::max(0.01f, std::min(length - at, phase < on ? on - phase : on + off - phase));
      const auto point = [&](float s) { return ImVec2(a.x + (b.x - a.x) * s / length, a.y + (b.y - a.y) * s / length); };
      if (phase < on) list->AddLine(point(at), point(at + step), colour, width);
      at += step;
    }
    along += length;
  }
}

void stroke_path(ImDrawList* list, const std::vector<ImVec2>& path, const Line& line) {
  if (line.stroke == Stroke::dashed || line.stroke == Stroke::dotted) {
    const bool dashed = line.stroke == Stroke::dashed;
    dash(list, path, line.colour, line.width, dashed ? 7 : 2, dashed ? 4 : 3);
  } else if (path.size() > 1) {
    list->AddPolyline(path.data(), static_cast<int>(path.size()), line.colour, 0, line.width);
  }
}

// Gathers a line's points by columns of the screen. What it adds to `path` is at most two points a column.
class Columns {
 public:
  explicit Columns(std::vector<ImVec2>& path) : path_(path) {}

  void add(ImVec2 at) {
    if (count_ > 0 && std::floor(at.x / column) != std::floor(first_.x / column)) flush();
    if (count_ == 0) first_ = low_ = high_ = at;
    if (at.y < low_.y) low_ = at;
    if (at.y > high_.y) high_ = at;
    last_ = at;
    ++count_;
  }
  void flush() {
    if (count_ == 1) {
      path_.push_back(first_);
    } else if (count_ == 2) {
      path_.push_back(first_);
      path_.push_back(last_);
    } else if (count_ > 2) {
      const bool low_first = low_.x <= high_.x;
      path_.push_back(low_first ? low_ : high_);
      path_.push_back(low_first ? high_ : low_);
    }
    count_ = 0;
  }

 private:
  std::vector<ImVec2>& path_;
  ImVec2 first_, last_, low_, high_;
  int count_ = 0;
};

}  // namespace

void draw_mark(ImDrawList* list, Mark mark, ImVec2 at, ImU32 colour) {
  constexpr float r = mark_radius;
  switch (mark) {
    case Mark::none: break;
    case Mark::disc: list->AddCircleFilled(at, r, colour, 16); break;
    case Mark::square: list->AddRectFilled({at.x - r, at.y - r}, {at.x + r, at.y + r}, colour); break;
    case Mark::triangle: list->AddTriangleFilled({at.x, at.y - r - 1}, {at.x + r + 1, at.y + r}, {at.x - r - 1, at.y + r}, colour); break;
    case Mark::diamond:
      list->AddQuadFilled({at.x, at.y - r - 1}, {at.x + r + 1, at.y}, {at.x, at.y + r + 1}, {at.x - r - 1, at.y}, colour);
      break;
    case Mark::ring: list->AddCircle(at, r, colour, 16, 1.75f); break;
    case Mark::box: list->AddRect({at.x - r, at.y - r}, {at.x + r, at.y + r}, colour, 0, 0, 1.75f); break;
    case Mark::cross:
      list->AddLine({at.x - r, at.y - r}, {at.x + r, at.y + r}, colour, 1.75f);
      list->AddLine({at.x - r, at.y + r}, {at.x + r, at.y - r}, colour, 1.75f);
      break;
    case Mark::bar: list->AddRectFilled({at.x - 1.25f, at.y - r - 2}, {at.x + 1.25f, at.y + r + 2}, colour); break;
  }
}

void draw_sample(ImDrawList* list, const Line& line, ImVec2 from, ImVec2 to) {
  const ImVec2 middle{(from.x + to.x) / 2, (from.y + to.y) / 2};
  if (line.stroke == Stroke::points) draw_mark(list, Mark::disc, middle, line.colour);
  else stroke_path(list, {from, to}, line);
  draw_mark(list, line.mark, middle, line.colour);
}

void draw_line(ImDrawList* list, const Line& line, float left, float right, int lane, ImVec2 (*place)(const void*, double, double),
               const void* frame) {
  static std::vector<ImVec2> path;  // kept: its room is asked for once
  static std::vector<ImVec2> marks;
  path.clear();
  marks.clear();
  Columns columns(path);
  const auto flush = [&] {
    columns.flush();
    if (!path.empty()) stroke_path(list, path, line);
    path.clear();
  };
  const auto spaced = [&](float x) { return std::floor((x - left - 18.0f * static_cast<float>(lane)) / mark_distance); };
  ImVec2 before;
  bool has_before = false;
  const auto visit = [&](ImVec2 at) {
    if (line.stroke == Stroke::points || line.mark_all) marks.push_back(at);
    else if (line.mark != Mark::none && at.x >= left && (!has_before || spaced(at.x) != spaced(before.x))) marks.push_back(at);
    if (line.stroke == Stroke::points) return;
    if (line.stroke == Stroke::steps && has_before && at.y != before.y) {
      const float jump = (before.x + at.x) / 2;
      columns.add({jump, before.y});
      columns.add({jump, at.y});
    }
    columns.add(at);
    before = at;
    has_before = true;
  };
  const std::size_t size = line.points.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (!std::isfinite(line.points.y(i))) {
      flush();
      has_before = false;
      continue;
    }
    ImVec2 at = place(frame, line.points.x(i), line.points.y(i));
    at.y = std::clamp(at.y, -1e5f, 1e5f);
    // The neighbours of what is seen lead out of sight.
    const bool seen = at.x >= left && at.x <= right;
    const auto sees = [&](std::size_t other) {
      const float x = place(frame, line.points.x(other), 1).x;
      return at.x < left ? x >= left : x <= right;
    };
    if (seen || (at.x < left ? i + 1 < size && sees(i + 1) : i > 0 && sees(i - 1))) visit(at);
  }
  flush();
  const Mark mark = line.mark == Mark::none ? Mark::disc : line.mark;
  for (const ImVec2& at : marks) draw_mark(list, mark, at, line.colour);
}

void dashes(ImVec2 from, ImVec2 to, ImU32 colour, float width) { dash(ImGui::GetWindowDrawList(), {from, to}, colour, width, 5, 5); }

}  // namespace inkgrad::ui
