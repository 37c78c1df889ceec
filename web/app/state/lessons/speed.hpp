#pragma once

#include <array>
#include <string>
#include <vector>

#include "web/app/state/gpu.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// The distance from one 3 to N of them, computed in four ways and timed: portions at a time, so that no frame waits long.
class SpeedLesson : public LessonState {
 public:
  enum Way : int { loop, xtensor, kernels, gpu };
  static constexpr int ways = 4, repeats = 5, most_images = 6131;

  /// What was measured of one way.
  struct Row {
    bool measured = false;
    double microseconds = 0;       ///< an image: the median of the repeats
    double difference = 0;         ///< the largest from the loop's distances
    std::vector<float> distances;  ///< [N]
    std::string missing, detail;   ///< of the GPU, as Gpu::Answer has them
  };
  /// All that was measured with one N.
  struct Table {
    int count = 0;
    std::array<Row, ways> rows;
    /// How many times as fast as the loop a way is.
    double ratio(int way) const { return rows[loop].microseconds / rows[static_cast<std::size_t>(way)].microseconds; }
  };

  int count() const { return count_; }
  void set_count(int count);
  /// Measures all ways with count() images.
  void measure();
  bool measuring() const { return way_ < ways; }
  int way() const { return way_; }          ///< the one that is being measured
  int repeat() const { return static_cast<int>(samples_.size()); }  ///< how many of its repeats are done
  const Table& table() const { return table_; }
  /// The one before, with another N; count 0: none.
  const Table& before() const { return before_; }
  double mean() const { return mean_; }  ///< of the distances
  const std::string& gpu_name() const { return gpu_name_; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void prepare(const AppState& app, double milliseconds);
  Tensor run(std::size_t portion) const;
  std::size_t portions() const { return way_ == xtensor ? reference_.size() : fast_.size(); }
  void work(double milliseconds);
  void finish_row(double microseconds, std::vector<float> distances);
  void take_gpu(AppState& app);

  int count_ = 100;
  int way_ = ways;  // none
  Table table_, before_;

  Tensor one_, reference_one_;
  std::vector<Tensor> fast_, reference_;  // the images in portions, on either device
  bool warm_ = false;                     // the untimed pass, which collects the distances, has been
  std::vector<float> distances_;
  std::size_t portion_ = 0;
  int passes_ = 0;
  double elapsed_ = 0;
  std::vector<double> samples_;  // seconds an image
  bool asked_gpu_ = false;
  std::string gpu_name_;
  double mean_ = 0;
  bool few_ = false, many_ = false;  // what "try this" asks for
};

}  // namespace inkgrad
