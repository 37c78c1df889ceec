#pragma once

#include <memory>
#include <vector>

#include "engine/lessons/pca.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// Test images on a map of two dimensions, their principal components, with the drawing among them.
class MapTool : public LessonState {
 public:
  static constexpr int fewest = 200, most = 4000;

  int images() const { return images_; }
  void set_images(int images);
  /// Places of the images on the map, x and y one after the other; empty before there is one.
  const std::vector<float>& points() const { return points_; }
  /// The drawing's place; empty while nothing is drawn.
  const std::vector<float>& drawing() const { return drawing_; }
  /// The test image nearest to a point on the map, -1 if there is none.
  std::int64_t nearest(float x, float y) const;
  /// Shares of all variance that the two directions explain.
  double share(int component) const { return shares_[static_cast<std::size_t>(component)]; }
  /// The two directions, float32 [2, 784]: what to add to the mean image to go along them.
  const Tensor& components() const { return components_; }
  bool settled() const { return settled_; }
  /// Puts a test image on the pad.
  void to_pad(AppState& app, std::int64_t place);

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void place_drawing(AppState& app);

  int images_ = 1000;
  std::unique_ptr<lessons::PrincipalComponents> pca_;
  Tensor rows_, components_;
  double variance_ = 1;
  std::vector<float> points_, drawing_;
  double shares_[2] = {0, 0};
  bool settled_ = false;
  std::uint64_t drawn_ = ~0ull;
};

}  // namespace inkgrad
