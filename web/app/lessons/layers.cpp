#include <algorithm>
#include <cmath>

#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/state/lessons/layers.hpp"
#include "web/app/text/layers.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::lesson_views {
namespace {

namespace words = text::layers;

constexpr int most_maps = 36;

std::string shape_of(const Shape& shape) {
  std::string text;
  for (int axis = 0; axis < shape.rank(); ++axis) text += (axis > 0 ? " × " : "") + std::to_string(shape[axis]);
  return text;
}

// A layer's result as one picture: channels beside each other, a vector as rows of numbers.
kit::Gallery arranged(const LayersTool::Layer& layer) {
  if (layer.shape.rank() == 3) {
    const int side = static_cast<int>(layer.shape[1]), count = std::min<int>(most_maps, static_cast<int>(layer.shape[0]));
    const int columns = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count))));
    const auto pixels = static_cast<std::size_t>(side * side);
    return kit::gallery(count, side, columns, [&](int i) { return std::span(layer.values).subspan(static_cast<std::size_t>(i) * pixels, pixels); });
  }
  const int count = static_cast<int>(layer.values.size());
  kit::Gallery all;
  all.columns = count <= 10 ? count : count == image_pixels ? image_side : static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count) * 2)));
  all.rows = (count + all.columns - 1) / all.columns;
  all.values.assign(static_cast<std::size_t>(all.columns * all.rows), HeatMap::no_value);
  std::copy(layer.values.begin(), layer.values.end(), all.values.begin());
  return all;
}

void one_layer(View& view, LayersTool& tool, kit::Panels& panels) {
  const float width = panels.width();
  std::vector<const char*> names;
  for (const LayersTool::Layer& layer : tool.layers()) names.push_back(layer.text.c_str());
  const float chips = kit::chips_height(view, width, names);
  const Place choice = panels.card("layers_choice", words::layer, chips);
  ImGui::PushID("layer");
  const int pressed = kit::chips(view, "layer", choice.at, width, names, tool.layer(), words::layer_tip);
  ImGui::PopID();
  if (pressed >= 0) tool.choose_layer(pressed);

  const LayersTool::Layer& layer = tool.layers()[static_cast<std::size_t>(tool.layer())];
  const kit::Gallery all = arranged(layer);
  float limit = 1e-6f;
  for (const float value : layer.values) limit = std::max(limit, std::abs(value));
  const float fitting = std::min(width, 320.0f * static_cast<float>(all.columns) / static_cast<float>(all.rows));
  const std::string title = kit::print(words::result, layer.text.c_str(), shape_of(layer.shape).c_str());
  const Place result = panels.card("layers_result", title.c_str(), kit::picture_height(fitting, all.columns, all.rows));
  kit::picture(view, result.at, fitting, {.name = "layer_values", .values = all.values, .columns = all.columns, .rows = all.rows,
    .revision = tool.revision(), .ramp = kit::Ramp::signed_values, .limit = limit, .value = words::value,
    .images = layer.shape.rank() == 3 ? std::min<int>(most_maps, static_cast<int>(layer.shape[0])) : 0,
    .images_in_row = layer.shape.rank() == 3 ? (all.columns + 1) / (static_cast<int>(layer.shape[1]) + 1) : 1,
    .image_side = layer.shape.rank() == 3 ? static_cast<int>(layer.shape[1]) : 0});

  constexpr float high = 112;
  const Place spread = panels.card("layers_spread", nullptr, layer.has_weights ? 3 * high : high + 24);
  const Theme& t = theme();
  const auto columns = [&](int line, const char* word, const Histogram& histogram, ImU32 colour) {
    kit::columns({spread.at.x, spread.at.y + static_cast<float>(line) * high}, width, high - 8, word, histogram.counts, histogram.low, histogram.high, colour);
  };
  columns(0, words::activations, layer.activations, t.accent);
  if (layer.has_weights) {
    columns(1, words::weights, layer.weights, t.good);
    columns(2, words::gradients, layer.gradients, t.warn);
  } else {
    ui::text_at({spread.at.x, spread.at.y + high}, Type::caption, t.quiet, words::no_weights);
  }
}

float largest(const std::vector<float>& values) {
  float limit = 1e-6f;
  for (const float value : values) limit = std::max(limit, std::abs(value));
  return limit;
}

}  // namespace

void layers(View& view, LessonState& state, kit::Panels& panels) {
  auto& tool = static_cast<LayersTool&>(state);
  const float width = panels.width();
  if (view.app.reader.chosen() == nullptr) {
    const Place place = panels.card("layers_none", nullptr, 24);
    ui::text_at(place.at, Type::body, theme().quiet, words::no_model);
    return;
  }
  if (tool.layers().empty()) return;
  const Place pad = panels.card("layers_pad", words::pad, width + view.control() + size::gap);
  draw_panel("pad", view, pad);
  one_layer(view, tool, panels);

  const Place slopes = panels.card("layers_saliency", kit::print(words::saliency, tool.digit()).c_str(), kit::picture_height(width, image_side, image_side));
  kit::picture(view, slopes.at, width, {.name = "saliency", .values = tool.saliency(), .columns = image_side, .rows = image_side,
    .revision = tool.revision(), .ramp = kit::Ramp::signed_values, .limit = largest(tool.saliency()), .value = words::saliency_value});

  const float slider = kit::slider_row_height(view);
  const int side = tool.occlusion_side();
  const Place hidden = panels.card("layers_occlusion", words::occlusion, slider + 8 + kit::picture_height(width, side, side));
  double patch = tool.patch();
  if (kit::slider_row(view, "patch", hidden.at, width, words::patch, words::patch_tip, &patch, 2, 14, false, "%.0f")) {
    tool.set_patch(static_cast<int>(std::lround(patch)));
  }
  kit::picture(view, {hidden.at.x, hidden.at.y + slider + 8}, width, {.name = "occlusion", .values = tool.occlusion(), .columns = side, .rows = side,
    .revision = tool.revision(), .ramp = kit::Ramp::signed_values, .limit = 1, .value = words::occlusion_value});
}

}  // namespace inkgrad::lesson_views
