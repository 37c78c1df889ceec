#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <string>

#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::panels {
namespace {

void model_choice(View& view, float width, float height) {
  Reader& reader = view.app.reader;
  const LoadedModel* chosen = reader.chosen();
  const bool open = ui::begin_select("model", chosen != nullptr ? chosen->name.c_str() : text::no_model, {width, height},
                                     text::model_tip, chosen != nullptr ? nullptr : text::no_model_read);
  if (open) {
    for (std::size_t i = 0; i < reader.models().size(); ++i) {
      const LoadedModel& loaded = reader.models()[i];
      ImGui::PushID(static_cast<int>(i));
      const bool on = i == reader.chosen_index();
      if (ui::option(loaded.name.c_str(), loaded.live ? text::live_tip : nullptr, on, view.control() + 4)) reader.choose(i);
      ImGui::PopID();
    }
    ui::end_select();
  }
}

// Words beside the icons where they fit; below that the icons alone, with their tooltips.
constexpr float with_words = 960, with_name = 800, with_name_on_phone = 360;

// As wide as the wider of its two words, so that nothing moves when it changes.
float train_width() {
  return std::max(ui::text_size(Type::body_strong, text::train).x, ui::text_size(Type::body_strong, text::pause).x) + 56;
}

float run_controls_width(float height, bool labels) {
  float width = train_width();
  for (const char* word : {text::step, text::reset}) {
    width += 8 + (labels ? std::ceil(ui::text_size(Type::body_strong, word).x) + 52 : height);
  }
  return width;
}

// Entries of a list: the page's languages.
void languages(View& view) {
  for (const text::Language& language : text::languages) {
    const bool on = text::language() == language.tag;
    if (ui::option(language.name, nullptr, on, view.control() + 4) && !on) view.app.outside.set_language(language.tag);
    view.remember((std::string("language_") + language.tag).c_str());
  }
}

// What can be taken away: a link, files.
void share_menu(View& view, float height) {
  AppState& app = view.app;
  const bool open = ui::begin_menu("share", Icon::share, {height, height}, 232, text::share_tip);
  view.remember("share");
  if (!open) return;
  const float row = view.control() + 4;
  struct Entry {
    const char* id;
    const char* name;
    const char* note;
    bool possible;
    std::function<void()> act;
  };
  const bool model = app.reader.chosen() != nullptr, files = app.outside.save != nullptr;
  const Entry entries[] = {
      {"share_link", text::share_link, nullptr, app.outside.share != nullptr, app.outside.share},
      {"share_open", text::share_open, ".safetensors", app.outside.open != nullptr, app.outside.open},
      {"share_model", text::share_model, ".safetensors", model && files, [&] { app.save_model(); }},
      {"share_onnx", text::share_onnx, ".onnx", model && files, [&] { app.export_onnx(); }},
      {"share_curves", text::share_curves, ".csv", !app.training.runs().empty() && files, [&] { app.save_curves(); }},
      {"share_all", text::share_all, ".zip", app.has_own() && files, [&] { app.save_all(); }},
      {"share_forget", text::share_forget, nullptr, app.has_kept_models(), [&] { app.forget_models(); }},
  };
  for (const Entry& entry : entries) {
    if (!entry.possible) continue;
    if (ui::option(entry.name, entry.note, false, row)) entry.act();
    view.remember(entry.id);
  }
  if (view.width < with_words && app.outside.set_language) languages(view);
  ui::end_select();
}

void language_choice(View& view, float width, float height) {
  std::string tag = text::language();
  std::transform(tag.begin(), tag.end(), tag.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  const bool open = ui::begin_select("language", tag.c_str(), {width, height}, text::language_tip);
  view.remember("language");
  if (!open) return;
  languages(view);
  ui::end_select();
}

void next_theme(View& view) {
  view.app.theme = static_cast<ThemeName>((static_cast<int>(view.app.theme) + 1) % 3);
}

}  // namespace

void run_controls(View& view, float height, bool labels) {
  AppState& app = view.app;
  Training& training = app.training;
  const char* why_not = nullptr;
  switch (training.obstacle()) {
    case Training::Obstacle::none: break;
    case Training::Obstacle::no_data: why_not = text::why_no_data; break;
    case Training::Obstacle::bad_spec: why_not = text::why_bad_spec; break;
  }
  const bool running = training.running();
  const float wide = train_width();
  if (ui::button("train", running ? text::pause : text::train, running ? Icon::pause : Icon::play, ui::Kind::primary,
                 {wide, height}, running ? text::pause_tip : text::train_tip, running ? nullptr : why_not)) {
    app.toggle_training();
  }
  view.remember("train");
  const ImVec2 rest{labels ? 0 : height, height};
  ImGui::SameLine();
  if (ui::button("step", labels ? text::step : nullptr, Icon::step, ui::Kind::plain, rest, text::step_tip, why_not)) app.step_training();
  ui::outline_name(text::step);
  view.remember("step");
  ImGui::SameLine();
  const char* no_reset = why_not != nullptr ? why_not : training.configured() ? nullptr : text::why_nothing_to_reset;
  if (ui::button("reset", labels ? text::reset : nullptr, Icon::reset, ui::Kind::plain, rest, text::reset_tip, no_reset)) training.reset();
  ui::outline_name(text::reset);
  view.remember("reset");
}

void top_bar(View& view, Place place) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 end{place.at.x + place.size.x, place.at.y + place.size.y};
  list->AddRectFilled(place.at, end, theme().panel);
  ui::hairline({place.at.x, end.y - 1}, place.size.x);
  if (!ui::begin_region("top_bar", place.at, place.size, {0, 0}, false)) {
    ui::end_region();
    return;
  }
  const bool phone = view.form == Form::phone;
  const float height = phone ? size::touch : size::control;
  const float y = place.at.y + (place.size.y - height) / 2;
  const float side = phone ? size::gap : size::padding;
  // Where room is short, the name goes first, then words.
  const bool named = view.width >= (phone ? with_name_on_phone : with_name);
  const ImVec2 name = named ? ui::text_size(Type::heading, text::name) : ImVec2(0, 0);
  if (named) ui::text_at({place.at.x + side, place.at.y + (place.size.y - name.y) / 2}, Type::heading, theme().ink, text::name);

  const bool between = view.form == Form::between;
  const bool labels = view.width >= with_words;
  const float settings = !between ? 0 : labels ? std::ceil(ui::text_size(Type::body_strong, text::settings).x) + 48 : height;
  const float language = labels && view.app.outside.set_language ? 64 : 0;
  const float buttons = (phone ? 3 * size::touch : 3 * size::control + 16) + (between ? settings + 8 : 0) + (language > 0 ? language + 8 : 0);
  float x = place.at.x + side + name.x + (!named ? 0 : phone ? 12 : 24);
  float room = end.x - side - buttons - 8 - x;
  if (!phone && view.width < size::lesson_list_from) {
    const float select = view.width >= size::desktop_from ? 176 : labels ? 148 : 124;
    ImGui::SetCursorScreenPos({x, y});
    lesson_select(view, select, height);
    view.remember("lesson_select");
    x += select + 12;
    room -= select + 12;
  }
  ImGui::SetCursorScreenPos({x, y});
  model_choice(view, phone ? room : std::clamp(room - run_controls_width(height, labels) - 24, 88.0f, 240.0f), height);
  view.remember("model");
  // In a lesson that steps by itself, another "Step" up here would be taken for the lesson's.
  if (!phone && view.app.training_in_sight()) {
    ImGui::SameLine(0, 24);
    run_controls(view, height, labels);
  }
  ImGui::SetCursorScreenPos({end.x - side - buttons + (phone ? 8 : 0), y});
  if (between) {
    if (view.sheet_gives_focus_back) ImGui::SetKeyboardFocusHere();
    view.sheet_gives_focus_back = false;
    if (ui::button("settings", labels ? text::settings : nullptr, Icon::sliders, ui::Kind::plain, {settings, height}, text::settings_tip)) {
      view.sheet_open = !view.sheet_open;
    }
    ui::outline_name(text::settings);
    view.remember("settings");
    ImGui::SameLine(0, 8);
  }
  if (language > 0) {
    language_choice(view, language, height);
    ImGui::SameLine(0, 8);
  }
  share_menu(view, height);
  ImGui::SameLine(0, phone ? 0 : 8);
  if (ui::button("help", nullptr, Icon::help, ui::Kind::quiet, {height, height}, text::help_tip)) view.help_open = !view.help_open;
  view.remember("help");
  ImGui::SameLine(0, phone ? 0 : 8);
  const Icon icons[] = {Icon::sun, Icon::moon, Icon::contrast};
  if (ui::button("theme", nullptr, icons[static_cast<int>(view.app.theme)], ui::Kind::quiet, {height, height}, text::theme_tip)) {
    next_theme(view);
  }
  view.remember("theme");
  ui::end_region();
}

}  // namespace inkgrad::panels
