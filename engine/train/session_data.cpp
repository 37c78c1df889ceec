#include "engine/train/session_data.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/image.hpp"
#include "engine/data/idx.hpp"
#include "engine/data/label_noise.hpp"

namespace inkgrad {
namespace {

constexpr std::int64_t lent_at_once = 4000;  // images

// Moves what has both image and label into `data`. True if there was any.
bool join(SessionData::Split& split) {
  const std::size_t n = std::min(split.images.size() / image_pixels, split.labels.size());
  if (n == 0) return false;
  const auto take = [](auto& from, auto& to, std::size_t count) {
    const auto end = from.begin() + static_cast<std::ptrdiff_t>(count);
    to.insert(to.end(), from.begin(), end);
    from.erase(from.begin(), end);
  };
  take(split.images, split.data.images, n * image_pixels);
  take(split.labels, split.data.labels, n);
  return true;
}

}  // namespace

bool SessionData::add(const std::string& name, const std::string& kind, std::span<const std::byte> file) {
  Split& to = split(name);
  if (kind == "images") {
    const IdxImages images = parse_idx_images(file, "images");
    if (images.rows != image_side || images.columns != image_side) {
      input_error("images are ", images.rows, " x ", images.columns, ", expected 28 x 28");
    }
    if (&to == &own_) own_ = {};
    to.images.insert(to.images.end(), images.pixels.begin(), images.pixels.end());
  } else if (kind == "labels") {
    const IdxLabels labels = parse_idx_labels(file, "labels");
    to.labels.insert(to.labels.end(), labels.labels.begin(), labels.labels.end());
  } else {
    input_error("there is no kind of data \"", kind, "\"; use images or labels");
  }
  return join(to);
}

SessionData::Split& SessionData::split(const std::string& name) {
  if (name == "train") return train_;
  if (name == "validation") return validation_;
  if (name == "own") return own_;
  input_error("there is no split \"", name, "\"; use train, validation or own");
}

void SessionData::lend(const std::string& name, const Taker& take) {
  Split& from = split(name);
  if (&from == &own_) return;
  while (from.lent < from.data.count()) {
    const std::int64_t first = from.lent, count = std::min(lent_at_once, from.data.count() - first);
    const auto pixels = std::as_bytes(std::span(from.data.images)).subspan(static_cast<std::size_t>(first * mnist_pixels),
                                                                           static_cast<std::size_t>(count * mnist_pixels));
    std::vector<std::byte> body(pixels.begin(), pixels.end());
    for (std::int64_t i = 0; i < count; ++i) {
      body.push_back(static_cast<std::byte>(from.data.labels[static_cast<std::size_t>(first + i)]));
    }
    from.lent += count;
    take(name, first, count, from.lent == from.data.count(), std::move(body));
  }
}

Dataset SessionData::images_of(const WantedImages& wanted, std::uint64_t seed) const {
  const double share = wanted.own_share;
  const std::int64_t own = own_.data.count();
  if (share > 0 && own == 0) input_error("there are no own digits to train on; collect some first");
  if (share == 1) return own_.data;
  const Dataset train = training_images(wanted, seed);
  if (share == 0) return train;
  Dataset mixed = own_.data;
  mixed.append(train.first(std::llround(static_cast<double>(own) * (1 - share) / share)));
  return mixed;
}

// The first so many training images.
Dataset SessionData::training_images(const WantedImages& wanted, std::uint64_t seed) const {
  const std::int64_t here = train_.data.count();
  if (here == 0) input_error("the training images have not arrived yet; try again in a moment");
  if (wanted.count > here) input_error(wanted.count, " training images are asked for, ", here, " have arrived");
  return with_label_noise(wanted.count == 0 ? train_.data : train_.data.first(wanted.count), wanted.label_noise, seed);
}

}  // namespace inkgrad
