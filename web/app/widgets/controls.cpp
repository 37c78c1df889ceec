#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/parts.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::ui {
namespace {

constexpr float icon_size = 16, icon_gap = 8;

ImU32 ground_of(Kind kind, const Item& item) {
  const Theme& t = theme();
  if (kind == Kind::primary) return item.held ? faded(t.accent, 0.8f) : item.hovered ? faded(t.accent, 0.9f) : t.accent;
  if (item.held) return t.pressed;
  if (item.hovered) return t.hover;
  return kind == Kind::plain ? t.panel : faded(t.panel, 0);
}

}  // namespace

bool button(const char* id, const char* label, Icon icon, Kind kind, ImVec2 size, const char* tip, const char* why_not) {
  const Untold untold;
  const bool words = label != nullptr && *label != 0;
  const ImVec2 text = words ? text_size(Type::body_strong, label) : ImVec2(0, 0);
  const float content = text.x + (icon != Icon::none ? icon_size : 0) + (words && icon != Icon::none ? icon_gap : 0);
  if (size.x <= 0) size.x = std::ceil(content) + 28;
  const Item item = interact(id, size, why_not != nullptr);
  outline_control(Role::button, label, tip, why_not);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImU32 ground = ground_of(kind, item);
  if (kind == Kind::plain) {
    card(item.from, item.to, ground, size::control_corner);
  } else {
    list->AddRectFilled(item.from, item.to, why_not ? faded(ground, 0.4f) : ground, size::control_corner);
  }
  ImU32 ink = kind == Kind::primary ? theme().on_accent : theme().ink;
  if (why_not != nullptr) ink = faded(kind == Kind::primary ? ink : theme().quiet, kind == Kind::primary ? 0.9f : 0.6f);
  float x = item.from.x + (size.x - content) / 2;
  const float middle = (item.from.y + item.to.y) / 2;
  if (icon != Icon::none) {
    draw_icon(list, icon, {x + icon_size / 2, middle}, icon_size, ink);
    x += icon_size + icon_gap;
  }
  if (words) text_at({std::round(x), std::round(middle - text.y / 2)}, Type::body_strong, ink, label);
  focus_ring(item, size::control_corner);
  tooltip(why_not != nullptr ? why_not : tip);
  return item.pressed;
}

bool chip(const char* id, const char* label, bool on, ImVec2 size, const char* tip) {
  const Untold untold;
  if (size.x <= 0) size.x = std::ceil(text_size(Type::caption, label).x) + 20;
  const Item item = interact(id, size, false);
  outline_control(Role::choice, label, tip).on = on;
  const float height = size.y;
  const Theme& t = theme();
  card(item.from, item.to, on ? faded(t.accent, 0.12f) : item.held ? t.pressed : item.hovered ? t.hover : t.panel, height / 2);
  text_centred({(item.from.x + item.to.x) / 2, (item.from.y + item.to.y) / 2}, Type::caption, on ? t.accent : t.ink, label);
  focus_ring(item, height / 2);
  tooltip(tip);
  return item.pressed;
}

namespace {

bool begin_list(const char* id, const Item& item, float x, float width);

}  // namespace

bool begin_select(const char* id, const char* shown, ImVec2 size, const char* tip, const char* why_not) {
  const Untold untold;
  const Item item = interact(id, size, why_not != nullptr);
  outline_control(Role::list, nullptr, tip, why_not).text = text::tr(shown);
  const Theme& t = theme();
  card(item.from, item.to, item.held ? t.pressed : item.hovered ? t.hover : t.panel, size::control_corner);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float middle = (item.from.y + item.to.y) / 2;
  list->PushClipRect(item.from, {item.to.x - 28, item.to.y}, true);
  text_at({item.from.x + 12, std::round(middle - line_height(Type::body) / 2)}, Type::body, why_not ? t.quiet : t.ink, shown);
  list->PopClipRect();
  draw_icon(list, Icon::down, {item.to.x - 16, middle}, 12, t.quiet);
  focus_ring(item, size::control_corner);
  tooltip(why_not != nullptr ? why_not : tip);
  return begin_list(id, item, item.from.x, size.x);
}

bool begin_menu(const char* id, Icon icon, ImVec2 size, float width, const char* tip) {
  const Item item = interact(id, size, false);
  outline_control(Role::list, nullptr, tip);
  const Theme& t = theme();
  if (item.held || item.hovered) {
    ImGui::GetWindowDrawList()->AddRectFilled(item.from, item.to, item.held ? t.pressed : t.hover, size::control_corner);
  }
  draw_icon(ImGui::GetWindowDrawList(), icon, {(item.from.x + item.to.x) / 2, (item.from.y + item.to.y) / 2}, icon_size, t.ink);
  focus_ring(item, size::control_corner);
  tooltip(tip);
  return begin_list(id, item, std::min(item.from.x, ImGui::GetIO().DisplaySize.x - width - 8), width);
}

namespace {

// A list under what was pressed, from `x` on, at least `width` wide.
bool begin_list(const char* id, const Item& item, float x, float width) {
  const Theme& t = theme();
  ImGui::PushID(id);
  if (item.pressed) ImGui::OpenPopup("list");
  ImGui::SetNextWindowPos({x, item.to.y + 4});
  ImGui::SetNextWindowSizeConstraints({width, 0}, {std::max(width, 280.0f), ImGui::GetIO().DisplaySize.y - item.to.y - 12});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {4, 4});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 1);
  ImGui::PushStyleColor(ImGuiCol_Border, t.line);
  const bool open = ImGui::BeginPopup("list", ImGuiWindowFlags_NoMove);
  if (!open) end_list();
  return open;
}

}  // namespace

bool option(const char* label, const char* note, bool chosen, float height) {
  const Untold untold;
  const Theme& t = theme();
  const float note_width = note != nullptr ? text_size(Type::caption, note).x + 24 : 0;
  const float width = std::max(ImGui::GetContentRegionAvail().x, text_size(Type::body, label).x + note_width + 24);
  const Item item = interact(label, {width, height}, false);
  outline_control(Role::choice, label, note).on = chosen;
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (item.hovered || item.focused || chosen) {
    list->AddRectFilled(item.from, item.to, chosen ? faded(t.accent, 0.12f) : t.hover, size::control_corner);
  }
  const float middle = (item.from.y + item.to.y) / 2;
  text_at({item.from.x + 12, std::round(middle - line_height(Type::body) / 2)}, Type::body, chosen ? t.accent : t.ink, label);
  if (note != nullptr) {
    text_right({item.to.x - 12, std::round(middle - line_height(Type::caption) / 2)}, Type::caption, t.quiet, note);
  }
  focus_ring(item, size::control_corner);
  if (chosen && ImGui::IsWindowAppearing()) ImGui::SetItemDefaultFocus();
  if (item.pressed) ImGui::CloseCurrentPopup();
  return item.pressed;
}

void end_select() {
  ImGui::EndPopup();
  end_list();
}

bool segmented(const char* id, std::span<const char* const> labels, int* chosen, ImVec2 size, const char* tip) {
  const Untold untold;
  const Theme& t = theme();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  card(corner, {corner.x + size.x, corner.y + size.y}, t.field, size::control_corner);
  const float width = size.x / static_cast<float>(labels.size());
  bool changed = false;
  ImGui::PushID(id);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ImGui::SetCursorScreenPos({corner.x + width * static_cast<float>(i), corner.y});
    const Item item = interact(labels[i], {width, size.y}, false);
    const bool on = *chosen == static_cast<int>(i);
    outline_control(Role::choice, labels[i], tip).on = on;
    if (on) card({item.from.x + 2, item.from.y + 2}, {item.to.x - 2, item.to.y - 2}, t.panel, size::control_corner - 2);
    text_centred({(item.from.x + item.to.x) / 2, (item.from.y + item.to.y) / 2}, on ? Type::body_strong : Type::body,
                 on || item.hovered ? t.ink : t.quiet, labels[i]);
    focus_ring(item, size::control_corner);
    tooltip(tip);
    if (item.pressed && !on) {
      *chosen = static_cast<int>(i);
      changed = true;
    }
  }
  ImGui::PopID();
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  return changed;
}

bool toggle(const char* label, bool on, ImVec2 size, const char* tip) {
  const Untold untold;
  constexpr float wide = 34, high = 20;
  const Item item = interact(label, size, false);
  outline_control(Role::choice, label, tip).on = on;
  const Theme& t = theme();
  const float middle = (item.from.y + item.to.y) / 2;
  const ImVec2 from{item.from.x + 1, middle - high / 2}, to{from.x + wide, middle + high / 2};
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(from, to, on ? t.accent : item.hovered ? t.pressed : t.line, high / 2);
  list->AddCircleFilled({on ? to.x - high / 2 : from.x + high / 2, middle}, high / 2 - 3, on ? t.on_accent : t.panel, 24);
  text_at({to.x + 12, std::round(middle - line_height(Type::body) / 2)}, Type::body, t.ink, label);
  focus_ring(item, size::control_corner);
  tooltip(tip);
  return item.pressed;
}

bool slider(const char* id, double* value, double low, double high, bool logarithmic, ImVec2 size, const char* tip) {
  const Theme& t = theme();
  const auto place = [&](double v) {
    return logarithmic ? std::log(v / low) / std::log(high / low) : (v - low) / (high - low);
  };
  const auto value_at = [&](double part) {
    return logarithmic ? low * std::pow(high / low, part) : low + (high - low) * part;
  };
  const Item item = interact(id, size, false);
  constexpr float thumb = 8;
  double part = std::clamp(place(*value), 0.0, 1.0);
  bool changed = false;
  // A finger that goes up or down scrolls the page; one that goes sideways, or only taps, is meant for the slider.
  static bool sideways = false;
  const ImGuiIO& io = ImGui::GetIO();
  const bool finger = io.MouseSource == ImGuiMouseSource_TouchScreen;
  const bool down = item.held && ImGui::IsMouseDown(ImGuiMouseButton_Left);
  if (ImGui::IsItemActivated()) sideways = !finger;
  if (down && std::abs(io.MousePos.x - io.MouseClickedPos[0].x) > 8) sideways = true;
  const bool tapped = finger && item.pressed && !sideways && ImGui::IsMouseReleased(ImGuiMouseButton_Left);
  if ((down && sideways) || tapped) {
    if (down) keep_drag();
    const double there = (ImGui::GetIO().MousePos.x - item.from.x - thumb) / (size.x - 2 * thumb);
    part = std::clamp(there, 0.0, 1.0);
    changed = true;
  }
  if (item.focused) {
    // The arrows belong to the slider while it has the focus; the others still move on.
    const ImGuiID owner = ImGui::GetItemID();
    for (const auto& [key, step] : {std::pair(ImGuiKey_LeftArrow, -0.02), std::pair(ImGuiKey_RightArrow, 0.02)}) {
      if (ImGui::IsKeyPressed(key)) {
        part = std::clamp(part + step, 0.0, 1.0);
        changed = true;
      }
      ImGui::SetKeyOwner(key, owner);
    }
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const bool sideways_key = g.NavMoveDir == ImGuiDir_Left || g.NavMoveDir == ImGuiDir_Right;
    if (sideways_key && (g.NavMoveFlags & ImGuiNavMoveFlags_IsTabbing) == 0) ImGui::NavMoveRequestCancel();
  }
  Outlined& control = outline_control(Role::slider, nullptr, tip);
  control.value = *value, control.low = low, control.high = high, control.logarithmic = logarithmic;
  if (const char* given = was_given()) {
    part = std::clamp(place(std::strtod(given, nullptr)), 0.0, 1.0);
    changed = part == part;
  }
  if (changed) {
    double next = value_at(part);
    if (logarithmic) {  // two digits are enough for the eye and pleasant to read
      const double unit = std::pow(10.0, std::floor(std::log10(next)) - 1);
      next = std::round(next / unit) * unit;
    }
    changed = next != *value;
    *value = next;
  }
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float y = (item.from.y + item.to.y) / 2;
  const float x = item.from.x + thumb + static_cast<float>(part) * (size.x - 2 * thumb);
  list->AddRectFilled({item.from.x + 2, y - 2}, {item.to.x - 2, y + 2}, t.line, 2);
  list->AddRectFilled({item.from.x + 2, y - 2}, {x, y + 2}, t.accent, 2);
  list->AddCircleFilled({x, y}, thumb, item.held ? t.accent : t.panel, 32);
  list->AddCircle({x, y}, thumb - 0.75f, t.accent, 32, 1.5f);
  focus_ring(item, size::control_corner);
  if (!item.held) tooltip(tip);
  return changed;
}

bool tabs(const char* id, std::span<const char* const> labels, int* chosen, float height) {
  const Untold untold;
  const Theme& t = theme();
  bool changed = false;
  ImGui::PushID(id);
  ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 begin = at;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool on = *chosen == static_cast<int>(i);
    const ImVec2 text = text_size(Type::body_strong, labels[i]);
    ImGui::SetCursorScreenPos(at);
    const Item item = interact(labels[i], {std::ceil(text.x) + 16, height}, false);
    outline_control(Role::choice, labels[i], nullptr).on = on;
    text_centred({(item.from.x + item.to.x) / 2, (item.from.y + item.to.y) / 2 - 1}, Type::body_strong,
                 on || item.hovered ? t.ink : t.quiet, labels[i]);
    if (on) {
      ImGui::GetWindowDrawList()->AddRectFilled({item.from.x + 8, item.to.y - 2}, {item.to.x - 8, item.to.y}, t.accent, 1);
    }
    focus_ring(item, size::control_corner);
    if (item.pressed && !on) {
      *chosen = static_cast<int>(i);
      changed = true;
    }
    at.x = item.to.x + 4;
  }
  ImGui::PopID();
  ImGui::SetCursorScreenPos(begin);
  ImGui::Dummy({at.x - begin.x, height});
  return changed;
}

}  // namespace inkgrad::ui
