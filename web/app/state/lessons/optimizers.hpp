#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "engine/train/trainer.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// SGD, SGD with momentum and Adam race: the same ten-class network from the same weights on the same batches.
class OptimizersLesson : public LessonState {
 public:
  enum Racer { sgd, momentum, adam };
  static constexpr int racers = 3;
  static constexpr const char* spec = "784-10";
  static constexpr std::int64_t images = 10000, test_images = 2000;  ///< the first of MNIST's
  static constexpr int race_steps = 100, measured_every = 50, most_steps = 2000;
  static constexpr int judged_by = 10;  ///< the steps whose mean loss says who is ahead
  static constexpr double lowest_lr = 1e-4, highest_lr = 2;

  // Each begins the race anew.
  double lr(int racer) const { return lr_[static_cast<std::size_t>(racer)]; }
  void set_lr(int racer, double lr);
  double beta() const { return beta_; }  ///< the momentum
  void set_beta(double beta);
  int batch_size() const { return batch_size_; }
  void set_batch_size(int batch_size);
  int seed() const { return seed_; }
  void set_seed(int seed);

  void run();
  void pause() { racing_ = false; }
  /// One step for each.
  void step();
  void reset() { touch(); }
  bool running() const { return racing_; }
  bool at_end() const { return steps() >= most_steps; }

  int steps() const { return static_cast<int>(losses_[adam].size()); }  ///< that all have done
  const std::vector<double>& losses(int racer) const { return losses_[static_cast<std::size_t>(racer)]; }
  /// After each step the mean loss of the last `judged_by`, or of as many as there are: what the race is judged by.
  const std::vector<double>& standings(int racer) const { return standings_[static_cast<std::size_t>(racer)]; }
  /// The share of test images read right, last measured; none before.
  std::optional<double> accuracy(int racer) const { return accuracies_[static_cast<std::size_t>(racer)]; }
  /// Who has the smallest loss; none before the first step.
  std::optional<int> ahead() const;

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void begin();
  void line_up(AppState& app);
  void advance();
  void note(std::size_t racer, double loss);

  std::array<double, racers> lr_{0.05, 0.05, 0.005};
  double beta_ = 0.9;
  int batch_size_ = 256, seed_ = 1;

  Dataset train_, test_;
  std::vector<Trainer> trainers_;  // one a racer; none before the first step
  int turn_ = 0;
  bool racing_ = false;
  int to_go_ = 0;
  std::array<std::vector<double>, racers> losses_, standings_;
  std::array<std::optional<double>, racers> accuracies_;
  std::optional<Evaluation> evaluation_;
  int measured_ = racers;  // who is being measured; racers: nobody
  bool sgd_lost_ = false, sgd_won_ = false;
};

}  // namespace inkgrad
