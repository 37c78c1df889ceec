#include "web/app/state/lessons/map.hpp"

#include <algorithm>
#include <cmath>

#include "engine/autograd/functional.hpp"
#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

// Turning by less than this, the directions rest: the map would move by less than a pixel.
constexpr double at_rest = 1e-7;

Tensor rows_of(std::span<const std::uint8_t> pixels) {
  const auto count = static_cast<std::int64_t>(pixels.size()) / mnist_pixels;
  return to(Tensor::from_bytes(std::as_bytes(pixels), {count, mnist_pixels}, DType::uint8, Device::cpu), DType::float32) / 255;
}

}  // namespace

void MapTool::set_images(int images) {
  images_ = std::clamp(images, fewest, most);
  touch();
}

std::int64_t MapTool::nearest(float x, float y) const {
  std::int64_t best = -1;
  float distance = INFINITY;
  for (std::size_t i = 0; i + 1 < points_.size(); i += 2) {
    const float d = std::hypot(points_[i] - x, points_[i + 1] - y);
    if (d < distance) {
      distance = d;
      best = static_cast<std::int64_t>(i / 2);
    }
  }
  return best;
}

void MapTool::to_pad(AppState& app, std::int64_t place) {
  InkImage picture;
  std::ranges::copy(pixels_of(app.data.digits().test, place), picture.pixels.begin());
  app.drawing.show_picture(picture);
}

void MapTool::place_drawing(AppState& app) {
  if (drawn_ == app.image_revision() || !pca_) return;
  drawn_ = app.image_revision();
  drawing_.clear();
  if (app.drawing.empty()) return;
  drawing_ = pca_->project(rows_of(app.image().pixels)).to_vector<float>();
  done_ = true;
}

bool MapTool::update(AppState& app, double) {
  if (!app.data_here()) return false;
  const Dataset& test = app.data.digits().test;
  if (stale_) {
    stale_ = false;
    const std::size_t count = std::min(static_cast<std::size_t>(images_), test.labels.size());
    rows_ = rows_of(std::span(test.images).first(count * static_cast<std::size_t>(mnist_pixels)));
    pca_ = std::make_unique<lessons::PrincipalComponents>(rows_, 2);
    const Tensor deviation = rows_ - pca_->mean();
    variance_ = sum(mean(deviation * deviation, {0})).item();
    settled_ = false;
  }
  if (!settled_) {
    settled_ = pca_->step() < at_rest;
    components_ = pca_->components();
    points_ = pca_->project(rows_).to_vector<float>();
    const std::vector<float> variances = pca_->variances().to_vector<float>();
    for (int i = 0; i < 2; ++i) shares_[i] = static_cast<double>(variances[static_cast<std::size_t>(i)]) / variance_;
    drawn_ = ~0ull;
    ++revision_;
  }
  place_drawing(app);
  return !settled_;
}

void MapTool::choices(Choices& choices) { choices.whole("images", images_, fewest, most); }

Numbers MapTool::numbers() const {
  Numbers numbers;
  if (points_.empty()) return numbers;
  numbers.add("images", static_cast<double>(points_.size() / 2));
  numbers.add("shares", std::vector<double>{shares_[0], shares_[1]});
  numbers.add("drawing", std::vector<double>(drawing_.begin(), drawing_.end()));
  numbers.add("first", std::vector<double>(points_.begin(), points_.begin() + 2));
  return numbers;
}

}  // namespace inkgrad
