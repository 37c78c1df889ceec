#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/mnist.hpp"

namespace inkgrad {

/// Which images a Session trains on.
struct WantedImages {
  std::int64_t count = 0;  ///< of the training split; 0: all there are
  double label_noise = 0;  ///< share of training labels that are wrong
  double own_share = 0;    ///< of own digits among them
};

/// A Session's images and labels as they arrive: in parts, in files of their own, in any order.
class SessionData {
 public:
  struct Split {
    Dataset data;                     ///< what has both
    std::vector<std::uint8_t> images;  ///< what has no labels yet
    std::vector<std::int64_t> labels;  ///< and the other way round
    std::int64_t lent = 0;            ///< images that `lend` has given out
  };
  /// Gets `count` images from number `first` on of split `name`: their pixels, then their labels, a byte each; `whole`: there are no more.
  using Taker = std::function<void(const std::string& name, std::int64_t first, std::int64_t count, bool whole, std::vector<std::byte> body)>;

  /// Adds a file of IDX images or labels (`kind`: "images" or "labels") to split `name`. True if images have their labels now that had
  /// not. Throws Error (Input) for an unknown split or kind, a file that is none, or images that are not 28 x 28.
  bool add(const std::string& name, const std::string& kind, std::span<const std::byte> file);

  /// "train", "validation" or "own"; throws Error (Input) for others.
  Split& split(const std::string& name);
  const Dataset& train() const { return train_.data; }
  const Dataset& validation() const { return validation_.data; }

  /// Gives out what has not been given yet of split `name`, in parts small enough for a page to take between two frames. Own digits are
  /// not lent: the page has them.
  void lend(const std::string& name, const Taker& take);

  /// The images to train on, with the noise in their labels that is asked for. Throws Error (Input) if they are not here.
  Dataset images_of(const WantedImages& wanted, std::uint64_t seed) const;

 private:
  Dataset training_images(const WantedImages& wanted, std::uint64_t seed) const;

  Split train_, validation_, own_;
};

}  // namespace inkgrad
