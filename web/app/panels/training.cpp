#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {
namespace {

constexpr float label_width = 104;
constexpr double lowest_rate = 1e-5, highest_rate = 1;
constexpr double largest_batch = 4096;

// One row: its name on the left, the rest of the width for controls.
struct Row {
  ImVec2 at;
  float width, height;

  Row(const View& view, const char* name, float whole) {
    const ImVec2 from = ImGui::GetCursorScreenPos();
    height = view.control();
    ui::text_at({from.x, std::round(from.y + (height - ui::line_height(Type::body)) / 2)}, Type::body, theme().ink, name);
    at = {from.x + label_width, from.y};
    width = whole - label_width;
    ImGui::SetCursorScreenPos(at);
  }
};

void spec_row(View& view, float width) {
  Training& training = view.app.training;
  const Row row(view, text::layers, width);
  const bool wrong = !training.spec().spec.has_value();
  ui::text_field("##spec", &training.draft.spec, {row.width, row.height}, wrong, text::layers_tip);
  view.remember("spec");
  ImGui::SetCursorScreenPos({row.at.x, row.at.y + row.height + 8});
  if (wrong) {
    ui::paragraph(Type::caption, theme().warn, training.spec().error.c_str(), row.width);
    return;
  }
  const float chip = view.touch || view.form == Form::phone ? size::touch - 8 : 26;
  const float left = row.at.x - label_width, right = row.at.x + row.width;
  float x = left;
  float y = ImGui::GetCursorScreenPos().y;
  const ImVec2 word = ui::text_size(Type::caption, text::preset_choice);
  ui::text_at({x, std::round(y + (chip - word.y) / 2)}, Type::caption, theme().quiet, text::preset_choice);
  x += word.x + 10;
  for (const text::Preset& preset : text::presets) {
    const float wide = ui::text_size(Type::caption, preset.name).x + 20;
    if (x + wide > right) {
      x = left;
      y += chip + 6;
    }
    ImGui::SetCursorScreenPos({x, y});
    if (ui::chip(preset.spec, preset.name, training.draft.spec == preset.spec, chip, text::presets_tip)) {
      training.draft.spec = preset.spec;
    }
    x += std::ceil(wide) + 6;
  }
}

void rate_row(View& view, float width) {
  Training& training = view.app.training;
  const Row row(view, text::rate, width);
  constexpr float field = 84;
  double rate = training.draft.lr;
  if (ui::slider("rate", &rate, lowest_rate, highest_rate, true, {row.width - field - 8, row.height}, text::rate_tip)) {
    training.set_lr(rate);
  }
  view.remember("rate");
  ImGui::SetCursorScreenPos({row.at.x + row.width - field, row.at.y});
  if (ui::number_field("##rate", &rate, lowest_rate, highest_rate, "%.3g", {field, row.height}, text::rate_tip)) training.set_lr(rate);
  view.remember("rate_field");
}

void batch_row(View& view, float width) {
  Training& training = view.app.training;
  const Row row(view, text::batch, width);
  constexpr float field = 68;
  double batch = training.draft.batch;
  if (ui::button("halve", nullptr, Icon::minus, ui::Kind::plain, {row.height, row.height}, text::halve)) {
    batch = std::max(1.0, std::floor(batch / 2));
  }
  ImGui::SameLine(0, 6);
  ui::number_field("##batch", &batch, 1, largest_batch, "%.0f", {field, row.height}, text::batch_tip);
  view.remember("batch");
  ImGui::SameLine(0, 6);
  if (ui::button("double", nullptr, Icon::plus, ui::Kind::plain, {row.height, row.height}, text::doubled)) {
    batch = std::min(largest_batch, batch * 2);
  }
  training.draft.batch = static_cast<int>(batch);
  // The unit stands behind the field, or under the name where there is no room.
  const ImVec2 unit = ui::text_size(Type::caption, text::batch_unit);
  ImVec2 at{row.at.x + 2 * row.height + field + 24, std::round(row.at.y + (row.height - unit.y) / 2)};
  if (at.x + unit.x > row.at.x + row.width) at = {row.at.x - label_width, std::round(row.at.y + row.height / 2) + 10};
  ui::text_at(at, Type::caption, theme().quiet, text::batch_unit);
}

void optimizer_row(View& view, float width) {
  Training& training = view.app.training;
  const Row row(view, text::optimizer, width);
  int chosen = training.draft.optimizer == text::optimizer_keys[1] ? 1 : 0;
  if (ui::segmented("optimizer", text::optimizers, &chosen, {std::min(row.width, 160.0f), row.height}, text::optimizer_tip)) {
    training.draft.optimizer = text::optimizer_keys[chosen];
  }
}

// What went wrong, with the way out, above the controls it concerns.
void trouble(View& view, float width) {
  Training& training = view.app.training;
  const bool diverged = training.divergence().has_value();
  if (!diverged && training.error().empty()) return;
  char line[256];
  if (diverged) {
    const Divergence& d = *training.divergence();
    if (d.reason.find("learning rate") != std::string::npos || d.reason.empty()) {
      std::snprintf(line, sizeof line, text::diverged_rate, static_cast<long long>(d.step));
    } else {
      std::snprintf(line, sizeof line, text::diverged_other, static_cast<long long>(d.step), d.reason.c_str());
    }
  } else {
    std::snprintf(line, sizeof line, "%s", training.error().c_str());
  }
  const char* action = diverged ? text::go_back : text::dismiss;
  const float button = std::ceil(ui::text_size(Type::body_strong, action).x) + 28;
  const float words = width - button - 12 - 24;
  const float text_height = ui::paragraph_size(Type::caption, line, words).y;
  const float tall = std::max(text_height, view.control()) + 16;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ui::card(at, {at.x + width, at.y + tall}, faded(theme().warn, 0.12f), size::control_corner);
  ImGui::SetCursorScreenPos({at.x + 12, at.y + (tall - text_height) / 2});
  ui::paragraph(Type::caption, theme().warn, line, words);
  ImGui::SetCursorScreenPos({at.x + width - button - 8, at.y + (tall - view.control()) / 2});
  if (ui::button("trouble", action, Icon::none, ui::Kind::plain, {button, view.control()}, diverged ? text::go_back_tip : nullptr)) {
    if (diverged) training.go_back();
    else training.dismiss_error();
  }
  view.remember("trouble");
  ImGui::SetCursorScreenPos({at.x, at.y + tall + size::gap});
}

}  // namespace

void training(View& view, Place place) {
  const float width = place.size.x;
  const auto next = [&](float gap) {
    ImGui::SetCursorScreenPos({place.at.x, ImGui::GetItemRectMax().y + gap});
  };
  ImGui::SetCursorScreenPos(place.at);
  const float from = ImGui::GetCursorPosY();
  trouble(view, width);
  ImGui::SetCursorScreenPos({place.at.x, ImGui::GetCursorScreenPos().y});
  if (from == ImGui::GetCursorPosY()) ImGui::SetCursorScreenPos(place.at);
  const float gap = view.control() > size::control ? size::gap : 8;
  spec_row(view, width);
  next(gap);
  rate_row(view, width);
  next(gap);
  batch_row(view, width);
  ImGui::SetCursorScreenPos({place.at.x, ImGui::GetItemRectMax().y + gap});
  optimizer_row(view, width);
  next(gap);
  if (view.app.training.draft_needs_new_run()) ui::label(Type::caption, theme().quiet, text::new_run);
}

}  // namespace inkgrad::panels
