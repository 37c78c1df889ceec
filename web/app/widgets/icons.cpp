#include "web/app/widgets/icons.hpp"

#include <cmath>
#include <initializer_list>
#include <utility>

namespace inkgrad {
namespace {

constexpr float pi = 3.14159265f;

// Coordinates below are in a square from -10 to 10.
struct Pen {
  ImDrawList* list;
  ImVec2 centre;
  float scale;
  ImU32 colour;
  float width;

  ImVec2 at(float x, float y) const { return {centre.x + x * scale, centre.y + y * scale}; }
  void line(float x0, float y0, float x1, float y1) const {
    list->PathLineTo(at(x0, y0));
    list->PathLineTo(at(x1, y1));
    stroke();
  }
  void arc(float x, float y, float radius, float from, float to) const {
    list->PathArcTo(at(x, y), radius * scale, from * pi / 180, to * pi / 180, 20);
  }
  void stroke(bool closed = false) const { list->PathStroke(colour, closed ? ImDrawFlags_Closed : 0, width); }
  void fill() const { list->PathFillConvex(colour); }
  void to(float x, float y) const { list->PathLineTo(at(x, y)); }
  void bar(float x, float y, float w, float h) const { list->AddRectFilled(at(x, y), at(x + w, y + h), colour, scale); }
};

void reset_arrow(const Pen& pen, bool undo) {
  if (undo) {
    pen.to(-7, -3), pen.to(2, -3);
    pen.arc(2, 2, 5, -90, 90);
    pen.to(-3, 7);
    pen.stroke();
    pen.to(-3, -7), pen.to(-7, -3), pen.to(-3, 1);
    pen.stroke();
    return;
  }
  pen.arc(0, 0, 7, -150, 150);
  pen.stroke();
  pen.to(-7, -8), pen.to(-6.2f, -3.4f), pen.to(-1.6f, -4.2f);
  pen.stroke();
}

void ring(const Pen& pen, float radius) {
  pen.arc(0, 0, radius, 0, 342);
  pen.stroke(true);
}

}  // namespace

void draw_icon(ImDrawList* list, Icon icon, ImVec2 centre, float size, ImU32 colour) {
  const Pen pen{list, centre, size / 20, colour, size / 20 * 1.8f};
  switch (icon) {
    case Icon::none:
      break;
    case Icon::play:
      pen.to(-5, -8), pen.to(8, 0), pen.to(-5, 8);
      pen.fill();
      break;
    case Icon::pause:
      pen.bar(-6, -7, 4, 14);
      pen.bar(2, -7, 4, 14);
      break;
    case Icon::step:
      pen.to(-7, -7), pen.to(4, 0), pen.to(-7, 7);
      pen.fill();
      pen.bar(5, -7, 2.5f, 14);
      break;
    case Icon::reset:
      reset_arrow(pen, false);
      break;
    case Icon::undo:
      reset_arrow(pen, true);
      break;
    case Icon::clear:
      pen.line(-8, -5, 8, -5);
      pen.line(-3, -8, 3, -8);
      pen.to(-6, -5), pen.to(-5, 8), pen.to(5, 8), pen.to(6, -5);
      pen.stroke();
      break;
    case Icon::help:
      pen.arc(0, -3, 4, 180, 400);
      pen.to(0, 3);
      pen.stroke();
      list->AddCircleFilled(pen.at(0, 7), 1.3f * pen.scale, colour, 12);
      break;
    case Icon::sun:
      ring(pen, 4);
      for (int i = 0; i < 8; ++i) {
        const float x = std::cos(static_cast<float>(i) * pi / 4), y = std::sin(static_cast<float>(i) * pi / 4);
        pen.line(x * 6.8f, y * 6.8f, x * 9, y * 9);
      }
      break;
    case Icon::moon:
      pen.arc(0, 0, 8, 60, 300);
      list->PathArcTo(pen.at(5, 0), 7.2f * pen.scale, -105 * pi / 180, -255 * pi / 180, 20);
      pen.stroke(true);
      break;
    case Icon::contrast:
      ring(pen, 8);
      pen.arc(0, 0, 8, -90, 90);
      pen.fill();
      break;
    case Icon::down:
      pen.to(-5, -2.5f), pen.to(0, 2.5f), pen.to(5, -2.5f);
      pen.stroke();
      break;
    case Icon::previous:
    case Icon::next: {
      const float way = icon == Icon::next ? 1 : -1;
      pen.to(-2.5f * way, -5), pen.to(2.5f * way, 0), pen.to(-2.5f * way, 5);
      pen.stroke();
      break;
    }
    case Icon::share:
      pen.line(0, -8, 0, 3);
      pen.to(-4, -4), pen.to(0, -8), pen.to(4, -4);
      pen.stroke();
      pen.to(-4, -1), pen.to(-7, -1), pen.to(-7, 8), pen.to(7, 8), pen.to(7, -1), pen.to(4, -1);
      pen.stroke();
      break;
    case Icon::save:
      pen.line(0, -8, 0, 3);
      pen.to(-4, -1), pen.to(0, 3), pen.to(4, -1);
      pen.stroke();
      pen.line(-7, 8, 7, 8);
      break;
    case Icon::close:
      pen.line(-5, -5, 5, 5);
      pen.line(5, -5, -5, 5);
      break;
    case Icon::draw:
      pen.to(-8, 8), pen.to(-6, 2), pen.to(4, -8), pen.to(8, -4), pen.to(-2, 6);
      pen.stroke(true);
      break;
    case Icon::learn:
      pen.to(0, -5), pen.to(-8, -7), pen.to(-8, 6), pen.to(0, 8), pen.to(8, 6), pen.to(8, -7);
      pen.stroke(true);
      pen.line(0, -5, 0, 8);
      break;
    case Icon::train:
      pen.to(-8, -8), pen.to(-8, 8), pen.to(8, 8);
      pen.stroke();
      pen.to(-5, -5), pen.to(-2, 1), pen.to(2, 3), pen.to(8, 4);
      pen.stroke();
      break;
    case Icon::inside:
      for (const float y : {-5.0f, 0.0f, 5.0f}) pen.line(-2, y, 5, 0);
      for (const float y : {-6.0f, 0.0f, 6.0f}) list->AddCircleFilled(pen.at(-5, y), 2.6f * pen.scale, colour, 16);
      list->AddCircleFilled(pen.at(7, 0), 2.6f * pen.scale, colour, 16);
      break;
    case Icon::sliders:
      for (const auto& [y, knob] : {std::pair(-6.0f, 3.0f), std::pair(0.0f, -4.0f), std::pair(6.0f, 1.0f)}) {
        pen.line(-8, y, 8, y);
        list->AddCircleFilled(pen.at(knob, y), 2.8f * pen.scale, colour, 16);
      }
      break;
    case Icon::minus:
    case Icon::plus:
      pen.line(-5, 0, 5, 0);
      if (icon == Icon::plus) pen.line(0, -5, 0, 5);
      break;
  }
}

}  // namespace inkgrad
