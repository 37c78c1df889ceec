#include "web/app/widgets/parts.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include "web/app/gfx/gl.hpp"
#include "web/app/text/translate.hpp"
#include "web/app/widgets/outline.hpp"
#include "web/app/widgets/widgets.hpp"

namespace inkgrad::ui {
namespace {

bool frame_wanted = false;
bool drag_kept = false;
const char* active_text = nullptr;
char typed_number[32];

// The region that a finger moves, and how fast it glides on after it.
struct Glide {
  ImGuiID region = 0;
  int claimed = -1;  // the frame in which the finger came down on it
  bool moving = false;
  float speed = 0;  // CSS pixels a second
} glide;

float device_pixel() { return 1 / ImGui::GetIO().DisplayFramebufferScale.x; }

}  // namespace

void begin_frame() {
  frame_wanted = false;
  begin_outline();
  active_text = nullptr;
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) drag_kept = false;
}

bool wants_frame() { return frame_wanted; }
const char* typing() { return active_text; }
void keep_drag() { drag_kept = true; }
void want_frame() { frame_wanted = true; }

Item interact(const char* id, ImVec2 size, bool disabled) {
  Item item;
  if (disabled) ImGui::BeginDisabled();
  item.pressed = ImGui::InvisibleButton(id, size);
  item.pressed = was_pressed() || item.pressed;
  if (disabled) ImGui::EndDisabled();
  item.from = ImGui::GetItemRectMin();
  item.to = ImGui::GetItemRectMax();
  item.hovered = !disabled && ImGui::IsItemHovered() && ImGui::GetIO().MouseSource != ImGuiMouseSource_TouchScreen;
  item.held = !disabled && ImGui::IsItemActive();
  item.focused = ImGui::IsItemFocused() && !ImGui::GetCurrentContext()->NavDisableHighlight;
  return item;
}

void focus_ring(const Item& item, float corner) {
  if (!item.focused) return;
  ImGui::GetWindowDrawList()->AddRect({item.from.x - 1, item.from.y - 1}, {item.to.x + 1, item.to.y + 1}, theme().accent,
                                      corner + 1, 0, 2);
}

void end_list() {
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(3);
  ImGui::PopID();
}

ImVec2 text_size(Type type, const char* text) {
  ImFont* f = font(type);
  return f->CalcTextSizeA(f->FontSize, FLT_MAX, 0, text::tr(text));
}

float line_height(Type type) { return font(type)->FontSize; }

void text_at(ImVec2 at, Type type, ImU32 colour, const char* text) {
  outline_drawn(type == Type::heading ? Role::heading : Role::paragraph, text);
  ImGui::GetWindowDrawList()->AddText(font(type), font(type)->FontSize, at, colour, text::tr(text));
}

void text_right(ImVec2 right_top, Type type, ImU32 colour, const char* text) {
  text_at({right_top.x - text_size(type, text).x, std::round(right_top.y)}, type, colour, text);
}

void text_centred(ImVec2 centre, Type type, ImU32 colour, const char* text) {
  const ImVec2 size = text_size(type, text);
  text_at({std::round(centre.x - size.x / 2), std::round(centre.y - size.y / 2)}, type, colour, text);
}

void label(Type type, ImU32 colour, const char* text) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  if (type != Type::heading) outline_words(type == Type::body_strong ? Role::heading : Role::paragraph, text);
  text_at(at, type, colour, text);
  ImGui::Dummy(text_size(type, text));
}

namespace {

// Calls `line(begin, end)` for every line that `text` breaks into.
template <class Line>
void break_lines(Type type, const char* text, float width, const Line& line) {
  const ImFont* f = font(type);
  const char* end = text + std::strlen(text);
  for (const char* at = text; at < end;) {
    const char* newline = std::find(at, end, '\n');
    const char* stop = f->CalcWordWrapPositionA(1, at, newline, width);
    // Dear ImGui breaks behind a comma, in 6,000 too: go back to the blank before, if there is one.
    if (stop < newline && *stop != ' ') {
      const auto blank = std::find(std::reverse_iterator(stop), std::reverse_iterator(at), ' ');
      if (blank.base() != at) stop = blank.base() - 1;
    }
    if (stop == at && stop < newline) ++stop;
    line(at, stop);
    at = stop;
    while (at < newline && *at == ' ') ++at;
    if (at == newline && at < end) ++at;
  }
}

// Leading of text to be read, in its height.
float leading(Type type) { return std::round(line_height(type) * 1.2f); }

}  // namespace

ImVec2 paragraph_size(Type type, const char* text, float width) {
  ImVec2 extent{0, 0};
  break_lines(type, text::tr(text), width, [&](const char* begin, const char* end) {
    extent.x = std::max(extent.x, font(type)->CalcTextSizeA(font(type)->FontSize, FLT_MAX, 0, begin, end).x);
    extent.y += leading(type);
  });
  return extent;
}

void paragraph(Type type, ImU32 colour, const char* text, float width) {
  outline_drawn(type == Type::heading ? Role::heading : Role::paragraph, text);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  float y = at.y + std::floor((leading(type) - line_height(type)) / 2);
  float lines = 0;
  break_lines(type, text::tr(text), width, [&](const char* begin, const char* end) {
    ImGui::GetWindowDrawList()->AddText(font(type), font(type)->FontSize, {at.x, y}, colour, begin, end);
    y += leading(type);
    lines += leading(type);
  });
  ImGui::Dummy({width, lines});
}

void tooltip(const char* text) {
  if (text == nullptr) return;
  text = text::tr(text);
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool by_keyboard = ImGui::IsItemFocused() && !g.NavDisableHighlight;
  constexpr ImGuiHoveredFlags flags = ImGuiHoveredFlags_AllowWhenDisabled | ImGuiHoveredFlags_NoNavOverride;
  // Who has pressed it knows it, and wants to see what it did: no more words until the pointer has been elsewhere.
  static ImGuiID pressed = 0;
  const bool over = ImGui::IsItemHovered(flags);
  const bool finger = g.IO.MouseSource == ImGuiMouseSource_TouchScreen;
  if (ImGui::IsItemActivated() && over && !finger) pressed = g.LastItemData.ID;
  if (pressed == g.LastItemData.ID && !over && !ImGui::IsItemActive()) pressed = 0;
  if (pressed == g.LastItemData.ID && pressed != 0 && !by_keyboard) return;
  if (!by_keyboard && !over) return;
  // A finger leaves no pointer behind: it is told why a control is disabled, and the rest while it rests on it.
  const bool disabled = (g.LastItemData.InFlags & ImGuiItemFlags_Disabled) != 0;
  if (finger && !disabled && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
  if (!by_keyboard && !ImGui::IsItemHovered(flags | ImGuiHoveredFlags_DelayNormal | ImGuiHoveredFlags_Stationary)) {
    frame_wanted = true;
    return;
  }
  const Theme& t = theme();
  const float width = std::min(280.0f, ImGui::GetIO().DisplaySize.x - 48);
  const ImVec2 from = ImGui::GetItemRectMin(), to = ImGui::GetItemRectMax();
  ImFont* f = font(Type::caption);
  const ImVec2 size = f->CalcTextSizeA(f->FontSize, FLT_MAX, width, text);
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  ImVec2 at{std::clamp((from.x + to.x - size.x) / 2 - 12, 8.0f, std::max(8.0f, screen.x - size.x - 32)), to.y + 8};
  if (at.y + size.y + 24 > screen.y) at.y = from.y - size.y - 24;
  // Drawn above everything, not a window: it takes no focus and no clicks.
  ImDrawList* list = ImGui::GetForegroundDrawList();
  list->AddRectFilled(at, {at.x + size.x + 24, at.y + size.y + 16}, t.dark ? t.line : t.ink, size::control_corner);
  list->AddText(f, f->FontSize, {at.x + 12, at.y + 8}, t.dark ? t.ink : t.panel, text, nullptr, width);
}

void hairline(ImVec2 from, float length, bool vertical, ImU32 colour) {
  const float thin = device_pixel();
  from.x = std::round(from.x / thin) * thin;
  from.y = std::round(from.y / thin) * thin;
  const ImVec2 to = vertical ? ImVec2(from.x + thin, from.y + length) : ImVec2(from.x + length, from.y + thin);
  ImGui::GetWindowDrawList()->AddRectFilled(from, to, colour != 0 ? colour : theme().line);
}

void card(ImVec2 from, ImVec2 to, ImU32 fill, float corner) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float thin = device_pixel();
  const ImVec2 in_from{from.x + thin, from.y + thin}, in_to{to.x - thin, to.y - thin};
  const bool opaque = (fill & IM_COL32_A_MASK) == IM_COL32_A_MASK;
  // As little shading as will do: where pixels are made by the processor, large areas cost most of a frame.
  if (opaque && to.y - from.y > size::large_card) {
    const float round = std::ceil(corner);
    list->AddRectFilled(in_from, {in_to.x, in_from.y + round + 1}, fill, corner - thin, ImDrawFlags_RoundCornersTop);
    list->AddRectFilled({in_from.x, in_to.y - round - 1}, in_to, fill, corner - thin, ImDrawFlags_RoundCornersBottom);
    fill_rectangle(list, {in_from.x, in_from.y + round}, {in_to.x, in_to.y - round}, fill);
  } else {
    // A fill that lets the ground show through is laid on the panel's colour.
    if (!opaque) list->AddRectFilled(in_from, in_to, theme().panel, corner - thin);
    list->AddRectFilled(in_from, in_to, fill, corner - thin);
  }
  // AddRect draws half a CSS pixel inside its corners; the line belongs half a device pixel inside.
  const float out = (1 - thin) / 2;
  list->AddRect({from.x - out, from.y - out}, {to.x + out, to.y + out}, theme().line, corner, 0, thin);
}

void shadow(ImVec2 from, ImVec2 to, float corner) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (int i = 4; i >= 1; --i) {
    const auto grow = static_cast<float>(i * 2);
    list->AddRectFilled({from.x - grow, from.y - grow + 4}, {to.x + grow, to.y + grow + 4}, faded(theme().shadow, 0.3f), corner + grow);
  }
}

bool text_field(const char* id, std::string* value, ImVec2 size, bool wrong, const char* tip) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, "%s", value->c_str());
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 end{at.x + size.x, at.y + size.y};
  card(at, end, theme().panel, size::control_corner);
  ImGui::PushFont(font(Type::mono));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {10, std::floor((size.y - line_height(Type::mono)) / 2)});
  ImGui::PushStyleColor(ImGuiCol_FrameBg, faded(theme().panel, 0));
  ImGui::SetNextItemWidth(size.x);
  bool changed = ImGui::InputText(id, buffer, sizeof buffer);
  if (const char* given = was_given()) {
    std::snprintf(buffer, sizeof buffer, "%s", given);
    changed = true;
  }
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  const bool active = ImGui::IsItemActive();
  if (active || wrong) {
    ImGui::GetWindowDrawList()->AddRect(at, end, wrong ? theme().warn : theme().accent, size::control_corner, 0, 1.5f);
  }
  if (changed) *value = buffer;
  outline_control(Role::text, nullptr, tip).text = *value;
  if (active) {
    // A mouse that drags in a field selects; a finger scrolls.
    if (ImGui::GetIO().MouseSource != ImGuiMouseSource_TouchScreen) keep_drag();
    active_text = value->c_str();
  } else {
    tooltip(tip);
  }
  return changed;
}

bool number_field(const char* id, double* value, double low, double high, const char* format, ImVec2 size, const char* tip) {
  static ImGuiID editing = 0;
  static std::string edited;
  char shown[32];
  std::snprintf(shown, sizeof shown, format, *value);
  const ImGuiID own = ImGui::GetID(id);
  std::string text = editing == own ? edited : shown;
  char* end = nullptr;
  const double typed = std::strtod(text.c_str(), &end);
  const bool valid = end != text.c_str() && *end == 0 && typed >= low && typed <= high;
  const bool given = text_field(id, &text, size, editing == own && !valid, tip) && !ImGui::IsItemActive();
  as_number(*value, low, high);
  if (given) {  // by somebody who did not type
    const double wanted = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != 0 || !(wanted >= low && wanted <= high)) return false;
    *value = wanted;
    return true;
  }
  if (ImGui::IsItemActive()) {
    editing = own;
    edited = text;
    std::snprintf(typed_number, sizeof typed_number, "%s", text.c_str());
    active_text = typed_number;
    return false;
  }
  if (editing != own) return false;
  editing = 0;
  if (!valid || text == shown) return false;
  *value = typed;
  return true;
}

bool begin_region(const char* id, ImVec2 at, ImVec2 size, ImVec2 padding, bool scrolls) {
  ImGui::SetCursorScreenPos(at);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, padding);
  const bool open = ImGui::BeginChild(id, size, ImGuiChildFlags_AlwaysUseWindowPadding,
                                      ImGuiWindowFlags_NavFlattened | (scrolls ? 0 : ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse));
  ImGui::PopStyleVar();
  ImGui::GetWindowDrawList()->_FringeScale = device_pixel();
  return open;
}

void end_region(ImU32 ground) {
  const ImGuiIO& io = ImGui::GetIO();
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  if (ground != 0 && window->Scroll.y < window->ScrollMax.y - 1) {
    // More below: the last lines fade.
    const ImVec2 end{window->InnerRect.Max.x - 10, window->InnerRect.Max.y};
    const ImVec2 from{window->InnerRect.Min.x, end.y - 28};
    ImGui::GetWindowDrawList()->AddRectFilledMultiColor(from, end, faded(ground, 0), faded(ground, 0), ground, ground);
  }
  if (window->ScrollMax.y > 0) {
    const bool finger = io.MouseSource == ImGuiMouseSource_TouchScreen;
    // Regions end from the inside out: the innermost that can scroll takes the finger.
    constexpr ImGuiHoveredFlags anywhere = ImGuiHoveredFlags_AllowWhenBlockedByActiveItem | ImGuiHoveredFlags_ChildWindows;
    if (finger && glide.claimed != ImGui::GetFrameCount() && ImGui::IsMouseClicked(ImGuiMouseButton_Left) &&
        ImGui::IsWindowHovered(anywhere)) {
      glide = {window->ID, ImGui::GetFrameCount(), false, 0};
    }
    if (glide.region == window->ID && io.MouseDown[0] && !drag_kept) {
      const ImVec2 drag{io.MousePos.x - io.MouseClickedPos[0].x, io.MousePos.y - io.MouseClickedPos[0].y};
      if (!glide.moving && std::abs(drag.y) > 8 && std::abs(drag.y) > std::abs(drag.x)) {
        glide.moving = true;
        ImGui::ClearActiveID();
      }
      if (glide.moving) {
        ImGui::SetScrollY(window, std::clamp(window->Scroll.y - io.MouseDelta.y, 0.0f, window->ScrollMax.y));
        if (io.DeltaTime > 0) glide.speed += (io.MouseDelta.y / io.DeltaTime - glide.speed) * 0.4f;
      }
    } else if (glide.region == window->ID && glide.moving) {
      glide.speed *= std::exp(-4 * io.DeltaTime);
      ImGui::SetScrollY(window, std::clamp(window->Scroll.y - glide.speed * io.DeltaTime, 0.0f, window->ScrollMax.y));
      frame_wanted = std::abs(glide.speed) > 20;
      if (!frame_wanted) glide = {};
    }
  }
  ImGui::EndChild();
}

}  // namespace inkgrad::ui
