#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/data/mnist.hpp"
#include "engine/nn/model.hpp"
#include "web/app/state/training.hpp"

namespace inkgrad {

/// Fine-tuning with a comparison: a model is measured on own digits and on MNIST's test images, its training continues on own digits,
/// and what has become of it is measured again. All of it in the Session.
class Tuning {
 public:
  /// Parts of images read right, 0 to 1.
  struct Accuracies {
    std::optional<double> own, mnist;
    bool complete() const { return own && mnist; }
  };
  struct Result {
    std::string from;  ///< the model that it began with
    FineTuning how{};
    std::int64_t digits = 0;   ///< own ones
    std::int64_t mnist_images = 0;  ///< that it was measured on
    Accuracies before{}, after{};
  };
  enum class Phase { idle, before, training, after };

  /// Keeps references to both.
  Tuning(Link& link, Training& training) : link_(link), training_(training) {}

  /// Begins; `own` are the labelled digits. A tuning that goes on is given up.
  void start(const std::string& name, const Model& model, const Dataset& own, const FineTuning& how);
  /// Takes one event, after the training has.
  void handle(const Message& event);

  Phase phase() const { return phase_; }
  /// The one that goes on, as far as it is known.
  const Result& current() const { return current_; }
  /// Those that are done, in their order.
  const std::vector<Result>& results() const { return results_; }
  /// Why the last one ended without a result; empty if it did not.
  const std::string& problem() const { return problem_; }
  /// Grows with every change.
  std::uint64_t revision() const { return revision_; }

 private:
  void measure(const char* id, const char* split, const std::vector<std::byte>& model);
  void compare();
  void begin_training_when_ready();

  Link& link_;
  Training& training_;
  Phase phase_ = Phase::idle;
  Result current_;
  std::vector<Result> results_;
  std::string problem_;
  std::string id_;  // of the commands of the one that goes on
  int started_ = 0;
  bool loaded_ = false;
  std::uint64_t run_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace inkgrad
