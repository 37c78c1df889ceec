#pragma once

#include <optional>

#include "web/app/state/lessons/lesson_state.hpp"
#include "web/app/state/training.hpp"

namespace inkgrad {

/// The same network trained on few images and on all: what it reads right of those, and of images that it has not seen.
class GeneraliseLesson : public LessonState {
 public:
  static constexpr const char* spec = "784-64r-10";
  static constexpr int least_images = 20, most_images = 5000, most_epochs = 200, most_patience = 20;

  int images() const { return images_; }  ///< what "few" are
  void set_images(int images);
  int epochs() const { return epochs_; }  ///< the longest that a run takes
  void set_epochs(int epochs);
  int patience() const { return patience_; }  ///< epochs without a new best validation loss until a run stops; 0: it never does
  void set_patience(Training& training, int patience);
  /// A new run on the few, or on all images there are, from random weights.
  void train(AppState& app, bool few);

  /// A run, once it has had an epoch.
  struct Shown {
    int colour = 0;
    std::int64_t images = 0;
    decltype(Run::epochs) curves{};
    int best_epoch = 0;  ///< of the lowest validation loss

    /// What is read right of the images trained on less what is read right of the others, after the last epoch.
    double gap() const;
  };
  const std::optional<Shown>& few() const { return few_; }   ///< the newest of this network on a part of the images
  const std::optional<Shown>& many() const { return many_; }  ///< the newest on all
  bool few_stopped_early() const { return few_stopped_; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  int images_ = 200, epochs_ = 40, patience_ = 5;
  std::uint64_t seen_training_ = ~0ull;
  std::uint64_t run_ = 0;  ///< the last that was begun here
  std::optional<Shown> few_, many_;
  bool few_stopped_ = false;
  std::optional<EarlyStop> stop_;
};

}  // namespace inkgrad
