#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/frame.hpp"
#include "engine/data/mnist.hpp"
#include "engine/data/strokes.hpp"
#include "engine/io/png.hpp"

namespace inkgrad {

/// One digit of somebody's own: drawn, or taken from a picture.
struct OwnDigit {
  std::optional<int> label{};  ///< 0 to 9
  Strokes strokes{};           ///< none: it was a picture
  InkImage image{};            ///< as models see it
  std::uint64_t id = 0;        ///< in its collection; stays when the label changes

  bool drawn() const { return !strokes.empty(); }
};

/// A drawn digit, its image made with the pen that looks like MNIST's (default_pen_width): the same that `inkgrad predict
/// --strokes` makes of it. Throws Error (Input) as ink_to_image does.
OwnDigit own_drawing(Strokes strokes, std::optional<int> label);

/// A drawing as a line of JSON, {"label":7,"strokes":[[[x,y],...],...]} and a line's end, without a label where there is none.
std::string strokes_line(const Strokes& strokes, std::optional<int> label);
/// A line of OwnDigits::save(); nothing if it is none.
std::optional<OwnDigit> kept_digit(std::string_view line);

/// A file that somebody dropped or opened.
struct OwnFile {
  std::string name;
  std::vector<std::byte> bytes;
};
/// What was in files: digits, and a line for each file that holds none.
struct OwnFiles {
  std::vector<OwnDigit> digits;
  std::vector<std::string> problems;
};
/// Reads files that came together, by what is in them: strokes as JSON lines, plain or gzip'd; a PNG of one digit; IDX images and
/// their labels, raw or gzip'd, paired in the order of their names; lines of OwnDigits::picture_lines(). A file is taken whole or not at all.
OwnFiles read_own_files(std::span<const OwnFile> files);
/// A picture of one digit as greys (read with a browser's help). Throws Error (Input) that begins with `name` if no digit stands
/// out in it.
OwnDigit own_picture(const GrayImage& picture, std::string_view name);
/// The label that a picture's name begins with, as in "7.png" and "7-b.jpg"; none in "70.png".
std::optional<int> label_of_name(std::string_view name);

/// Digits that somebody has collected, in the order they came. Every change can be undone.
class OwnDigits {
 public:
  using List = std::vector<std::shared_ptr<const OwnDigit>>;
  static constexpr std::size_t most = 5000;

  const List& digits() const { return digits_; }
  /// Throws Error (Input), and adds none, if that is more than `most`.
  void add(std::vector<OwnDigit> digits);
  void set_label(std::size_t place, int label);
  void remove(std::size_t place);
  void clear();
  /// Takes the last change back.
  void undo();
  bool can_undo() const { return !before_.empty(); }

  /// Those with a label: what models are tested on and tuned with.
  Dataset labelled() const;
  std::int64_t labelled_count() const;
  /// The drawings as JSON lines, {"label":7,"strokes":[[[x,y],...],...]}, without a label where there is none.
  std::string drawings() const;
  /// The pictures that have a label, as IDX; at least one.
  struct IdxFiles {
    std::vector<std::byte> images, labels;
  };
  IdxFiles pictures() const;

  /// The pictures as lines {"label":7,"pixels":"..."}, 28 x 28 greys in hexadecimal, with or without a label.
  std::string picture_lines() const;

  /// All of it as text, to be kept, and put before what is there now. Lines of a kept text that cannot be read are passed over.
  std::string save() const;
  void restore(std::string_view text);

  /// Grows with every change.
  std::uint64_t revision() const { return revision_; }

 private:
  void change();
  void put(List& list, OwnDigit digit);

  List digits_;
  std::vector<List> before_;  // what undo() goes back to
  std::uint64_t next_id_ = 1;
  std::uint64_t revision_ = 0;
};

}  // namespace inkgrad
