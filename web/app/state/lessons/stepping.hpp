#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include "engine/lessons/fitting.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// A line or a parabola fitted to points by gradient descent, step by step, on the surface of its loss.
class SteppingLesson : public LessonState {
 public:
  enum Shape { line, parabola };
  static constexpr int most_parameters = 3, surface_cells = 48, run_steps = lessons::line_rate_steps, most_steps = 400;
  static constexpr double lowest_lr = 0.001, highest_lr = 3, surface_half_width = 8;

  int points_shape() const { return points_; }
  void choose_points(int shape);
  int model_shape() const { return model_; }
  void choose_model(int shape);
  double noise() const { return noise_; }
  void set_noise(double noise);
  double lr() const { return lr_; }
  /// Begins again at the start; the path so far is kept beside it.
  void set_lr(double lr);
  /// Which two parameters the surface is over: 0 a and b, 1 a and c, 2 b and c. A line has the first alone.
  int pair() const { return pair_; }
  void choose_pair(int pair);
  int across() const { return pair_ == 2 ? 1 : 0; }  ///< number of the parameter from left to right
  int up() const { return pair_ == 0 ? 1 : 2; }      ///< and of the one from below
  /// Where the path begins: the surface's two parameters; the others begin at 0.
  void set_start(double across_value, double up_value);

  void step();
  /// Takes run_steps more steps, one after the other.
  void run();
  void pause() { to_go_ = 0; }
  bool running() const { return to_go_ > 0; }
  /// Whether no more steps make sense: there are enough, or the numbers have grown beyond all measure.
  bool at_end() const;
  void reset();

  int parameter_count() const { return model_ == line ? 2 : 3; }
  /// Every place on the way, the start first, and the loss there.
  struct Place {
    double parameters[most_parameters];
    double loss;
  };
  const std::vector<Place>& path() const { return path_; }
  /// Paths at other rates from the same start, the newest last.
  struct Earlier {
    double lr;
    std::vector<Place> path;
  };
  const std::vector<Earlier>& earlier() const { return earlier_; }

  bool ready() const { return surface_.size() > 0; }
  const TensorDataset& data() const { return data_; }
  /// y of the function as it is fitted now, at lessons::places(41).
  std::vector<float> curve() const;
  /// The loss over the two parameters, the largest value of the second in the first row.
  const std::vector<float>& surface() const { return surface_; }
  std::uint64_t surface_revision() const { return surface_revision_; }
  double low(int parameter) const { return centre_[parameter] - surface_half_width; }
  double high(int parameter) const { return centre_[parameter] + surface_half_width; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  lessons::FittedFunction function() const;
  void make_points();
  void begin();
  void make_surface();
  void take_step();
  void judge();

  int points_ = line, model_ = line, pair_ = 0;
  double noise_ = 0, lr_ = lessons::line_rates[0].lr;
  double start_[most_parameters] = {};
  double centre_[most_parameters] = {};

  TensorDataset data_;
  Tensor parameters_;
  std::unique_ptr<SGD> optimizer_;
  std::vector<Place> path_;
  std::vector<Earlier> earlier_;
  std::vector<float> surface_;
  std::uint64_t surface_revision_ = 0;
  int to_go_ = 0;
  double next_step_at_ = 0;
  std::tuple<int, int, double> made_{-1, -1, 0};  // what data_ was made by
  bool moved_ = false, fell_ = false, rose_ = false;
};

}  // namespace inkgrad
