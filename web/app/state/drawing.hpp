#pragma once

#include <cstdint>
#include <optional>

#include "engine/data/ink.hpp"

namespace inkgrad {

/// What is on the pad. Coordinates are pad units: (0, 0) the top-left corner, (1, 1) the bottom-right one. Strokes are kept as
/// points, never only as pixels, so that they can be undone, drawn sharply and read anew.
class Drawing {
 public:
  const Strokes& strokes() const { return strokes_; }
  bool empty() const { return strokes_.empty() && !picture_; }
  /// Whether the pen is down.
  bool active() const { return active_; }

  /// The pen touches down; a stroke of one point is a tap. `anew`: it begins another drawing, and undo brings back the one that was here.
  void begin(Point at, bool anew = false);
  /// The pen moves. Ignored while it is up, and for moves shorter than a quarter of a device pixel on any screen.
  void extend(Point to);
  /// The pen lifts.
  void end() { active_ = false; }
  /// The stroke being drawn was none (a second finger came down): takes it back.
  void cancel();
  /// Takes the last stroke back, or what the last clear() took away.
  void undo();
  bool can_undo() const { return !strokes_.empty() || !cleared_.empty() || picture_; }
  void clear();

  /// Puts an image in place of strokes: read as it is. A stroke begun over it takes its place.
  void show_picture(const InkImage& picture);
  /// The image that stands in place of strokes, or null.
  const InkImage* picture() const { return picture_ ? &*picture_ : nullptr; }

  /// Replaces the drawing. `raw`: the points are pad units already; otherwise they are in any unit and fitted to the middle
  /// of the pad. Throws Error (Input) for too many points or coordinates that are no numbers.
  void set(const Strokes& strokes, bool raw);

  /// Whether the drawing was fitted to the pad: its pen has then the width that looks like MNIST.
  bool fitted() const { return fitted_; }
  /// A drawing as it was: points in pad units. Throws as set() does.
  void restore(const Strokes& strokes, bool fitted);

  /// The pen's width in pad units.
  double pen_width() const { return pen_width_; }
  void set_pen_width(double width);
  /// The width the drawing is shown with: the pen's, or for fitted strokes the one that looks like MNIST.
  double shown_width() const;
  /// The drawing as the model sees it; with some of the steps on the way left out, to see what they are good for.
  InkImage image() const { return image(InkSteps()); }
  InkImage image(const InkSteps& steps) const;

  /// Grows with every change.
  std::uint64_t revision() const { return revision_; }

 private:
  Strokes strokes_;
  Strokes cleared_;
  double pen_width_ = default_pen;
  bool active_ = false;
  bool anew_ = false;  ///< the stroke being drawn began another drawing
  bool fitted_ = false, cleared_fitted_ = false;
  std::optional<InkImage> picture_;
  std::size_t points_ = 0;
  std::uint64_t revision_ = 0;

 public:
  static constexpr double thinnest_pen = 0.02;
  static constexpr double widest_pen = 0.14;
  static constexpr double default_pen = 0.07;
};

}  // namespace inkgrad
