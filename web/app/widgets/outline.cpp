#include "web/app/widgets/outline.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "web/app/text/translate.hpp"
#include "web/app/widgets/parts.hpp"

namespace inkgrad::ui {
namespace {

std::vector<Outlined> frame;
std::string next_name;
std::set<ImGuiID> open_tables;

struct Act {
  ImGuiID id = 0;
  std::optional<std::string> text;
  int frames = 0;  // that began since
} act;

bool is_empty(const char* text) { return text == nullptr || *text == 0; }

// The last item is the one that somebody acted on, and can be acted on.
bool is_acted_on() {
  const ImGuiLastItemData& last = ImGui::GetCurrentContext()->LastItemData;
  return act.id != 0 && act.id == last.ID && (last.InFlags & ImGuiItemFlags_Disabled) == 0;
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
  next_name.clear();
  if (++act.frames > 2) act.id = 0;  // the control is gone
}

const std::vector<Outlined>& outline() { return frame; }

Outlined& outline_control(Role role, const char* name, const char* tip, const char* why_not) {
  name = text::tr(name);
  tip = text::tr(tip);
  const char* note = why_not != nullptr ? text::tr(why_not) : tip != nullptr ? tip : "";
  // A button with an icon alone is what its tip says, whatever stands beside it.
  const std::string beside = role == Role::button ? std::string() : next_name;
  const std::string shown = !is_empty(name) ? name : !beside.empty() ? beside : beginning_of(tip != nullptr ? tip : "");
  Outlined control;
  control.role = role;
  control.id = ImGui::GetItemID();
  control.name = shown;
  if (shown != note) control.note = note;
  control.disabled = why_not != nullptr;
  frame.push_back(std::move(control));
  return frame.back();
}

void as_number(double value, double low, double high) {
  Outlined& control = frame.back();
  control.role = Role::number;
  control.value = value;
  control.low = low;
  control.high = high;
}

bool outline_table(const char* title) {
  const ImGuiID id = ImGui::GetItemID();
  if (const char* given = was_given()) {
    if (*given != 0) open_tables.insert(id);
    else open_tables.erase(id);
  }
  Outlined table;
  table.role = Role::table;
  table.id = id;
  table.name = text::tr(title);
  table.on = open_tables.count(id) != 0;
  frame.push_back(std::move(table));
  return frame.back().on;
}

std::string& outline_table_text(std::size_t told, std::size_t points) {
  frame.back().value = static_cast<double>(told);
  frame.back().high = static_cast<double>(points);
  return frame.back().text;
}

void outline_words(Role role, const char* text) {
  text = text::tr(text);
  if (is_empty(text) || (!frame.empty() && frame.back().name == text)) return;
  Outlined words;
  words.role = role;
  words.name = text;
  frame.push_back(std::move(words));
}

void name_next(const char* word) { next_name = word != nullptr ? text::tr(word) : ""; }

void act_on(ImGuiID id, const char* text) {
  act = {.id = id, .text = {}, .frames = 0};
  if (text != nullptr) act.text = text;
}

bool was_pressed() {
  if (!is_acted_on() || act.text) return false;
  act.id = 0;
  want_frame();
  return true;
}

const char* was_given() {
  if (!is_acted_on() || !act.text) return nullptr;
  act.id = 0;
  want_frame();
  return act.text->c_str();
}

}  // namespace inkgrad::ui
