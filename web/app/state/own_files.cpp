// Digits from files that somebody dropped on the page.
#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/data/gzip.hpp"
#include "engine/data/idx.hpp"
#include "engine/data/picture.hpp"
#include "web/app/state/own_digits.hpp"

namespace inkgrad {
namespace {

// Unpacked, as for the program's files of strokes.
constexpr std::size_t most_text = std::size_t{64} << 20;

enum class Kind { png, idx_images, idx_labels, text };

bool begins_with(std::span<const std::byte> bytes, std::initializer_list<int> magic) {
  return bytes.size() >= magic.size() &&
         std::equal(magic.begin(), magic.end(), bytes.begin(), [](int m, std::byte b) { return static_cast<std::byte>(m) == b; });
}

// By the first bytes, since names say little.
Kind kind_of(const OwnFile& file) {
  if (begins_with(file.bytes, {0x89, 'P', 'N', 'G'})) return Kind::png;
  const std::vector<std::byte> head = is_gzip(file.bytes) ? gunzip_head(file.bytes, 4, file.name)
                                                          : std::vector(file.bytes.begin(), file.bytes.begin() + std::min<std::ptrdiff_t>(4, std::ssize(file.bytes)));
  if (begins_with(head, {0, 0, 8, 3})) return Kind::idx_images;
  if (begins_with(head, {0, 0, 8, 1})) return Kind::idx_labels;
  return Kind::text;
}

void expect_ink(const InkImage& image, std::string_view name) {
  if (std::all_of(image.pixels.begin(), image.pixels.end(), [](int pixel) { return pixel == 0; })) {
    input_error(name, ": no digit stands out in it; a picture shows one digit, dark on light or light on dark");
  }
}

// Lines that hold pixels, as OwnDigits::picture_lines() writes them.
std::vector<OwnDigit> read_pictures(std::string_view text, std::string_view name) {
  std::vector<OwnDigit> digits;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    std::optional<OwnDigit> digit = kept_digit(line);
    if (!digit) input_error(name, ", line ", number, ": neither strokes nor 28 x 28 pixels as 1568 hexadecimal digits");
    digits.push_back(std::move(*digit));
  }
  return digits;
}

std::vector<OwnDigit> read_strokes(const OwnFile& file) {
  const std::vector<std::byte> unpacked = is_gzip(file.bytes) ? gunzip(file.bytes, most_text, file.name) : std::vector<std::byte>();
  const std::span<const std::byte> bytes = unpacked.empty() ? std::span(file.bytes) : std::span(unpacked);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.find_first_not_of(" \t\r\n") != std::string_view::npos && text[text.find_first_not_of(" \t\r\n")] != '{') {
    input_error(file.name, ": neither strokes (.jsonl), a PNG or JPEG of one digit, nor IDX images with labels");
  }
  std::vector<OwnDigit> digits;
  if (text.find("\"pixels\"") != std::string_view::npos) return read_pictures(text, file.name);
  for (LabelledStrokes& line : parse_strokes_lines(text, file.name)) {
    std::erase_if(line.strokes, [](const Stroke& stroke) { return stroke.empty(); });
    if (line.strokes.empty()) input_error(file.name, ": digit ", digits.size() + 1, " has no points");
    digits.push_back(own_drawing(std::move(line.strokes), line.label));
  }
  if (digits.empty()) input_error(file.name, ": holds no digits, expected one JSON object a line");
  return digits;
}

std::vector<OwnDigit> read_pair(const OwnFile& images, const OwnFile& labels) {
  Dataset set;
  IdxImages pictures = parse_idx_images(images.bytes, images.name);
  const IdxLabels classes = parse_idx_labels(labels.bytes, labels.name);
  try {
    set = make_dataset(std::move(pictures), classes);
  } catch (const Error& error) {
    input_error(images.name, " and ", labels.name, ": ", error.what());
  }
  std::vector<OwnDigit> digits(static_cast<std::size_t>(set.count()));
  for (std::size_t i = 0; i < digits.size(); ++i) {
    digits[i].label = static_cast<int>(set.labels[i]);
    std::copy_n(set.images.begin() + static_cast<std::ptrdiff_t>(i * mnist_pixels), mnist_pixels, digits[i].image.pixels.begin());
  }
  return digits;
}

void read_idx(std::vector<const OwnFile*> images, std::vector<const OwnFile*> labels, OwnFiles& result) {
  const auto by_name = [](const OwnFile* a, const OwnFile* b) { return a->name < b->name; };
  std::sort(images.begin(), images.end(), by_name);
  std::sort(labels.begin(), labels.end(), by_name);
  for (std::size_t i = 0; i < std::max(images.size(), labels.size()); ++i) {
    try {
      if (i >= labels.size()) input_error(images[i]->name, ": IDX images need their labels; open both files together");
      if (i >= images.size()) input_error(labels[i]->name, ": IDX labels need their images; open both files together");
      std::vector<OwnDigit> digits = read_pair(*images[i], *labels[i]);
      std::move(digits.begin(), digits.end(), std::back_inserter(result.digits));
    } catch (const Error& error) {
      result.problems.emplace_back(error.what());
    }
  }
}

}  // namespace

std::optional<int> label_of_name(std::string_view name) {
  if (name.empty() || name[0] < '0' || name[0] > '9') return std::nullopt;
  const char next = name.size() > 1 ? name[1] : '.';
  const bool word = (next >= '0' && next <= '9') || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
  return word ? std::nullopt : std::optional(name[0] - '0');
}

OwnDigit own_picture(const GrayImage& picture, std::string_view name) {
  OwnDigit digit{.label = label_of_name(name)};
  digit.image = picture_to_ink(picture);
  expect_ink(digit.image, name);
  return digit;
}

OwnFiles read_own_files(std::span<const OwnFile> files) {
  OwnFiles result;
  std::vector<const OwnFile*> images, labels;
  for (const OwnFile& file : files) {
    try {
      switch (kind_of(file)) {
        case Kind::png: result.digits.push_back(own_picture(read_png_gray(file.bytes, file.name), file.name)); break;
        case Kind::idx_images: images.push_back(&file); break;
        case Kind::idx_labels: labels.push_back(&file); break;
        case Kind::text: {
          std::vector<OwnDigit> digits = read_strokes(file);
          std::move(digits.begin(), digits.end(), std::back_inserter(result.digits));
        }
      }
    } catch (const Error& error) {
      result.problems.emplace_back(error.what());
    }
  }
  read_idx(std::move(images), std::move(labels), result);
  return result;
}

}  // namespace inkgrad
