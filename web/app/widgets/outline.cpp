#include "web/app/widgets/outline.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "web/app/text/translate.hpp"
#include "web/app/widgets/format.hpp"
#include "web/app/widgets/parts.hpp"

namespace inkgrad::ui {
namespace {

std::vector<Outlined> frame;
std::string next_name;
std::set<ImGuiID> open_tables;
std::vector<DrawnItem> items;
std::vector<std::pair<ImGuiID, const char*>> same;
int untold = 0;
int picked = -1;  // of the table that was added last

struct Act {
  ImGuiID id = 0;
  std::optional<std::string> text;
  int frames = 0;  // that began since it was its turn
} act;
std::deque<Act> next_acts;

bool is_empty(const char* text) { return text == nullptr || *text == 0; }

// The last item is the one that somebody acted on, and can be acted on.
bool is_acted_on() {
  const ImGuiLastItemData& last = ImGui::GetCurrentContext()->LastItemData;
  return act.id != 0 && act.id == last.ID && (last.InFlags & ImGuiItemFlags_Disabled) == 0;
}

// What was given to `id`, which then is done with it.
const char* take_text(ImGuiID id) {
  if (act.id == 0 || act.id != id || !act.text) return nullptr;
  act.id = 0;
  want_frame();
  return act.text->c_str();
}

// An open table is shut by an empty text, a shut one opened by any other, an open one's row or cell pressed by its number.
bool add_table(ImGuiID id, const char* title, Picks picks) {
  picked = -1;
  if (const char* given = take_text(id)) {
    if (*given == 0) open_tables.erase(id);
    else if (!open_tables.insert(id).second && picks != Picks::none) picked = std::atoi(given);
  }
  Outlined& table = frame.emplace_back();
  table.role = Role::table;
  table.id = id;
  table.name = text::tr(title);
  table.on = open_tables.count(id) != 0;
  table.picks = picks;
  return table.on;
}

// A tip up to where it begins to explain.
std::string beginning_of(const std::string& tip) {
  std::size_t end = tip.size();
  for (const char* mark : {". ", ": ", " ("}) end = std::min(end, tip.find(mark));
  if (end == tip.size() && end > 0 && tip.back() == '.') --end;
  return tip.substr(0, end);
}

}  // namespace

void begin_outline() {
  frame.clear();
  items.clear();
  same.clear();
  next_name.clear();
  if (act.frames == 2) act.id = 0;  // the control is gone
  if (act.id == 0 && !next_acts.empty()) {
    act = std::move(next_acts.front());
    next_acts.pop_front();
  }
  ++act.frames;
  if (!next_acts.empty()) want_frame();
}

const std::vector<Outlined>& outline() { return frame; }

Outlined& outline_control(Role role, const char* name, const char* tip, const char* why_not) {
  name = text::tr(name);
  tip = text::tr(tip);
  const char* note = why_not != nullptr ? text::tr(why_not) : tip != nullptr ? tip : "";
  // A button with an icon alone is what its tip says, whatever stands beside it.
  const std::string beside = role == Role::button ? std::string() : next_name;
  const std::string shown = !is_empty(name) ? name : !beside.empty() ? beside : beginning_of(tip != nullptr ? tip : "");
  // The word drawn before the control is its name.
  if (!frame.empty() && frame.back().role == Role::paragraph && frame.back().name == shown) frame.pop_back();
  Outlined& control = frame.emplace_back();
  control.role = role;
  control.id = ImGui::GetItemID();
  control.name = shown;
  if (shown != note) control.note = note;
  control.disabled = why_not != nullptr;
  return control;
}

void outline_name(const char* name) { frame.back().name = text::tr(name); }

void as_number(double value, double low, double high) {
  Outlined& control = frame.back();
  control.role = Role::number;
  control.value = value;
  control.low = low;
  control.high = high;
}

bool outline_table(const char* title, Picks picks) {
  const bool disabled = (ImGui::GetCurrentContext()->LastItemData.InFlags & ImGuiItemFlags_Disabled) != 0;
  return add_table(ImGui::GetItemID(), title, disabled ? Picks::none : picks);
}

bool outline_table_of(const char* id, const char* title, Picks picks) { return add_table(ImGui::GetID(id), title, picks); }

int outline_picked() { return std::exchange(picked, -1); }

void outline_same(const char* name) { same.emplace_back(ImGui::GetItemID(), text::tr(name)); }

TableText::TableText(std::size_t told, std::size_t points) : text_(frame.back().text) {
  frame.back().value = static_cast<double>(told);
  frame.back().high = static_cast<double>(points);
}

void TableText::row() {
  if (!text_.empty()) text_ += '\n';
  begins_row_ = true;
}

void TableText::cell(std::string_view text) {
  if (!begins_row_) text_ += '\t';
  begins_row_ = false;
  text_ += text::tr(std::string(text).c_str());
}

void TableText::cell(std::int64_t number) { cell(std::to_string(number)); }

void TableText::number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  cell(with_minus_signs(text));
}

void TableText::count(int count, int every) {
  for (int i = 0; i < count; i += every) cell(std::int64_t{i});
}

void outline_words(Role role, const char* text) {
  text = text::tr(text);
  if (is_empty(text) || (!frame.empty() && frame.back().name == text)) return;
  Outlined& words = frame.emplace_back();
  words.role = role;
  words.name = text;
}

void outline_value(const char* name, const char* text) {
  Outlined& value = frame.emplace_back();
  value.name = text::tr(name);
  value.text = text::tr(text);
}

Untold::Untold() { ++untold; }
Untold::~Untold() { --untold; }

void outline_drawn(Role role, const char* text) {
  if (untold == 0) outline_words(role, text);
}

const std::vector<DrawnItem>& drawn_items() { return items; }

ImGuiID focused_item() {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  return g.NavDisableHighlight ? 0 : g.NavId;
}

const std::vector<std::pair<ImGuiID, const char*>>& same_items() { return same; }

void name_next(const char* word) { next_name = word != nullptr ? text::tr(word) : ""; }

void act_on(ImGuiID id, const char* text) {
  std::optional<std::string> given;
  if (text != nullptr) given = text;
  // Of what a slider held in between nobody needs to know.
  const bool again = given && !next_acts.empty() && next_acts.back().id == id && next_acts.back().text;
  if (again) next_acts.back().text = std::move(given);
  else next_acts.push_back({.id = id, .text = std::move(given)});
}

bool was_pressed() {
  if (!is_acted_on() || act.text) return false;
  act.id = 0;
  want_frame();
  return true;
}

const char* was_given() { return is_acted_on() ? take_text(act.id) : nullptr; }

}  // namespace inkgrad::ui

// Dear ImGui calls these for every item (IMGUI_ENABLE_TEST_ENGINE, ImGuiContext::TestEngineHookItems).
void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, const ImRect& area, const ImGuiLastItemData* item) {
  if (item == nullptr || id == ImGui::GetWindowScrollbarID(context->CurrentWindow, ImGuiAxis_Y)) return;  // a window; its scroll bar
  inkgrad::ui::items.push_back({id, area.Min, area.Max});
}
void ImGuiTestEngineHook_ItemInfo(ImGuiContext*, ImGuiID, const char*, ImGuiItemStatusFlags) {}
void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}
const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) { return ""; }
