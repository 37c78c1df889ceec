#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {
namespace {

constexpr int most_units = 40;

std::string shape_text(const Shape& shape) {
  std::string text;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (axis > 0) text += " × ";
    text += std::to_string(shape[axis]);
  }
  return text;
}

// The layers for those who read them.
void note_layers(const ModelSpec& spec) {
  if (!ui::outline_table_of("layers", text::layer_table)) return;
  ui::TableText table(spec.layers.size(), spec.layers.size());
  for (const char* head : {text::column_layer, text::column_output, text::column_parameters, text::column_flops}) table.cell(head);
  const auto row = [&](std::string_view name, std::string_view output, std::int64_t parameters, std::int64_t flops) {
    table.row();
    table.cell(name);
    table.cell(output);
    table.cell(with_commas(parameters));
    table.cell(with_commas(flops));
  };
  for (const LayerSpec& layer : spec.layers) row(layer.text(), shape_text(layer.output), layer.parameters, layer.flops);
  row(text::total, "", spec.parameters(), spec.flops());
}

// A line a layer where there is room, two where there is not: what it is, then what comes out of it and what it costs.
void layer_table(const ModelSpec& spec, Place place) {
  note_layers(spec);
  const ui::Untold untold;
  const Theme& t = theme();
  const bool stacked = place.size.x < 560;
  const float parameters = place.at.x + place.size.x - 76, flops = place.at.x + place.size.x;
  const float output = stacked ? place.at.x : place.at.x + place.size.x * 0.45f;
  const float second = stacked ? 18 : 0, row = 24 + second;
  float y = place.at.y;
  ui::text_at({place.at.x, y}, Type::caption, t.quiet, stacked ? text::column_both : text::column_layer);
  if (!stacked) ui::text_at({output, y}, Type::caption, t.quiet, text::column_output);
  ui::text_right({parameters, y}, Type::caption, t.quiet, text::column_parameters);
  ui::text_right({flops, y}, Type::caption, t.quiet, text::column_flops);
  y += 20;
  ui::hairline({place.at.x, y}, place.size.x);
  y += 4;
  const auto numbers = [&](Type type, float at, std::int64_t weights, std::int64_t work) {
    if (weights > 0) ui::text_right({parameters, at}, type, t.ink, with_commas(weights).c_str());
    if (work > 0) ui::text_right({flops, at}, type, t.ink, with_commas(work).c_str());
  };
  for (const LayerSpec& layer : spec.layers) {
    ui::text_at({place.at.x, y + 3}, Type::mono, t.ink, layer.text().c_str());
    ui::text_at({output, y + 3 + second}, Type::mono, t.quiet, shape_text(layer.output).c_str());
    numbers(Type::caption, y + 3 + second, layer.parameters, layer.flops);
    y += row;
  }
  y += 4;
  ui::hairline({place.at.x, y}, place.size.x);
  y += 8;
  ui::text_at({place.at.x, y}, Type::caption_strong, t.ink, text::total);
  numbers(Type::caption_strong, y, spec.parameters(), spec.flops());
  ImGui::SetCursorScreenPos(place.at);
  ImGui::Dummy({place.size.x, y + 20 - place.at.y});
  ui::tooltip(text::flops_tip);
}

// The first layer's weights as a gallery: 28 x 28 pictures of a linear layer's units, or a convolution's kernels.
void arrange_weights(View& view, int columns) {
  if (view.weights_revision == view.app.reader.revision() && view.weights_columns == columns) return;
  view.weights_revision = view.app.reader.revision();
  view.weights_columns = columns;
  view.weights_shown = 0;
  const auto parameters = view.app.reader.chosen()->model.network.named_parameters();
  if (parameters.empty()) return;
  const Tensor& weight = parameters.front().second;
  view.weights_kernels = weight.ndim() == 4;
  if (!view.weights_kernels && (weight.ndim() != 2 || weight.size(1) != image_pixels)) return;
  view.weights_side = view.weights_kernels ? static_cast<int>(weight.size(2)) : image_side;
  view.weights_units = static_cast<int>(weight.size(0));
  view.weights_shown = std::min(view.weights_units, most_units);
  const int side = view.weights_side, step = side + 1;
  const int rows = (view.weights_shown + columns - 1) / columns;
  const int wide = columns * step - 1, high = rows * step - 1;
  std::vector<float> picture(static_cast<std::size_t>(wide * high), HeatMap::no_value);
  const std::vector<float> values = weight.to_vector<float>();
  view.weights_limit = 0;
  for (int unit = 0; unit < view.weights_shown; ++unit) {
    for (int i = 0; i < side * side; ++i) {
      const float value = values[static_cast<std::size_t>(unit * side * side + i)];
      view.weights_limit = std::max(view.weights_limit, std::abs(value));
      picture[static_cast<std::size_t>((unit / columns * step + i / side) * wide + unit % columns * step + i % side)] = value;
    }
  }
  view.weights.set(picture, wide, high);
}

// A line a unit: where its least and its greatest weights are.
void note_weights(const View& view, const char* title) {
  if (!ui::outline_table(title)) return;
  const int told = std::min(view.weights_shown, static_cast<int>(ui::most_table_rows)), side = view.weights_side, step = side + 1;
  ui::TableText table(static_cast<std::size_t>(told), static_cast<std::size_t>(view.weights_shown));
  for (const char* head : {text::picture_number, text::picture_least, text::picture_most}) table.cell(head);
  for (int unit = 0; unit < told; ++unit) {
    const auto weight = [&](int i) {
      return static_cast<double>(view.weights.at(unit % view.weights_columns * step + i % side, unit / view.weights_columns * step + i / side));
    };
    int least = 0, most = 0;
    for (int i = 1; i < side * side; ++i) {
      if (weight(i) < weight(least)) least = i;
      if (weight(i) > weight(most)) most = i;
    }
    table.row();
    table.cell(std::int64_t{unit});
    for (const int i : {least, most}) {
      char place[96];
      std::snprintf(place, sizeof place, text::tr(text::picture_place), weight(i), i / side, i % side);
      table.cell(with_minus_signs(place));
    }
  }
}

void gallery(View& view, Place place) {
  const Theme& t = theme();
  char title[160];
  std::snprintf(title, sizeof title, "%s", text::weights);
  if (view.app.reader.chosen() != nullptr) arrange_weights(view, place.size.x < 480 ? 5 : 8);
  if (view.app.reader.chosen() == nullptr || view.weights_shown == 0) {
    ImGui::SetCursorScreenPos(place.at);
    ui::paragraph(Type::caption, t.quiet, text::weights_none, place.size.x);
    return;
  }
  if (view.weights_kernels) {
    std::snprintf(title, sizeof title, text::tr(text::weights_kernels), view.weights_side, view.weights_side, view.weights_units);
  } else {
    std::snprintf(title, sizeof title, text::tr(text::weights_units), view.weights_shown, view.weights_units);
  }
  ui::text_at(place.at, Type::caption_strong, t.ink, title);

  // Kernels are few numbers: they need not fill the width.
  const float width = view.weights_kernels ? std::min(place.size.x, 320.0f) : std::min(place.size.x, 560.0f);
  const float cell = width / static_cast<float>(view.weights.columns());
  const ImVec2 extent{width, cell * static_cast<float>(view.weights.rows())};
  const ImVec2 at{place.at.x, place.at.y + 64};
  view.weights.draw(ImGui::GetWindowDrawList(), at, extent, {t.negative, t.panel, t.positive, t.line, 0, view.weights_limit});
  ImGui::SetCursorScreenPos(at);
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  ImGui::InvisibleButton("weights", extent);
  ImGui::PopItemFlag();
  view.remember("weights");
  note_weights(view, title);
  const ui::Untold untold;
  char value[160];
  std::snprintf(value, sizeof value, "%s", text::weights_hint);
  if (ImGui::IsItemHovered()) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const int x = std::clamp(static_cast<int>((mouse.x - at.x) / cell), 0, view.weights.columns() - 1);
    const int y = std::clamp(static_cast<int>((mouse.y - at.y) / cell), 0, view.weights.rows() - 1);
    const int step = view.weights_side + 1;
    const float weight = view.weights.at(x, y);
    if (weight < HeatMap::no_value) {
      std::snprintf(value, sizeof value, text::tr(text::weights_value), y / step * view.weights_columns + x / step, y % step, x % step,
                    static_cast<double>(weight));
    }
  }
  // The scale: zero in the middle, the same for all pictures.
  char low[16], high[16];
  std::snprintf(low, sizeof low, "−%.2f", static_cast<double>(view.weights_limit));
  std::snprintf(high, sizeof high, "+%.2f", static_cast<double>(view.weights_limit));
  const float y = place.at.y + 24;
  const float left = place.at.x + ui::text_size(Type::caption, low).x + 8;
  const float right = left + 120, middle = left + 60;
  ui::text_at({place.at.x, y - 3}, Type::caption, t.quiet, low);
  ui::text_at({right + 8, y - 3}, Type::caption, t.quiet, high);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilledMultiColor({left, y}, {middle, y + 10}, t.negative, t.panel, t.panel, t.negative);
  list->AddRectFilledMultiColor({middle, y}, {right, y + 10}, t.panel, t.positive, t.positive, t.panel);
  ui::text_at({place.at.x, y + 16}, Type::caption, t.quiet, with_minus_signs(value).c_str());
}

}  // namespace

void inside(View& view, Place place) {
  const SpecCheck& check = view.app.training.spec();
  ImGui::SetCursorScreenPos(place.at);
  if (check.spec) {
    layer_table(*check.spec, place);
  } else {
    ui::paragraph(Type::caption, theme().warn, check.error.c_str(), place.size.x);
  }
  const float y = ImGui::GetItemRectMax().y + 20;
  gallery(view, {{place.at.x, y}, {place.size.x, 0}});
}

}  // namespace inkgrad::panels
