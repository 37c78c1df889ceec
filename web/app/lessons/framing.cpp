#include <algorithm>
#include <cmath>

#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/state/lessons/framing.hpp"
#include "web/app/text/framing.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::framing;

std::string reading_of(const View& view, const FramingTool::Stage& stage) {
  if (view.app.drawing.empty()) return words::nothing;
  if (!stage.read) return words::no_model;
  const auto digit = static_cast<std::size_t>(stage.reading.digit);
  return kit::print(words::reads, stage.reading.digit, static_cast<double>(stage.reading.probabilities[digit]));
}

void image(View& view, const FramingTool& tool, const FramingTool::Stage& stage, const char* name, const char* title, ImVec2 at, float width, bool scale) {
  const std::vector<float> values(stage.image.pixels.begin(), stage.image.pixels.end());
  kit::picture(view, at, width, {.name = name, .values = values, .columns = image_side, .rows = image_side, .revision = tool.revision(),
    .value = words::pixel, .scale = scale, .title = title});
}

}  // namespace

void framing(View& view, LessonState& state, kit::Panels& panels) {
  auto& tool = static_cast<FramingTool&>(state);
  const float width = panels.width();
  const Place pad = panels.card("framing_pad", words::pad, width + view.control() + size::gap);
  draw_panel("pad", view, pad);

  const float row = kit::row_height(view) + 6;
  const float picture = std::min(width, 280.0f);
  const Place with = panels.card("framing_with", words::with, 4 * row + 30 + kit::picture_height(picture, image_side, image_side));
  for (int i = 0; i < FramingTool::steps; ++i) {
    ImGui::SetCursorScreenPos({with.at.x, with.at.y + static_cast<float>(i) * row});
    if (ui::toggle(words::names[i], tool.on(i), {width, row - 6}, words::tips[i])) tool.toggle(i);
    view.remember(kit::print("framing_%d", i).c_str());
  }
  const float y = with.at.y + 4 * row + 4;
  ui::text_at({with.at.x, y}, Type::body_strong, theme().ink, reading_of(view, tool.chosen()).c_str());
  image(view, tool, tool.chosen(), "framing_image", words::with, {with.at.x, y + 26}, picture, true);

  const float small = std::min(88.0f, width * 0.3f), line = small + 12;
  const Place after = panels.card("framing_after", words::after, line * (FramingTool::steps + 1));
  for (int i = -1; i < FramingTool::steps; ++i) {
    const ImVec2 at{after.at.x, after.at.y + static_cast<float>(i + 1) * line};
    image(view, tool, tool.after(i), kit::print("framing_after_%d", i + 1).c_str(),
          i < 0 ? words::none_yet : words::names[i], at, small, false);
    const float x = at.x + small + 16, room = width - small - 16;
    const float used = kit::words({x, at.y + 8}, room, Type::body, theme().ink, i < 0 ? words::none_yet : words::names[i]);
    kit::words({x, at.y + 12 + used}, room, Type::caption, theme().quiet, reading_of(view, tool.after(i)).c_str());
  }
}

}  // namespace inkgrad::lesson_views
