#pragma once
// Lessons: each computes named numbers and arrays step by step on real data and draws nothing. The program prints them, the
// playground draws them; both take them from the one list here.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/tensor.hpp"
#include "engine/data/mnist.hpp"

namespace inkgrad::lessons {

/// The same numbers as somebody else has them, in row-major order; none if `values` is empty.
struct Known {
  std::vector<double> values;
  int decimals = 4;  ///< that are given
  bool at_least = false;
  double within = 0;  ///< how far ours may be, if more than the decimals say

  /// True if each of ours is such a value, to the decimals given (or within what is allowed, or not below it). False if there are more or fewer of ours.
  bool agrees(const Tensor& ours) const;
};

/// A line to draw: y over places x that are common to all lines of a step.
struct Curve {
  std::string name;
  Tensor y;
};
enum class Scale : std::uint8_t { linear, logarithmic };

struct Step {
  std::string name;  ///< unique in its lesson
  std::string text;  ///< what the number is, in a sentence
  Tensor ours;
  Known document{};   ///< what a course document prints
  Known reference{};  ///< what NumPy, PyTorch or scikit-learn computed

  // Where `ours` [lines, n] is lines to draw: their places, ascending (else undefined), their names, and what suits y.
  Tensor x{};
  std::vector<std::string> names{};
  Scale scale = Scale::linear;
};

/// A lesson while it is told: collects its steps.
class Story {
 public:
  /// `is_mnist`: whether what is known of MNIST is true of the data.
  explicit Story(bool is_mnist) : is_mnist_(is_mnist) {}

  void show(std::string name, std::string text, const Tensor& ours, Known document = {}, Known reference = {});
  void show(std::string name, std::string text, std::int64_t count, Known document = {}, Known reference = {});
  /// The tensor's shape, or its strides in elements, are what is shown.
  void show_shape(std::string name, std::string text, const Tensor& tensor, Known document = {}, Known reference = {});
  void show_strides(std::string name, std::string text, const Tensor& tensor, Known document = {}, Known reference = {});

  /// Lines over the same places [n], ascending, to be drawn together. What is shown are their y, [lines, n].
  void show_curves(std::string name, std::string text, const Tensor& x, const std::vector<Curve>& curves,
                   Scale scale = Scale::linear);

  /// What is known of MNIST; nothing if the data is another.
  Known mnist(std::vector<double> values, int decimals = 4) const {
    return is_mnist_ ? Known{std::move(values), decimals} : Known{};
  }
  Known mnist_within(double value, double within, int decimals = 4) const {
    return is_mnist_ ? Known{{value}, decimals, false, within} : Known{};
  }
  Known mnist_at_least(double value) const { return is_mnist_ ? Known{{value}, 4, true} : Known{}; }

  const std::vector<Step>& steps() const { return steps_; }

 private:
  bool is_mnist_;
  std::vector<Step> steps_;
};

struct Lesson {
  std::string_view id, title;
  void (*tell)(Story& story, const Mnist& data);
};

/// All lessons in their order.
std::span<const Lesson> all();

/// The lesson of an id. Throws Error (Input) that lists the ids if there is none.
const Lesson& find(std::string_view id);

/// The lesson's steps on `data`. Throws Error (Input) if the data lacks what the lesson needs.
std::vector<Step> tell(const Lesson& lesson, const Mnist& data);

// Their functions, a file each.
void pixels(Story& story, const Mnist& data);
void pixel_similarity(Story& story, const Mnist& data);
void broadcasting(Story& story, const Mnist& data);
void speed(Story& story, const Mnist& data);
void gradients_of_functions(Story& story, const Mnist& data);
void fitting(Story& story, const Mnist& data);
void loss(Story& story, const Mnist& data);
void mini_batches(Story& story, const Mnist& data);
void sgd_from_scratch(Story& story, const Mnist& data);
void optimizer(Story& story, const Mnist& data);
void normalise(Story& story, const Mnist& data);
void logistic_regression(Story& story, const Mnist& data);
void by_hand(Story& story, const Mnist& data);
void generalise(Story& story, const Mnist& data);
void neural_nets(Story& story, const Mnist& data);

}  // namespace inkgrad::lessons
