#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {
namespace {

constexpr float label_width = 104;

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
    ui::name_next(name);
  }
  ~Row() { ui::name_next(nullptr); }
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;
};

// A quiet note at a control. Its place is kept for tests.
void note(View& view, const char* name, ImVec2 at, const char* words) {
  const ui::Untold untold;
  ui::text_at(at, Type::caption, theme().quiet, words);
  const ImVec2 extent = ui::text_size(Type::caption, words);
  view.app.places[name] = {at.x, at.y, extent.x, extent.y};
}

constexpr float note_height = 16;

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
    if (ui::chip(preset.spec, preset.name, training.draft.spec == preset.spec, {0, chip}, text::presets_tip)) {
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
  // The ends of the slider under its track.
  const float y = std::round(row.at.y + row.height / 2) + 9;
  const float end = row.at.x + row.width - field - 8;
  note(view, "rate_low", {row.at.x + 2, y}, text::rate_low);
  note(view, "rate_high", {end - 2 - ui::text_size(Type::caption, text::rate_high).x, y}, text::rate_high);
}

// Returns how much higher than its controls the row is.
float batch_row(View& view, float width) {
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
    batch = std::min<double>(largest_batch, batch * 2);
  }
  view.remember("double");
  training.draft.batch = static_cast<int>(batch);
  // Unit and range stand behind the field, or under it where there is no room.
  const float x = row.at.x + 2 * row.height + field + 24;
  const float middle = std::round(row.at.y + row.height / 2);
  const float wide = std::max(ui::text_size(Type::caption, text::batch_unit).x, ui::text_size(Type::caption, text::batch_range).x);
  if (x + wide <= row.at.x + row.width) {
    note(view, "batch_unit", {x, middle - note_height}, text::batch_unit);
    note(view, "batch_range", {x, middle}, text::batch_range);
    return 0;
  }
  note(view, "batch_range", {row.at.x, row.at.y + row.height + 2}, text::batch_both);
  return note_height + 2;
}

void optimizer_row(View& view, float width) {
  Training& training = view.app.training;
  const Row row(view, text::optimizer, width);
  int chosen = training.draft.optimizer == text::optimizer_keys[1] ? 1 : 0;
  if (ui::segmented("optimizer", text::optimizers, &chosen, {std::min(row.width, 160.0f), row.height}, text::optimizer_tip)) {
    training.draft.optimizer = text::optimizer_keys[chosen];
  }
  view.remember("optimizer");
}

}  // namespace

float trouble(View& view, float width) {
  Training& training = view.app.training;
  const bool diverged = training.divergence().has_value();
  if (!diverged && training.error().empty()) return 0;
  char line[256];
  if (diverged) {
    const Divergence& d = *training.divergence();
    if (d.reason.find("learning rate") != std::string::npos || d.reason.empty()) {
      std::snprintf(line, sizeof line, text::tr(text::diverged_rate), static_cast<long long>(d.step));
    } else {
      std::snprintf(line, sizeof line, text::tr(text::diverged_grows), static_cast<long long>(d.step));
    }
  } else {
    std::snprintf(line, sizeof line, "%s", training.error().c_str());
  }
  const bool back = training.has_way_back();
  const char* action = !diverged ? text::dismiss : back ? text::go_back : text::start_again;
  const char* tip = !diverged ? nullptr : back ? text::go_back_tip : text::start_again_tip;
  const float button = std::ceil(ui::text_size(Type::body_strong, action).x) + 28;
  const float words = width - button - 12 - 24;
  const float text_height = ui::paragraph_size(Type::caption, line, words).y;
  const float tall = std::max(text_height, view.control()) + 16;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ui::card(at, {at.x + width, at.y + tall}, faded(theme().warn, 0.12f), size::control_corner);
  ImGui::SetCursorScreenPos({at.x + 12, at.y + (tall - text_height) / 2});
  ui::paragraph(Type::caption, theme().warn, line, words);
  ImGui::SetCursorScreenPos({at.x + width - button - 8, at.y + (tall - view.control()) / 2});
  if (ui::button("trouble", action, Icon::none, ui::Kind::plain, {button, view.control()}, tip)) {
    if (diverged) training.go_back();
    else training.dismiss_error();
  }
  view.remember("trouble");
  return tall + size::gap;
}

void training(View& view, Place place) {
  const float width = place.size.x;
  const auto next = [&](float gap) {
    ImGui::SetCursorScreenPos({place.at.x, ImGui::GetItemRectMax().y + gap});
  };
  ImGui::SetCursorScreenPos(place.at);
  // A phone shows it above the curves, where it is in sight.
  const float above = view.form == Form::phone ? 0 : trouble(view, width);
  ImGui::SetCursorScreenPos({place.at.x, place.at.y + above});
  const float gap = view.control() > size::control ? size::gap : 8;
  spec_row(view, width);
  next(gap);
  rate_row(view, width);
  next(gap + 4);
  const float notes = batch_row(view, width);
  next(gap + notes);
  optimizer_row(view, width);
  next(gap);
  if (view.app.training.draft_needs_new_run()) ui::label(Type::caption, theme().quiet, text::new_run);
}

}  // namespace inkgrad::panels
