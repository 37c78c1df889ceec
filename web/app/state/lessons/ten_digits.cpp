#include "web/app/state/lessons/ten_digits.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "web/app/state/app_state.hpp"

namespace inkgrad {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t read_at_once = 250;  // images, some 1 ms

Tensor scores_of(const Model& model, std::span<const std::uint8_t> pixels) {
  const NoGrad no_grad;
  const TrainingMode evaluation(model.network, false);
  return model.network.forward(network_input(model, pixels));
}

}  // namespace

void TenDigitsLesson::choose_source(int source) {
  source_ = source;
  place_ = 0;
  touch();
}

void TenDigitsLesson::move(int by) {
  place_ = std::clamp(place_ + by, 0, std::max(0, images_ - 1));
  touch();
}

int TenDigitsLesson::mistake(int by) const {
  if (source_ == drawing || read_all_set_ != source_) return -1;
  for (int place = place_ + by; place >= 0 && place < static_cast<int>(read_all_.size()); place += by) {
    const auto i = static_cast<std::size_t>(place);
    if (read_all_[i] != labels_[i]) return place;
  }
  return -1;
}

void TenDigitsLesson::move_to_mistake(int by) {
  const int place = mistake(by);
  if (place >= 0) move(place - place_);
}

void TenDigitsLesson::choose_label(int digit) {
  drawn_label_ = digit;
  touch();
}

void TenDigitsLesson::train(AppState& app) {
  Draft& draft = app.training.draft;
  draft = {.spec = spec, .lr = draft.lr, .images = lessons::images_to_learn(app.training.train_images())};
  app.start_training(1);
}

TenDigitsLesson::Set TenDigitsLesson::set_of(const PageData& data, int source) {
  if (source == test) return {&data.digits().test, 0, data.digits().test.count()};
  const Dataset& train = data.digits().train;
  const std::int64_t first = lessons::images_to_learn(train.count());
  return {&train, first, train.count() - first};
}

// The network in training if it is this one; until there is one, what it begins with.
void TenDigitsLesson::follow_model(const AppState& app) {
  const auto& models = app.reader.models();
  const auto live = std::find_if(models.begin(), models.end(), [](const LoadedModel& loaded) {
    return loaded.live && loaded.model.spec.text == spec;
  });
  trained_ = live != models.end();
  if (trained_) {
    model_ = live->model;
  } else {
    model_ = make_model(spec, app.training.draft.seed);
    model_.mean = lessons::mnist_learning_stats.mean;
    model_.std = lessons::mnist_learning_stats.std;
  }
  weights_ = model_.network.parameters().front().to_vector<float>();
  limit_ = 0;
  for (const float weight : weights_) limit_ = std::max(limit_, std::abs(weight));
  ++weights_revision_;
}

void TenDigitsLesson::follow_example(const AppState& app) {
  const Set set = set_of(app.data, source_);
  images_ = static_cast<int>(set.count);
  place_ = std::clamp(place_, 0, std::max(0, images_ - 1));
  if (source_ == drawing) {
    image_.assign(app.image().pixels.begin(), app.image().pixels.end());
    label_ = drawn_label_;
  } else {
    const auto pixels = pixels_of(*set.data, set.first + place_);
    image_.assign(pixels.begin(), pixels.end());
    label_ = static_cast<int>(set.data->labels[static_cast<std::size_t>(set.first + place_)]);
  }
  ten_ = {};
  if (source_ == drawing && app.drawing.empty()) return;
  ten_ = lessons::ten_numbers(scores_of(model_, image_));
  sum_ = inkgrad::sum(exp(ten_.log_probabilities)).item();
  loss_ = nll_loss(ten_.log_probabilities, Tensor::from_values<std::int64_t>({label_}, {1})).item();
  read_ = static_cast<int>(argmax(ten_.scores).item());
}

// True while there are images left.
bool TenDigitsLesson::read_all(const PageData& data, double milliseconds) {
  const int wanted = source_ == drawing ? to_check_by : source_;
  const bool whole = reading_set_ >= 0 && static_cast<std::int64_t>(reading_.size()) == set_of(data, reading_set_).count;
  if (reading_set_ != wanted || (whole && reading_revision_ != weights_revision_)) {
    if (read_all_set_ != wanted) {
      accuracy_ = -1;
      read_all_set_ = -1;
    }
    reading_set_ = wanted;
    reading_model_ = model_;
    reading_trained_ = trained_;
    reading_revision_ = weights_revision_;
    reading_.clear();
    reading_right_ = {};
  } else if (whole) {
    return false;
  }
  const Set set = set_of(data, reading_set_);
  const auto start = Clock::now();
  while (static_cast<std::int64_t>(reading_.size()) < set.count) {
    if (std::chrono::duration<double, std::milli>(Clock::now() - start).count() > milliseconds) return true;
    const auto first = static_cast<std::int64_t>(reading_.size());
    const std::int64_t count = std::min(read_at_once, set.count - first);
    const auto pixels = std::span(set.data->images).subspan(static_cast<std::size_t>((set.first + first) * mnist_pixels),
                                                            static_cast<std::size_t>(count * mnist_pixels));
    const auto label = set.data->labels.begin() + set.first + first;
    const Tensor scores = scores_of(reading_model_, pixels);
    reading_right_.add(inkgrad::accuracy(scores, Tensor::from_values<std::int64_t>({label, label + count}, {count})).item(), count);
    for (const std::int64_t digit : argmax(scores, 1).to_vector<std::int64_t>()) reading_.push_back(static_cast<int>(digit));
  }
  read_all_ = reading_;
  read_all_set_ = reading_set_;
  accuracy_of_trained_ = reading_trained_;
  labels_.assign(set.data->labels.begin() + set.first, set.data->labels.begin() + set.first + set.count);
  accuracy_ = reading_right_.value();
  ++revision_;
  return reading_revision_ != weights_revision_;
}

bool TenDigitsLesson::update(AppState& app, double milliseconds) {
  if (!app.data_here()) return false;
  const bool new_model = seen_models_ != app.reader.revision();
  const bool new_image = seen_image_ != app.image_revision();
  if (new_model) follow_model(app);
  if (new_model || new_image || stale_) {
    follow_example(app);
    ++revision_;
  }
  seen_models_ = app.reader.revision();
  seen_image_ = app.image_revision();
  stale_ = false;
  const bool more = read_all(app.data, milliseconds);
  done_ = done_ || (trained_ && accuracy_of_trained_ && accuracy_ > lessons::document_accuracy && source_ != drawing && read_ != label_);
  return more;
}

void TenDigitsLesson::choices(Choices& choices) {
  choices.whole("source", source_, to_check_by, drawing);
  choices.whole("place", place_, 0, 9999);
  choices.whole("label", drawn_label_, 0, 9);
}

Numbers TenDigitsLesson::numbers() const {
  Numbers numbers;
  numbers.add("trained", trained_ ? 1 : 0);
  numbers.add("largest-weight", static_cast<double>(limit_));
  if (accuracy_ >= 0) {
    numbers.add("validation", accuracy_);
    numbers.add("first-eight", std::vector<double>(read_all_.begin(), read_all_.begin() + std::min<std::ptrdiff_t>(8, std::ssize(read_all_))));
  }
  if (!has_example()) return numbers;
  numbers.add("label", label_);
  numbers.add("read", read_);
  numbers.add("scores", ten_.scores);
  numbers.add("probabilities", ten_.probabilities);
  numbers.add("log-probabilities", ten_.log_probabilities);
  numbers.add("sum", sum_);
  numbers.add("loss", loss_);
  return numbers;
}

}  // namespace inkgrad
