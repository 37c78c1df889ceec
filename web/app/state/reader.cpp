#include "web/app/state/reader.hpp"

#include <algorithm>

namespace inkgrad {
namespace {

constexpr double ease_seconds = 0.12;

}  // namespace

void Reader::load(std::string_view name, std::span<const std::byte> file, bool own) {
  const std::size_t before = chosen_;
  add(name, parse_model(file, name));
  models_[chosen_].own = own;
  chosen_ = before;
}

void Reader::add(std::string_view name, Model model) {
  ++revision_;
  const auto same = [&](const LoadedModel& loaded) { return !loaded.live && loaded.name == name; };
  auto place = std::find_if(models_.begin(), models_.end(), same);
  if (place == models_.end()) place = models_.insert(models_.end(), LoadedModel{std::string(name), {}, false});
  place->model = std::move(model);
  place->version = revision_;
  place->own = true;
  chosen_ = static_cast<std::size_t>(place - models_.begin());
}

void Reader::set_live(std::string_view name, Model model) {
  ++revision_;
  for (LoadedModel& loaded : models_) {
    if (!loaded.live) continue;
    loaded.model = std::move(model);
    loaded.version = revision_;
    return;
  }
  models_.push_back({std::string(name), std::move(model), true, revision_, true});
}

void Reader::choose(std::size_t index) {
  if (index >= models_.size()) return;
  chosen_ = index;
  ++revision_;
}

void Reader::choose_live() {
  for (std::size_t i = 0; i < models_.size(); ++i) {
    if (models_[i].live) choose(i);
  }
}

void Reader::read(const InkImage& image, bool blank) {
  const LoadedModel* with = chosen();
  has_reading_ = with != nullptr && !blank;
  reading_ = has_reading_ ? predict(with->model, image.pixels).front() : Reading{};
  if (reading_.probabilities == target_) return;
  target_ = reading_.probabilities;
  from_ = bars_;
  elapsed_ = 0;
}

bool Reader::advance(double seconds, bool eased) {
  if (bars_ == target_) return false;
  elapsed_ += seconds;
  const double t = eased ? std::min(elapsed_ / ease_seconds, 1.0) : 1.0;
  const float part = static_cast<float>(1 - (1 - t) * (1 - t));
  for (std::size_t i = 0; i < bars_.size(); ++i) bars_[i] = t < 1 ? from_[i] + (target_[i] - from_[i]) * part : target_[i];
  return bars_ != target_;
}

}  // namespace inkgrad
