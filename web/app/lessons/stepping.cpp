#include "web/app/state/lessons/stepping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "web/app/lessons/kit.hpp"
#include "web/app/lessons/contours.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/text/stepping.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::stepping;
using Lesson = SteppingLesson;

constexpr float ramp_end = 60;  // losses above are as dark as this
constexpr std::array<float, 7> levels = {0.1f, 0.5f, 2, 8, 20, 40, 60};

// Where two parameters lie on the picture.
struct Ground {
  const Lesson& lesson;
  ImVec2 corner;
  float side;

  ImVec2 at(const double* p) const {
    const int across = lesson.across(), up = lesson.up();
    const double x = (p[across] - lesson.low(across)) / (lesson.high(across) - lesson.low(across));
    const double y = (lesson.high(up) - p[up]) / (lesson.high(up) - lesson.low(up));
    // Far outside is as good as outside.
    return {corner.x + side * static_cast<float>(std::clamp(x, -50.0, 50.0)),
            corner.y + side * static_cast<float>(std::clamp(y, -50.0, 50.0))};
  }
};

void draw_path(const Ground& ground, const std::vector<Lesson::Place>& path, ImU32 colour, bool newest) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (std::size_t i = 1; i < path.size(); ++i) {
    list->AddLine(ground.at(path[i - 1].parameters), ground.at(path[i].parameters), colour, newest ? 2.0f : 1.25f);
  }
  if (!newest) return;
  for (const Lesson::Place& place : path) list->AddCircleFilled(ground.at(place.parameters), 3, colour, 12);
  const ImVec2 start = ground.at(path.front().parameters), end = ground.at(path.back().parameters);
  list->AddCircle(start, 7, colour, 24, 2);
  list->AddCircleFilled(end, 6, colour, 24);
  list->AddCircle(end, 6, theme().panel, 24, 1.5f);
}

// The loss over both parameters for those who read it: every so many cells of the picture. One that is pressed is the start.
void note_surface(Lesson& lesson) {
  if (!ui::outline_table(words::surface, ui::Picks::cells)) return;
  constexpr int every = 4, side = Lesson::surface_cells / every;
  const int across = lesson.across(), up = lesson.up(), picked = ui::outline_picked();
  const auto column_at = [&](int column) {
    return lesson.low(across) + (lesson.high(across) - lesson.low(across)) * (column * every + 0.5) / Lesson::surface_cells;
  };
  const auto row_at = [&](int row) {
    return lesson.high(up) - (lesson.high(up) - lesson.low(up)) * (row * every + 0.5) / Lesson::surface_cells;
  };
  ui::TableText table(side * side, Lesson::surface_cells * Lesson::surface_cells);
  table.cell(kit::print("%s \\ %s", words::parameters[up], words::parameters[across]));
  for (int column = 0; column < side; ++column) table.number("%.3g", column_at(column));
  for (int row = 0; row < side; ++row) {
    table.row();
    table.number("%.3g", row_at(row));
    for (int column = 0; column < side; ++column) {
      table.number("%.3g", static_cast<double>(lesson.surface()[static_cast<std::size_t>(row * every * Lesson::surface_cells + column * every)]));
    }
  }
  if (picked >= 0 && picked < side * side) lesson.set_start(column_at(picked % side), row_at(picked / side));
}

void surface(View& view, Lesson& lesson, kit::Panels& panels) {
  const float width = panels.width();
  const bool third = lesson.parameter_count() > 2;
  const float chips = third ? kit::chips_height(view, width, words::pairs) + 8 : 0;
  const float picture = kit::picture_height(width, Lesson::surface_cells, Lesson::surface_cells);
  const Place place = panels.card("stepping_surface", words::surface, chips + picture + 2 * kit::line_height);
  float y = place.at.y;
  if (third) {
    const int pressed = kit::chips(view, "pair", {place.at.x, y}, width, words::pairs, lesson.pair(), words::pair_tip);
    if (pressed >= 0) lesson.choose_pair(pressed);
    y += chips;
  }
  const kit::Hit hit = kit::picture(view, {place.at.x, y}, width,
                                    {.name = "surface",
                                     .values = lesson.surface(),
                                     .columns = Lesson::surface_cells,
                                     .rows = Lesson::surface_cells,
                                     .revision = lesson.surface_revision(),
                                     .limit = ramp_end,
                                     .hint = words::surface_hint,
                                     .table = false});
  note_surface(lesson);
  const Ground ground{lesson, hit.corner, width};
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRect(hit.corner, {hit.corner.x + width, hit.corner.y + width}, true);
  kit::contours(list, hit.corner, hit.cell, lesson.surface(), Lesson::surface_cells, Lesson::surface_cells, levels,
                faded(theme().accent, 0.45f));
  for (const Lesson::Earlier& one : lesson.earlier()) draw_path(ground, one.path, faded(theme().warn, 0.55f), false);
  draw_path(ground, lesson.path(), theme().warn, true);
  list->PopClipRect();

  const int across = lesson.across(), up = lesson.up();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const double pointed_across =
      lesson.low(across) + (lesson.high(across) - lesson.low(across)) * static_cast<double>((mouse.x - hit.corner.x) / width);
  const double pointed_up =
      lesson.high(up) - (lesson.high(up) - lesson.low(up)) * static_cast<double>((mouse.y - hit.corner.y) / width);
  if (hit.held) {
    ui::keep_drag();
    lesson.set_start(pointed_across, pointed_up);
  }
  y += picture;
  const std::string axes = kit::print(words::axis_ends, words::parameters[across], lesson.low(across), lesson.high(across),
                                      words::parameters[up], lesson.low(up), lesson.high(up));
  ui::text_at({place.at.x, y}, Type::caption, theme().quiet, axes.c_str());
  std::string said;
  if (hit.over) {
    const float loss = lesson.surface()[static_cast<std::size_t>(hit.row * Lesson::surface_cells + hit.column)];
    said = kit::print(words::at_pointer, words::parameters[across], pointed_across, words::parameters[up], pointed_up,
                      static_cast<double>(loss));
  } else if (third) {
    const int held = 3 - across - up;
    said = kit::print(words::held_of[held], lesson.path().back().parameters[held]);
  }
  ui::text_at({place.at.x, y + kit::line_height}, Type::caption, theme().ink, said.c_str());
}

void walk(View& view, Lesson& lesson, kit::Panels& panels) {
  std::array<std::string, 4> names;
  std::array<const char*, 4> rates;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = kit::print(words::named_rate, lessons::line_rates[i].lr, text::tr(words::rates[i]));
    rates[i] = names[i].c_str();
  }
  const float width = panels.width(), chips = kit::chips_height(view, width, rates);
  const float slider = kit::slider_row_height(view), row = kit::row_height(view);
  const int lines = 2 + lesson.parameter_count();
  const Place place = panels.card("stepping_walk", words::walk,
                                  chips + 12 + slider + 4 + row + 12 + static_cast<float>(lines) * kit::line_height);
  int chosen = -1;
  for (int i = 0; i < 4; ++i) {
    if (lessons::line_rates[i].lr == lesson.lr()) chosen = i;
  }
  const int pressed = kit::chips(view, "rate", place.at, width, rates, chosen, words::rate_tip);
  if (pressed >= 0) lesson.set_lr(lessons::line_rates[pressed].lr);
  float y = place.at.y + chips + 12;
  double lr = lesson.lr();
  if (kit::slider_row(view, "lr", {place.at.x, y}, width, words::lr, words::lr_tip, &lr, Lesson::lowest_lr, Lesson::highest_lr,
                      true)) {
    lesson.set_lr(lr);
  }
  y += slider + 4;
  const char* why_not = lesson.running() ? words::why_running : lesson.at_end() ? words::why_at_end : nullptr;
  float x = place.at.x;
  const auto button = [&](const char* name, const char* word, Icon icon, const char* tip, const char* why) {
    const bool hit = kit::button(view, name, {x, y}, word, icon, tip, why, ui::Kind::plain);
    x += ImGui::GetItemRectSize().x + 8;
    return hit;
  };
  if (button("step", words::step, Icon::step, words::step_tip, why_not)) lesson.step();
  if (lesson.running()) {
    if (button("run", words::pause, Icon::pause, words::pause_tip, nullptr)) lesson.pause();
  } else if (button("run", words::run, Icon::play, words::run_tip, why_not)) {
    lesson.run();
  }
  if (button("reset", words::reset, Icon::reset, words::reset_tip, nullptr)) lesson.reset();
  y += row + 12;
  const Lesson::Place& now = lesson.path().back();
  const auto show = [&](const char* word, const std::string& ours, const char* book = nullptr) {
    kit::number_line({place.at.x, y}, width, word, (book != nullptr ? ours + "   (" + book + ")" : ours).c_str());
    y += kit::line_height;
  };
  show(words::steps_done, kit::print("%d", static_cast<int>(lesson.path().size()) - 1));
  show(words::loss_now, kit::print("%.5g", now.loss));
  const bool same = lesson.points_shape() == lesson.model_shape();
  for (int i = 0; i < lesson.parameter_count(); ++i) {
    const double made_by =
        lesson.points_shape() == Lesson::line ? lessons::line_made_by[std::min(i, 1)] : lessons::parabola_made_by[i];
    show(words::parameters[i], kit::print("%.5g", now.parameters[i]),
         same ? kit::print(words::made_by, made_by).c_str() : nullptr);
  }
}

void points(View& view, Lesson& lesson, kit::Panels& panels) {
  constexpr float high = 200;
  const float width = panels.width();
  const float shapes = kit::chips_height(view, width, words::shapes), models = kit::chips_height(view, width, words::models);
  std::vector<ui::ChartPoint> cloud, fitted;
  const std::vector<float> xs = lesson.data().x.to_vector<float>(), ys = lesson.data().y.to_vector<float>();
  for (std::size_t i = 0; i < xs.size(); ++i) cloud.push_back({static_cast<double>(xs[i]), static_cast<double>(ys[i])});
  const bool straight = lesson.model_shape() == Lesson::line;
  const std::vector<float> curve = lesson.curve();
  for (std::size_t i = 0; i < curve.size(); ++i) {
    fitted.push_back({2.0 * static_cast<double>(i) / static_cast<double>(curve.size() - 1) - 1, static_cast<double>(curve[i])});
  }
  const auto [least, most] = std::minmax_element(ys.begin(), ys.end());
  const ui::Line lines[] = {{words::legend_points, cloud, theme().ink, ui::Stroke::points},
                            {straight ? words::legend_line : words::legend_parabola, fitted, theme().warn}};
  const float legend = ui::legend_height(width, lines), slider = kit::slider_row_height(view);
  const Place place = panels.card("stepping_points", words::points, legend + high + 10 + shapes + 8 + models + 8 + slider);
  kit::chart(view, place.at, {width, high},
             {.name = "points_chart",
              .x = {-1.05, 1.05, words::x},
              .y = {std::floor(static_cast<double>(*least)) - 2, std::ceil(static_cast<double>(*most)) + 2, ""}},
             lines);
  float y = place.at.y + legend + high + 10;
  const int shape = kit::chips(view, "points", {place.at.x, y}, width, words::shapes, lesson.points_shape(), words::points_tip);
  if (shape >= 0) lesson.choose_points(shape);
  y += shapes + 8;
  const int model = kit::chips(view, "model", {place.at.x, y}, width, words::models, lesson.model_shape(), words::model_tip);
  if (model >= 0) lesson.choose_model(model);
  y += models + 8;
  double noise = lesson.noise();
  if (kit::slider_row(view, "noise", {place.at.x, y}, width, words::noise, words::noise_tip, &noise, 0, 2, false)) {
    lesson.set_noise(noise);
  }
}

std::vector<double> losses_of(const std::vector<Lesson::Place>& path) {
  std::vector<double> losses;
  for (const Lesson::Place& place : path) losses.push_back(std::max(place.loss, 1e-12));
  return losses;
}

void losses(View& view, const Lesson& lesson, kit::Panels& panels) {
  constexpr float high = 190;
  const float width = panels.width();
  std::vector<std::string> names;
  for (const Lesson::Earlier& one : lesson.earlier()) names.push_back(kit::print(words::rate, one.lr));
  names.push_back(kit::print(words::rate, lesson.lr()));
  std::vector<std::vector<double>> curves;
  for (const Lesson::Earlier& one : lesson.earlier()) curves.push_back(losses_of(one.path));
  curves.push_back(losses_of(lesson.path()));
  std::vector<ui::Line> lines;
  std::size_t longest = Lesson::run_steps + 1;
  const ui::Stroke strokes[] = {ui::Stroke::dotted, ui::Stroke::dashed, ui::Stroke::solid};
  for (std::size_t i = 0; i < lesson.earlier().size(); ++i) {
    lines.push_back({names[i].c_str(), {0, curves[i]}, i == 1 ? theme().good : i == 0 ? theme().quiet : theme().accent, strokes[i % 3]});
  }
  lines.push_back({names.back().c_str(), {0, curves.back()}, theme().warn, ui::Stroke::solid, 2.5f});
  for (const std::vector<double>& curve : curves) longest = std::max(longest, curve.size());
  // The legend keeps the room that four rates need.
  const float legend = ui::legend_height(width, lines), room = 2 * 20;
  const Place place = panels.card("stepping_losses", words::losses, room + high);
  kit::chart(
      view, {place.at.x, place.at.y + room - legend}, {width, high},
      {.name = "loss_chart", .x = {0, static_cast<double>(longest - 1), words::steps_axis}, .y = {1e-6, 1e6, "", true, "%.0e"}},
      lines);
}

}  // namespace

void stepping(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<Lesson&>(state);
  if (!lesson.ready()) return;
  surface(view, lesson, panels);
  walk(view, lesson, panels);
  losses(view, lesson, panels);
  points(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
