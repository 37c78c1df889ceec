#include "web/app/state/own_digits.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/data/ink.hpp"

namespace inkgrad {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_undone = 50;

std::string hex_of(std::span<const std::uint8_t> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

// False if the text is not that of an image.
bool from_hex(const std::string& text, std::span<std::uint8_t> bytes) {
  if (text.size() != 2 * bytes.size()) return false;
  const auto value = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = value(text[2 * i]), low = value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

std::string picture_line(const OwnDigit& digit) {
  Json line{{"pixels", hex_of(digit.image.pixels)}};
  if (digit.label) line["label"] = *digit.label;
  return line.dump() + "\n";
}

void append_image(Dataset& set, const OwnDigit& digit) {
  set.images.insert(set.images.end(), digit.image.pixels.begin(), digit.image.pixels.end());
  set.labels.push_back(*digit.label);
}

}  // namespace

std::string strokes_line(const Strokes& strokes, std::optional<int> label) {
  Json all = Json::array();
  for (const Stroke& stroke : strokes) {
    Json points = Json::array();
    for (const Point& p : stroke) points.push_back({p.x, p.y});
    all.push_back(std::move(points));
  }
  Json line{{"strokes", std::move(all)}};
  if (label) line["label"] = *label;
  return line.dump() + "\n";
}

std::optional<OwnDigit> kept_digit(std::string_view line) {
  try {
    const Json json = Json::parse(line);
    if (!json.contains("pixels")) {
      LabelledStrokes read = parse_strokes(line);
      return own_drawing(std::move(read.strokes), read.label);
    }
    OwnDigit digit;
    if (json.contains("label")) digit.label = json.at("label").get<int>();
    const bool good = from_hex(json.at("pixels").get<std::string>(), digit.image.pixels) && (!digit.label || (*digit.label >= 0 && *digit.label <= 9));
    return good ? std::optional(digit) : std::nullopt;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

OwnDigit own_drawing(Strokes strokes, std::optional<int> label) {
  OwnDigit digit{.label = label, .strokes = std::move(strokes)};
  digit.image = ink_to_image(digit.strokes, default_pen_width(digit.strokes));
  return digit;
}

void OwnDigits::change() {
  if (before_.size() == most_undone) before_.erase(before_.begin());
  before_.push_back(digits_);
  ++revision_;
}

void OwnDigits::put(List& list, OwnDigit digit) {
  digit.id = next_id_++;
  list.push_back(std::make_shared<const OwnDigit>(std::move(digit)));
}

void OwnDigits::add(std::vector<OwnDigit> digits) {
  if (digits.empty()) return;
  if (digits_.size() + digits.size() > most) {
    input_error("a collection holds up to ", most, " digits; there are ", digits_.size(), ", and ", digits.size(), " more do not fit");
  }
  change();
  for (OwnDigit& digit : digits) put(digits_, std::move(digit));
}

void OwnDigits::set_label(std::size_t place, int label) {
  if (place >= digits_.size() || label < 0 || label > 9 || digits_[place]->label == label) return;
  change();
  OwnDigit digit = *digits_[place];
  digit.label = label;
  digits_[place] = std::make_shared<const OwnDigit>(std::move(digit));
}

void OwnDigits::remove(std::size_t place) {
  if (place >= digits_.size()) return;
  change();
  digits_.erase(digits_.begin() + static_cast<std::ptrdiff_t>(place));
}

void OwnDigits::clear() {
  if (digits_.empty()) return;
  change();
  digits_.clear();
}

void OwnDigits::undo() {
  if (before_.empty()) return;
  digits_ = std::move(before_.back());
  before_.pop_back();
  ++revision_;
}

Dataset OwnDigits::labelled() const {
  Dataset set;
  for (const auto& digit : digits_) {
    if (digit->label) append_image(set, *digit);
  }
  return set;
}

std::int64_t OwnDigits::labelled_count() const {
  return std::count_if(digits_.begin(), digits_.end(), [](const auto& digit) { return digit->label.has_value(); });
}

std::string OwnDigits::drawings() const {
  std::string text;
  for (const auto& digit : digits_) {
    if (digit->drawn()) text += strokes_line(digit->strokes, digit->label);
  }
  return text;
}

OwnDigits::IdxFiles OwnDigits::pictures() const {
  Dataset set;
  for (const auto& digit : digits_) {
    if (!digit->drawn() && digit->label) append_image(set, *digit);
  }
  return {write_idx_images({set.count(), image_side, image_side, set.images}), write_idx_labels({{set.labels.begin(), set.labels.end()}})};
}

std::string OwnDigits::picture_lines() const {
  std::string text;
  for (const auto& digit : digits_) {
    if (!digit->drawn()) text += picture_line(*digit);
  }
  return text;
}

std::string OwnDigits::save() const {
  std::string text;
  for (const auto& digit : digits_) text += digit->drawn() ? strokes_line(digit->strokes, digit->label) : picture_line(*digit);
  return text;
}

void OwnDigits::restore(std::string_view text) {
  List kept;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (std::optional<OwnDigit> digit = kept_digit(text.substr(0, end))) put(kept, std::move(*digit));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  digits_.insert(digits_.begin(), kept.begin(), kept.end());
  for (List& list : before_) list.insert(list.begin(), kept.begin(), kept.end());
  ++revision_;
}

}  // namespace inkgrad
