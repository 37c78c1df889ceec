#include "web/app/layout.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "web/app/gfx/gl.hpp"
#include "web/app/lessons/views.hpp"
#include "web/app/panels/panels.hpp"
#include "web/app/text.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad {
namespace {

using size::gap;
using size::padding;

constexpr float reading_height = 40 + 10 * 19;

float phone_bar(const View& view) { return view.height < size::low_window ? size::top_bar : size::tab_bar; }

// A panel on a card of its own, with the panel's padding.
void on_card(const char* id, View& view, Place place, bool scrolls = true) {
  ui::card(place.at, {place.at.x + place.size.x, place.at.y + place.size.y}, theme().panel, size::panel_corner);
  const ImVec2 at{place.at.x + padding, place.at.y + padding};
  const ImVec2 room{place.size.x - 2 * padding, place.size.y - 2 * padding};
  if (ui::begin_region(id, at, room, {0, 0}, scrolls)) draw_panel(id, view, {ImGui::GetCursorScreenPos(), room});
  ui::end_region();
}

// Training, inside and the lesson share a card under tabs; as a sheet it can be closed.
void inspector(View& view, Place place, bool closes = false) {
  ui::card(place.at, {place.at.x + place.size.x, place.at.y + place.size.y}, theme().panel, size::panel_corner);
  constexpr float head = 44;
  constexpr const char* names[] = {text::tab_train, text::tab_inside, text::tab_learn};
  constexpr const char* ids[] = {"training", "inside", "learn"};
  ImGui::SetCursorScreenPos({place.at.x + padding - 8, place.at.y});
  ui::tabs("inspector", names, &view.inspector_tab, head);
  view.remember("inspector");
  if (closes) {
    const float button = view.touch ? size::touch : 36;
    ImGui::SetCursorScreenPos({place.at.x + place.size.x - button - 4, place.at.y + (head - button) / 2});
    if (ui::button("close", nullptr, Icon::close, ui::Kind::quiet, {button, button}, text::dismiss)) view.sheet_open = false;
    view.remember("sheet_close");
  }
  ui::hairline({place.at.x, place.at.y + head}, place.size.x);
  const ImVec2 at{place.at.x, place.at.y + head + 1};
  const ImVec2 room{place.size.x, place.size.y - head - 2};
  if (ui::begin_region(ids[view.inspector_tab], at, room, {padding, 12})) {
    // A bar at the right keeps its distance from the words.
    draw_panel(ids[view.inspector_tab], view, {ImGui::GetCursorScreenPos(), {place.size.x - 2 * padding, room.y - 24}});
    ImGui::Dummy({0, 0});
  }
  ui::end_region(theme().panel);
}

bool shown(const View& view, std::string_view panel) { return !view.app.hidden.contains(panel); }

// The height of the curves under the stage, with the gap above them.
float curves_height(const View& view) { return shown(view, "curves") ? size::bottom + gap : 0; }

void desktop(View& view, Place page) {
  // Below this the middle would be crushed: the page scrolls instead.
  const float tall = std::max(page.size.y, 560.0f);
  const float right = page.size.x >= 1200 ? size::right_column : 360;
  const float middle = tall - curves_height(view) - 2 * gap;
  const ImVec2 at = page.at;

  // The stage: pad, and beside it what the model makes of it.
  const float stage = page.size.x - right - 3 * gap;
  const float pad_room = middle - size::control - gap;
  const float beside = std::clamp(stage - pad_room - 2 * padding, 232.0f, 400.0f);
  const float pad = std::min({pad_room, stage - beside - 2 * padding, 760.0f});
  const float used = pad + 2 * padding + beside;
  const float left = at.x + gap + std::max(0.0f, std::floor((stage - used) / 2));
  draw_panel("pad", view, {{left, at.y + gap}, {pad, pad + gap + size::control}});
  const float seen_side = std::min(beside, std::min(308.0f, pad * 0.62f));
  const float seen_height = seen_side + 22 + 48;
  const ImVec2 column{left + pad + 2 * padding, at.y + gap};
  draw_panel("seen", view, {column, {seen_side, seen_height}});
  const float words = middle - seen_height - 16;
  if (words >= 96) {
    if (ui::begin_region("lesson", {column.x, column.y + seen_height + 16}, {beside, words})) {
      draw_panel("learn", view, {ImGui::GetCursorScreenPos(), {beside - 12, words}});
    }
    ui::end_region(theme().paper);
  }

  const float x = at.x + page.size.x - right - gap;
  on_card("reading", view, {{x, at.y + gap}, {right, reading_height + 2 * padding}}, false);
  const float below = at.y + gap + reading_height + 2 * padding + gap;
  inspector(view, {{x, below}, {right, at.y + gap + middle - below}});
  if (shown(view, "curves")) {
    on_card("curve", view, {{at.x + gap, at.y + middle + 2 * gap}, {page.size.x - 2 * gap, size::bottom}}, false);
  }
  ImGui::SetCursorScreenPos({at.x, at.y + tall});
  ImGui::Dummy({0, 0});
}

// A lesson that trains has the training beside it and the curves under it; others have all of the stage.
void lesson_stage(View& view, Place page) {
  const LessonEntry& entry = lesson_entries()[static_cast<std::size_t>(view.app.lesson())];
  if (!entry.training || view.form != Form::desktop) return draw_lesson(view, page);
  const float right = 360;
  const float middle = page.size.y - curves_height(view) - gap;
  // Where it is too narrow for words and panels side by side they are longer than this: the curves stay in sight under them.
  const ImVec2 left{page.size.x - right - gap, middle + gap};
  if (ui::begin_region("lesson", page.at, left)) draw_lesson(view, {ImGui::GetCursorScreenPos(), left});
  ui::end_region(theme().paper);
  const float x = page.at.x + page.size.x - right - gap;
  on_card("reading", view, {{x, page.at.y + gap}, {right, reading_height + 2 * padding}}, false);
  const float below = page.at.y + gap + reading_height + 2 * padding + gap;
  inspector(view, {{x, below}, {right, page.at.y + middle - below}});
  if (shown(view, "curves")) {
    on_card("curve", view, {{page.at.x + gap, page.at.y + middle + gap}, {page.size.x - 2 * gap, size::bottom}}, false);
  }
}

// The stage alone, as large as it can be with the curves under it: bars and image beside the pad, in a column where the pad
// is as high as both, else in a row. What has the right column elsewhere is in the sheet.
void between(View& view, Place page) {
  constexpr float curves = 240, least_pad = 240;
  constexpr float least_image = 112, least_bars = 240, column = 264;
  constexpr float bars = reading_height + 2 * padding;
  const ImVec2 at{page.at.x + gap, page.at.y + gap};
  const float width = page.size.x - 2 * gap;
  const float tools = view.control() + gap;
  const float room = std::max(least_pad, page.size.y - tools - curves - 3 * gap);
  const float pad_by_row = std::min(room, width - 2 * gap - least_image - least_bars);
  const float pad_by_column = std::min(room, width - gap - column);
  const bool in_column = pad_by_column >= pad_by_row && pad_by_column + tools >= bars + gap + least_image + 24;
  const float pad = std::floor(in_column ? pad_by_column : pad_by_row);
  draw_panel("pad", view, {at, {pad, pad + tools}});

  const float x = at.x + pad + gap, right = width - pad - gap;
  constexpr float caption = 22, notes = 48;  // over and under the image; a small one does without the notes
  const auto image_side = [](float height) {
    const float side = height - caption - notes;
    return side >= least_image ? std::max(side, 160.0f) : std::min(height - caption, 159.0f);
  };
  if (in_column) {
    const float height = pad + tools - gap - bars;
    draw_panel("seen", view, {{x, at.y}, {image_side(height) < 160 ? image_side(height) : right, height}});
    on_card("reading", view, {{x, at.y + height + gap}, {right, bars}}, false);
  } else {
    const float image = std::min(image_side(pad), right - gap - least_bars);
    draw_panel("seen", view, {{x, at.y}, {image, pad}});
    on_card("reading", view, {{x + image + gap, at.y}, {right - image - gap, std::min(pad, 320.0f)}}, false);
  }

  const float y = at.y + pad + tools + gap;
  const float rest = std::max(curves, page.at.y + page.size.y - y - gap);
  on_card("curve", view, {{at.x, y}, {width, rest}}, false);
  ImGui::SetCursorScreenPos({at.x, y + rest + gap});
  ImGui::Dummy({0, 0});
}

// The inspector over the stage, in from the right, until it is closed: by its button, Escape or a click beside it.
void sheet(View& view, Place page) {
  constexpr float seconds = 0.16f, width = 400;
  // After a pause without frames the first step of a movement is a usual one.
  const float step = view.app.reduced_motion ? 1 : std::min(ImGui::GetIO().DeltaTime, 1.0f / 30) / seconds;
  const bool appears = view.sheet_shown == 0 && view.sheet_open;
  view.sheet_shown = std::clamp(view.sheet_shown + (view.sheet_open ? step : -step), 0.0f, 1.0f);
  if (view.sheet_shown != (view.sheet_open ? 1.0f : 0.0f)) ui::want_frame();
  if (view.sheet_shown == 0) return;
  const float part = 1 - (1 - view.sheet_shown) * (1 - view.sheet_shown);
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  // Escape is first a field's own: it gives back what was typed.
  const bool escape = ImGui::IsKeyPressed(ImGuiKey_Escape, false) && g.ActiveIdPreviousFrame == 0 && !view.help_open &&
                      !ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
  if (ui::begin_region("sheet", page.at, page.size, {0, 0}, false)) {
    const ImVec2 end{page.at.x + page.size.x, page.at.y + page.size.y};
    ImGui::GetWindowDrawList()->AddRectFilled(page.at, end, faded(theme().shadow, part));
    const Place place{{std::round(end.x - (width + gap) * part), page.at.y + gap}, {width, page.size.y - 2 * gap}};
    const ImVec2 corner{place.at.x + place.size.x, place.at.y + place.size.y};
    ui::shadow(place.at, corner, size::panel_corner);
    if (appears && !g.NavDisableHighlight) ImGui::SetKeyboardFocusHere();
    inspector(view, place, true);
    view.app.places["sheet"] = {place.at.x, place.at.y, place.size.x, place.size.y};
    const bool beside = ImGui::IsMouseClicked(ImGuiMouseButton_Left) && ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows) &&
                        !ImGui::IsMouseHoveringRect(place.at, corner, false);
    if (view.sheet_open && (escape || beside)) {
      view.sheet_open = false;
      view.sheet_gives_focus_back = escape && !g.NavDisableHighlight;
      ui::want_frame();
    }
  }
  ui::end_region();
}

void phone_draw(View& view, Place page) {
  const float side = size::gap;
  const float width = page.size.x - 2 * side;
  // On low windows the pad gives way, so that the bars stay in sight.
  const float tools = size::touch + gap;
  const float pad = std::min(width, std::max(200.0f, page.size.y - tools - 200 - 3 * gap));
  const ImVec2 at{page.at.x + side, page.at.y + gap};
  draw_panel("pad", view, {at, {width, pad + tools}});
  const float y = at.y + pad + tools + gap;
  // What is left for the bars; less than this and the tab scrolls.
  const float rest = std::clamp(page.at.y + page.size.y - y - gap, 180.0f, 240.0f);
  constexpr float image = 104;
  draw_panel("digit", view, {{at.x + 4, y}, {image, 40}});
  draw_panel("seen", view, {{at.x, y + 40}, {image, image + 24}});
  draw_panel("bars", view, {{at.x + image + 16, y}, {width - image - 16, rest}});
  ImGui::SetCursorScreenPos({at.x, y + rest});
  ImGui::Dummy({0, 0});
}

void phone_train(View& view, Place page) {
  const float side = padding;
  const float width = page.size.x - 2 * side;
  ImVec2 at{page.at.x + side, page.at.y + gap};
  ImGui::SetCursorScreenPos(at);
  panels::run_controls(view, size::touch, false);
  at.y += size::touch + padding;
  ImGui::SetCursorScreenPos(at);
  at.y += panels::trouble(view, width);
  constexpr float curves = 440;
  draw_panel("curve", view, {at, {width, curves}});
  at.y += curves + padding;
  ui::hairline(at, width);
  at.y += padding;
  draw_panel("training", view, {at, {width, 0}});
  ImGui::Dummy({0, padding});
}

// The lessons to choose from, and the open one; without one the words beside the bench.
void phone_learn(View& view, Place page) {
  const float width = page.size.x - 2 * padding;
  ImGui::SetCursorScreenPos({page.at.x + padding, page.at.y + gap});
  lesson_select(view, width, size::touch);
  view.remember("lesson_select");
  const Place rest{{page.at.x, page.at.y + gap + size::touch + gap}, {page.size.x, page.size.y}};
  if (view.app.lesson() >= 0) draw_lesson(view, rest);
  else draw_panel("learn", view, {{rest.at.x + padding, rest.at.y}, {width, rest.size.y}});
}

void phone(View& view, Place page) {
  constexpr const char* ids[] = {"phone_draw", "phone_learn", "phone_train", "phone_inside"};
  const float tabs = shown(view, "tabs") ? phone_bar(view) : 0;
  const Place body{page.at, {page.size.x, page.size.y - tabs}};
  if (ui::begin_region(ids[view.phone_tab], body.at, body.size)) {
    const Place all{ImGui::GetCursorScreenPos(), body.size};
    const Place padded{{all.at.x + padding, all.at.y + padding}, {all.size.x - 2 * padding, all.size.y}};
    switch (view.phone_tab) {
      case 0: phone_draw(view, all); break;
      case 1: phone_learn(view, all); break;
      case 2: phone_train(view, all); break;
      default:
        draw_panel("inside", view, padded);
        ImGui::Dummy({0, padding});
    }
  }
  ui::end_region();
  if (tabs > 0) draw_panel("tab_bar", view, {{page.at.x, page.at.y + page.size.y - tabs}, {page.size.x, tabs}});
}

}  // namespace

namespace {

// What went wrong with the training stands among its controls: they come into sight with it.
void show_trouble(View& view) {
  const bool trouble = view.app.training.divergence().has_value() || !view.app.training.error().empty();
  if (trouble && view.app.drawing.active()) return;  // not under somebody's pen
  if (trouble && !view.trouble_shown) {
    view.inspector_tab = 0;
    view.sheet_open = true;
  }
  view.trouble_shown = trouble;
}

}  // namespace

namespace {

// A link or a page around this one opens a lesson: on a phone it comes into sight.
void show_opened_lesson(View& view) {
  const int lesson = view.app.lesson();
  if (lesson >= 0 && view.lesson_seen < 0 && view.phone_tab == 0) view.phone_tab = 1;
  view.lesson_seen = lesson;
}

}  // namespace

void View::remember(const char* name) {
  const ImVec2 from = ImGui::GetItemRectMin(), to = ImGui::GetItemRectMax();
  app.places[name] = {from.x, from.y, to.x - from.x, to.y - from.y};
}

void draw_page(View& view) {
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  view.width = screen.x;
  view.height = screen.y;
  view.form = screen.x < size::phone_below ? Form::phone : screen.x < size::desktop_from ? Form::between : Form::desktop;
  view.app.places.clear();
  view.pad_free = false;
  ui::begin_frame();

  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(screen);
  ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse |
                                ImGuiWindowFlags_NoBackground);  // the frame begins as paper
  if (ImGui::IsWindowAppearing()) ImGui::SetWindowFocus();
  ImGui::GetWindowDrawList()->_FringeScale = 1 / ImGui::GetIO().DisplayFramebufferScale.x;

  show_trouble(view);
  show_opened_lesson(view);
  if (view.form != Form::between) {
    view.sheet_open = false;
    view.sheet_shown = 0;
  }
  const float head = !shown(view, "top") ? 0 : view.form == Form::phone ? phone_bar(view) : size::top_bar;
  if (head > 0) draw_panel("top_bar", view, {{0, 0}, {screen.x, head}});
  const Place page{{0, head}, {screen.x, screen.y - head}};
  if (view.form == Form::phone) {
    phone(view, page);
  } else {
    // What lies under the sheet takes neither clicks nor Tab.
    const bool covered = view.form == Form::between && view.sheet_open;
    if (covered) ImGui::BeginDisabled();
    const float list = view.width >= size::lesson_list_from && shown(view, "lessons") ? size::lesson_list : 0;
    if (list > 0) {
      fill_rectangle(ImGui::GetWindowDrawList(), page.at, {page.at.x + list, page.at.y + page.size.y}, theme().panel);
      lesson_list(view, {page.at, {list, page.size.y}});
      ui::hairline({page.at.x + list, page.at.y}, page.size.y, true);
    }
    const Place stage{{page.at.x + list, page.at.y}, {page.size.x - list, page.size.y}};
    const bool lesson = view.app.lesson() >= 0;
    // A lesson's parts scroll by themselves where they lie side by side.
    if (ui::begin_region(lesson ? "lesson_stage" : "bench", stage.at, stage.size)) {
      const Place inner{ImGui::GetCursorScreenPos(), stage.size};
      if (lesson) lesson_stage(view, inner);
      else if (view.form == Form::desktop) desktop(view, inner);
      else between(view, inner);
    }
    ui::end_region();
    if (covered) ImGui::EndDisabled();
    if (view.form == Form::between) sheet(view, page);
  }
  ImGui::End();

  const float bottom = view.form == Form::phone ? phone_bar(view) : 0;
  draw_panel("notices", view, {{gap, 0}, {screen.x - 2 * gap, screen.y - bottom - gap}});
  draw_panel("help", view, {{0, 0}, screen});
}

}  // namespace inkgrad
