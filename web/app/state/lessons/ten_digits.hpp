#pragma once

#include <vector>

#include "engine/lessons/ten_digits.hpp"
#include "engine/nn/model.hpp"
#include "engine/train/metrics.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

class PageData;

/// Softmax regression: a linear layer of ten units, before learning or as it is in training; its ten weight images, and the numbers
/// of one example.
class TenDigitsLesson : public LessonState {
 public:
  static constexpr const char* spec = "784-10";
  /// Where the example comes from: training images kept to check by (the last sixth), test images, the pad.
  enum Source { to_check_by, test, drawing };

  int source() const { return source_; }
  void choose_source(int source);
  int place() const { return place_; }
  int images() const { return images_; }  ///< in the set that is chosen
  /// Another image, `by` places on; stops at both ends.
  void move(int by);
  /// The next image (`by` 1) or the one before (-1) that the model reads wrong. Nothing if there is none.
  void move_to_mistake(int by);
  bool has_mistake(int by) const { return mistake(by) >= 0; }
  /// The digit that the drawing is meant to be.
  void choose_label(int digit);

  /// Trains this network for another epoch, from random weights if it is another one that is trained, on the images to learn from.
  void train(AppState& app);

  bool trained() const { return trained_; }  ///< the model is the one in training, else random weights
  const Model& model() const { return model_; }
  const std::vector<float>& weights() const { return weights_; }  ///< ten times 784
  float weights_limit() const { return limit_; }                  ///< the largest in size
  std::uint64_t weights_revision() const { return weights_revision_; }

  bool has_example() const { return ten_.scores.defined(); }
  int label() const { return label_; }
  int read() const { return read_; }
  const std::vector<std::uint8_t>& image() const { return image_; }
  const lessons::TenNumbers& ten() const { return ten_; }
  double sum() const { return sum_; }  ///< of the ten shares
  double loss() const { return loss_; }
  /// The share of the chosen set (of those to check by while it is the drawing) that the model reads right; below 0: not known yet.
  double accuracy() const { return accuracy_; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  struct Set {
    const Dataset* data;
    std::int64_t first;
    std::int64_t count;
  };
  static Set set_of(const PageData& data, int source);
  void follow_model(const AppState& app);
  void follow_example(const AppState& app);
  bool read_all(const PageData& data, double milliseconds);
  int mistake(int by) const;

  int source_ = to_check_by;
  int place_ = 0;
  int drawn_label_ = 3;
  int images_ = 0;

  Model model_;
  bool trained_ = false;
  std::uint64_t seen_models_ = ~0ull;
  std::uint64_t seen_image_ = ~0ull;
  std::vector<float> weights_;
  float limit_ = 1;
  std::uint64_t weights_revision_ = 0;

  std::vector<std::uint8_t> image_;
  int label_ = 0, read_ = 0;
  lessons::TenNumbers ten_;
  double sum_ = 0, loss_ = 0;

  // Reading the whole set, a part at a time; by one model to the end before a newer one begins.
  Model reading_model_;
  int reading_set_ = -1;
  std::uint64_t reading_revision_ = ~0ull;
  bool reading_trained_ = false;
  std::vector<int> reading_;
  BatchMean reading_right_;
  std::vector<int> read_all_;  ///< finished: what is read, image by image
  int read_all_set_ = -1;
  bool accuracy_of_trained_ = false;
  std::vector<std::int64_t> labels_;
  double accuracy_ = -1;
};

}  // namespace inkgrad
