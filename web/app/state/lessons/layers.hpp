#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/nn/inspect.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// The inside of the chosen model: every layer's weights, gradients and results for the drawing, and what the reading hangs on.
class LayersTool : public LessonState {
 public:
  static constexpr int bins = 40;

  struct Layer {
    std::string text;       ///< in the spec's words
    Shape shape;            ///< of its result for one image
    std::vector<float> values;  ///< its result
    Histogram activations, weights, gradients;
    bool has_weights = false;
  };

  const std::vector<Layer>& layers() const { return layers_; }
  /// The layer that is looked at closely.
  int layer() const { return layer_; }
  void choose_layer(int layer);

  /// Whether there is something to look at: an image on the pad, else a test image.
  int digit() const { return digit_; }  ///< that is read
  const std::vector<float>& saliency() const { return saliency_; }  ///< 28 x 28
  /// Side of the square that is hidden, and how the probability of the digit falls with it there: `occlusion_side()` squared values.
  int patch() const { return patch_; }
  void set_patch(int side);
  int occlusion_side() const { return (28 + stride - 1) / stride; }
  const std::vector<float>& occlusion() const { return occlusion_; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  static constexpr int stride = 2;

  void look(AppState& app);
  void occlude(const AppState& app, double milliseconds);

  int layer_ = 0, patch_ = 6;
  std::uint64_t model_ = ~0ull, drawn_ = ~0ull;
  double looked_at_ = -1;
  std::vector<std::uint8_t> image_;
  int digit_ = 0;
  float probability_ = 0;
  std::vector<Layer> layers_;
  std::vector<float> saliency_, occlusion_;
  std::size_t occluded_ = 0;
};

}  // namespace inkgrad
