#include "web/app/state/lessons/gradients.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "web/app/lessons/number_table.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/text/gradients.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::gradients;
using kit::written;

// A function's chart, with a point on it to drag.
ui::Chart chart_of(const char* name, const std::vector<double>& x, const std::vector<double>& y, const ui::ChartPoint& point) {
  const auto [low, high] = std::minmax_element(y.begin(), y.end());
  const double margin = std::max(0.1, (*high - *low) * 0.08);
  return {.name = name, .x = {x.front(), x.back(), words::x_axis}, .y = {*low - margin, *high + margin}, .point = &point};
}

void curve(View& view, GradientsLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  std::vector<const char*> names;
  for (const lessons::Function& f : lessons::functions()) names.push_back(f.name.data());
  const float width = panels.width(), chips = kit::chips_height(view, width, names), slider = kit::slider_row_height(view);
  constexpr float high = 240;
  const Place place = panels.card("gradients_curve", words::curve, chips + 12 + high + 8 + 2 * slider + 3 * kit::line_height);
  const int pressed = kit::chips(view, "function", place.at, width, names, lesson.function(), words::function_tip);
  if (pressed >= 0) lesson.choose_function(pressed);

  float y = place.at.y + chips + 12;
  const ui::Line line{nullptr, {lesson.places(), lesson.curve()}, t.ink};
  const ui::ChartPoint point{lesson.x(), lesson.value()};
  const ui::ChartFrame chart =
      kit::chart(view, {place.at.x, y}, {width, high}, chart_of("curve", lesson.places(), lesson.curve(), point), {&line, 1});
  // Two points to either side, and the line through them: through their own middle, not through the curve's point.
  const double h = lesson.distance();
  const lessons::Function& f = lessons::functions()[static_cast<std::size_t>(lesson.function())];
  ui::tangent(chart, lesson.x() - h, lesson.left(), lesson.secant(), faded(t.quiet, 0.8f), 1);
  ImGui::PushClipRect(chart.from, chart.to, true);
  for (const auto& [at, value] : {std::pair(lesson.x() - h, lesson.left()), std::pair(lesson.x() + h, lesson.right())}) {
    ImGui::GetWindowDrawList()->AddCircleFilled(chart.at(at, value), 3.5f, t.quiet, 16);
  }
  ImGui::PopClipRect();
  ui::tangent(chart, lesson.x(), lesson.value(), lesson.slope(), t.accent);
  ui::handle(chart, lesson.x(), lesson.value(), t.accent);
  if (chart.held) lesson.drag_x(chart.pointer_x());

  y += high + 8;
  double x = lesson.x(), distance = h;
  if (kit::slider_row(view, "x", {place.at.x, y}, width, words::x, words::x_tip, &x, f.low, f.high, false)) lesson.set_x(x);
  y += slider;
  if (kit::slider_row(view, "h", {place.at.x, y}, width, words::h, words::h_tip, &distance, GradientsLesson::least_distance,
                      GradientsLesson::most_distance, true)) {
    lesson.set_distance(distance);
  }
  y += slider;
  const bool known = lesson.function() == 0 && lesson.x() == lessons::book::x;
  const std::string book_value = written(lessons::book::value), book_slope = written(lessons::book::slope);
  kit::number_line({place.at.x, y}, width, words::value, written(lesson.value()).c_str(), known ? book_value.c_str() : nullptr,
                   lesson.value() == lessons::book::value);
  y += kit::line_height;
  kit::number_line({place.at.x, y}, width, words::slope, written(lesson.slope()).c_str(), known ? book_slope.c_str() : nullptr,
                   lesson.slope() == lessons::book::slope);
  y += kit::line_height;
  kit::number_line({place.at.x, y}, width, words::by_hand, written(lesson.secant()).c_str());
}

void slopes(View& view, GradientsLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = panels.width(), note = kit::words_height(width, Type::caption, words::slopes_note);
  constexpr float high = 150;
  const Place place = panels.card("gradients_slopes", words::slopes, note + 8 + high);
  kit::words(place.at, width, Type::caption, t.quiet, words::slopes_note);
  const ui::Line line{nullptr, {lesson.places(), lesson.slopes()}, t.accent};
  const ui::ChartPoint point{lesson.x(), lesson.slope()};
  const ui::ChartFrame chart = kit::chart(view, {place.at.x, place.at.y + note + 8}, {width, high},
                                          chart_of("slopes", lesson.places(), lesson.slopes(), point), {&line, 1});
  ui::dashes(chart.at(lesson.x(), 0), chart.at(lesson.x(), lesson.slope()), t.quiet);
  ui::handle(chart, lesson.x(), lesson.slope(), t.accent);
  if (chart.held) lesson.drag_x(chart.pointer_x());
}

// x.grad: what each backward() has added, as blocks side by side.
void accumulate(View& view, GradientsLesson& lesson, kit::Panels& panels) {
  const Theme& t = theme();
  const float width = panels.width(), row = kit::row_height(view);
  constexpr float block = 26;
  const float hint = kit::words_height(width, Type::caption, words::grad_hint);
  const Place place = panels.card("gradients_grad", words::accumulate, row + 12 + 26 + block + 8 + hint);
  if (kit::button(view, "backward", place.at, words::backward, Icon::none, words::backward_tip, nullptr, ui::Kind::primary))
    lesson.backward();
  const float second = place.at.x + view.app.places["backward"].width + 8;
  if (kit::button(view, "zero_grad", {second, place.at.y}, words::zero_grad, Icon::none, words::zero_grad_tip,
                  lesson.has_grad() ? nullptr : words::zero_grad_why_not)) {
    lesson.zero_grad();
  }
  float y = place.at.y + row + 12;
  ui::text_at({place.at.x, y}, Type::mono, t.ink, words::grad);
  std::string sum;
  for (std::size_t i = 0; i < lesson.added().size() && i < 6; ++i) sum += (i > 0 ? " + " : "") + written(lesson.added()[i]);
  if (lesson.added().size() > 6) sum += " + …";
  const std::string total = lesson.has_grad() ? written(lesson.grad()) : words::no_grad;
  ui::text_right({place.at.x + width, y - 2}, Type::heading, lesson.has_grad() ? t.ink : t.quiet, total.c_str());
  y += 26;
  if (lesson.added().empty()) {
    kit::words({place.at.x, y}, width, Type::caption, t.quiet, words::grad_hint);
    return;
  }
  const auto count = static_cast<float>(lesson.added().size());
  const float wide = std::min(64.0f, width / count);
  for (std::size_t i = 0; i < lesson.added().size(); ++i) {
    const ImVec2 from{place.at.x + wide * static_cast<float>(i), y};
    ui::card(from, {from.x + wide - 2, y + block}, faded(lesson.added()[i] < 0 ? t.negative : t.positive, 0.25f), 3);
    if (wide >= 36)
      ui::text_centred({from.x + wide / 2 - 1, y + block / 2}, Type::caption, t.ink, written(lesson.added()[i]).c_str());
  }
  kit::words({place.at.x, y + block + 8}, width, Type::caption, t.quiet, (sum + " = " + total).c_str());
}

void vector(View& view, GradientsLesson& lesson, kit::Panels& panels) {
  const float width = panels.width(), slider = kit::slider_row_height(view);
  const float note = kit::words_height(width, Type::caption, words::vector_note);
  const Place place = panels.card("gradients_vector", words::vector, note + 8 + 3 * slider + 2 * kit::line_height);
  kit::words(place.at, width, Type::caption, theme().quiet, words::vector_note);
  float y = place.at.y + note + 8;
  bool known = true;
  for (int i = 0; i < 3; ++i, y += slider) {
    double part = lesson.part(i);
    known = known && part == lessons::book::vector[static_cast<std::size_t>(i)];
    if (kit::slider_row(view, words::parts[i], {place.at.x, y}, width, words::parts[i], words::part_tip, &part,
                        -GradientsLesson::most_part, GradientsLesson::most_part, false)) {
      lesson.set_part(i, part);
    }
  }
  const std::string book_sum = written(lessons::book::sum), book_slopes = written(lessons::book::slopes);
  kit::number_line({place.at.x, y}, width, words::sum, written(lesson.sum()).c_str(), known ? book_sum.c_str() : nullptr,
                   lesson.sum() == lessons::book::sum);
  kit::number_line({place.at.x, y + kit::line_height}, width, words::grad, written(lesson.vector_slopes()).c_str(),
                   known ? book_slopes.c_str() : nullptr, std::ranges::equal(lesson.vector_slopes(), lessons::book::slopes));
}

// Where each node of a graph stands: an op in the row under all it is computed from, a leaf in the row over the op that uses it first.
std::vector<int> rows_of(const lessons::Graph& graph) {
  std::vector<int> rows(graph.nodes.size(), 0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const int input : graph.nodes[i].inputs) rows[i] = std::max(rows[i], rows[static_cast<std::size_t>(input)] + 1);
  }
  for (std::size_t leaf = 0; leaf < graph.nodes.size(); ++leaf) {
    if (graph.nodes[leaf].op != nullptr) continue;
    int first = rows.back();
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      if (std::ranges::count(graph.nodes[i].inputs, static_cast<int>(leaf)) > 0) first = std::min(first, rows[i]);
    }
    rows[leaf] = first - 1;
  }
  return rows;
}

constexpr float node_height = 62, row_gap = 30;

// The way from a node to the op that uses it; what went back along it, if it was the last to.
void edge(ImVec2 from, ImVec2 to, bool over_rows, const char* passed) {
  const Theme& t = theme();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImU32 colour = passed != nullptr ? t.accent : t.quiet;
  const float middle = (from.y + to.y) / 2, aside = over_rows ? 96 : 0;
  list->AddBezierCubic(from, {from.x + aside, over_rows ? from.y + 10 : middle}, {to.x + aside, over_rows ? to.y - 10 : middle},
                       to, colour, passed != nullptr ? 2.5f : 1.2f);
  // What it brings goes up: the arrow's head points at the node that is given it.
  if (passed == nullptr) return;
  list->AddTriangleFilled({from.x, from.y}, {from.x - 5, from.y + 8}, {from.x + 5, from.y + 8}, colour);
}

void node(const lessons::GraphNode& node, ImVec2 from, float width, const Tensor& value, const Tensor& arrived, bool last) {
  const Theme& t = theme();
  const ui::Untold untold;
  const ImVec2 to{from.x + width, from.y + node_height};
  ui::card(from, to, arrived.defined() ? faded(t.accent, 0.1f) : t.field, size::control_corner);
  if (last) ImGui::GetWindowDrawList()->AddRect(from, to, t.accent, size::control_corner, 0, 2);
  const std::string name =
      node.op != nullptr ? std::string(node.name) + " = " + std::string(node.expression) : std::string(node.name);
  ui::text_at({from.x + 8, from.y + 5}, Type::caption_strong, t.ink, name.c_str());
  ui::outline_value(name.c_str(), written(value).c_str());
  ui::text_right({to.x - 8, from.y + 22}, Type::caption, t.ink, written(value).c_str());
  if (node.op == nullptr && !node.parameter) {
    ui::text_at({from.x + 8, from.y + 41}, Type::caption, t.quiet, words::data);
    return;
  }
  const std::string derivative = kit::print(words::derivative, std::string(node.name).c_str());
  const std::string gradient = arrived.defined() ? written(arrived) : "…";
  ui::outline_value(derivative.c_str(), gradient.c_str());
  // Several long numbers take the whole line: whose they are is written above.
  const float needed = ui::text_size(Type::caption, derivative.c_str()).x + ui::text_size(Type::caption_strong, gradient.c_str()).x;
  if (needed + 22 <= width) ui::text_at({from.x + 8, from.y + 41}, Type::caption, t.quiet, derivative.c_str());
  ui::text_right({to.x - 8, from.y + 41}, Type::caption_strong, arrived.defined() ? t.accent : t.quiet, gradient.c_str());
}

void draw_graph(View& view, const GradientsLesson& lesson, ImVec2 at, float width, const std::vector<int>& rows) {
  const lessons::Graph& graph = lesson.nodes();
  const float wide = std::min(150.0f, std::floor((width - 12) / 2));
  std::vector<ImVec2> places(graph.nodes.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const auto in_row = std::ranges::count(rows, rows[i]);
    const auto before = std::count(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(i), rows[i]);
    const float middle = width * (static_cast<float>(before) + 0.5f) / static_cast<float>(in_row);
    places[i] = {std::round(at.x + middle - wide / 2), at.y + static_cast<float>(rows[i]) * (node_height + row_gap)};
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const lessons::GraphNode& op = graph.nodes[i];
    for (std::size_t k = 0; k < op.inputs.size(); ++k) {
      const auto input = static_cast<std::size_t>(op.inputs[k]);
      // One that is used twice is left, and reached, at two places.
      const float side = op.inputs.size() == 2 ? (k == 0 ? -0.2f : 0.2f) : 0;
      const float leaves = std::ranges::count(op.inputs, op.inputs[k]) > 1 ? side : 0;
      const bool over_rows = rows[i] - rows[input] > 1;
      const ImVec2 from{places[input].x + wide * (0.5f + leaves + (over_rows ? 0.35f : 0)), places[input].y + node_height};
      const ImVec2 to{places[i].x + wide * (0.5f + side), places[i].y};
      const bool passed = lesson.last() == static_cast<int>(i) && lesson.passed()[k].defined();
      edge(from, to, over_rows, passed ? "" : nullptr);
    }
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    node(graph.nodes[i], places[i], wide, lesson.values()[i], lesson.arrived()[i], lesson.last() == static_cast<int>(i));
    view.app.places[kit::print("node_%s", std::string(graph.nodes[i].name).c_str())] = {places[i].x, places[i].y, wide,
                                                                                        node_height};
  }
}

// What the last step did, in a sentence.
std::string told(const GradientsLesson& lesson) {
  if (lesson.last() < 0) return words::begins;
  const lessons::Graph& graph = lesson.nodes();
  const lessons::GraphNode& op = graph.nodes[static_cast<std::size_t>(lesson.last())];
  std::string text = kit::print(words::passes, std::string(op.name).c_str(), std::string(op.expression).c_str(),
                                written(lesson.arrived()[static_cast<std::size_t>(lesson.last())]).c_str());
  bool first = true;
  for (std::size_t k = 0; k < op.inputs.size(); ++k) {
    if (!lesson.passed()[k].defined()) continue;
    const std::string name(graph.nodes[static_cast<std::size_t>(op.inputs[k])].name);
    text += (first ? "" : ",") + kit::print(words::to, written(lesson.passed()[k]).c_str(), name.c_str());
    first = false;
  }
  return text + "." + (lesson.all_arrived() ? text::tr(words::arrived) : "");
}

void graph(View& view, GradientsLesson& lesson, kit::Panels& panels) {
  std::vector<const char*> titles;
  for (const lessons::Graph& one : lessons::graphs()) titles.push_back(one.title.data());
  const lessons::Graph& shown = lesson.nodes();
  const std::vector<int> rows = rows_of(shown);
  int sliders = 0;
  for (const lessons::GraphNode& one : shown.nodes) sliders += one.values.size() == 1 ? 1 : 0;
  const float width = panels.width(), chips = kit::chips_height(view, width, titles), row = kit::row_height(view);
  const float slider = kit::slider_row_height(view);
  const float drawn = static_cast<float>(rows.back() + 1) * (node_height + row_gap) - row_gap;
  const float told_height = kit::words_height(width, Type::caption, "M") * 3;  // as high as its longest sentence: nothing moves
  const Place place = panels.card("gradients_graph", words::graph,
                                  chips + 12 + row + 12 + told_height + 8 + drawn + 16 + slider * static_cast<float>(sliders));
  const int pressed = kit::chips(view, "graph", place.at, width, titles, lesson.graph(), words::graph_tip);
  if (pressed >= 0) return lesson.choose_graph(pressed);
  float y = place.at.y + chips + 12;
  const char* why_not = lesson.walked() == lesson.steps() ? words::step_why_not : nullptr;
  if (kit::button(view, "step", {place.at.x, y}, words::step, Icon::step, words::step_tip, why_not, ui::Kind::primary))
    lesson.walk_one();
  const float second = place.at.x + view.app.places["step"].width + 8;
  if (kit::button(view, "all", {second, y}, words::all, Icon::none, words::all_tip, why_not)) lesson.walk_all();
  const float third = second + view.app.places["all"].width + 8;
  if (kit::button(view, "restart", {third, y}, nullptr, Icon::reset, words::restart,
                  lesson.walked() == 0 ? words::restart_why_not : nullptr)) {
    lesson.walk_back_to_start();
  }
  y += row + 12;
  kit::words({place.at.x, y}, width, Type::caption, theme().quiet, told(lesson).c_str());
  y += told_height + 8;
  draw_graph(view, lesson, {place.at.x, y}, width, rows);
  y += drawn + 16;
  for (std::size_t i = 0; i < shown.nodes.size(); ++i) {
    if (shown.nodes[i].values.size() != 1) continue;
    double value = lesson.leaf(static_cast<int>(i));
    const std::string name(shown.nodes[i].name);
    if (kit::slider_row(view, ("leaf_" + name).c_str(), {place.at.x, y}, width, name.c_str(), words::leaf_tip, &value,
                        -GradientsLesson::most_leaf, GradientsLesson::most_leaf, false)) {
      lesson.set_leaf(static_cast<int>(i), value);
    }
    y += slider;
  }
}

}  // namespace

void gradients(View& view, LessonState& state, kit::Panels& panels) {
  auto& lesson = static_cast<GradientsLesson&>(state);
  if (lesson.values().empty()) return;
  curve(view, lesson, panels);
  accumulate(view, lesson, panels);
  graph(view, lesson, panels);
  slopes(view, lesson, panels);
  vector(view, lesson, panels);
}

}  // namespace inkgrad::lesson_views
