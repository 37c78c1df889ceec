#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/mnist.hpp"
#include "web/app/state/link.hpp"

namespace inkgrad {

/// Both splits of MNIST where they can be looked at: lent by the Session when something on the page first asks for them.
class PageData {
 public:
  /// Keeps a reference to `link`.
  explicit PageData(Link& link) : link_(link) {}

  /// Asks for the images; further calls do nothing.
  void want();
  /// Takes an event if it brings images. False if it is about something else.
  bool handle(const Message& event);

  /// Whether all is here: `train` and `test` images as many as the Session has said there are.
  bool complete(std::int64_t train, std::int64_t test) const;
  const Mnist& digits() const { return digits_; }
  /// The places of a digit's images (0 to 9), ascending.
  std::span<const std::int64_t> train_places(int digit) const { return train_places_[static_cast<std::size_t>(digit)]; }
  std::span<const std::int64_t> test_places(int digit) const { return test_places_[static_cast<std::size_t>(digit)]; }
  /// Grows when images arrive.
  std::uint64_t revision() const { return revision_; }

 private:
  using Places = std::array<std::vector<std::int64_t>, 10>;

  Link& link_;
  bool wanted_ = false;
  Mnist digits_;
  Places train_places_, test_places_;
  std::uint64_t revision_ = 0;
};

/// One image of a dataset as numbers from 0 (paper) to 255 (ink), row by row.
std::span<const std::uint8_t> pixels_of(const Dataset& dataset, std::int64_t place);

}  // namespace inkgrad
