#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/ink.hpp"
#include "engine/nn/model.hpp"

namespace inkgrad {

/// A model that can be chosen to read with.
struct LoadedModel {
  std::string name;
  Model model;
  bool live = false;  ///< the one in training, replaced with every snapshot
  std::uint64_t version = 0;  ///< another one, other weights
  bool own = false;           ///< trained or opened here: it did not come with the site
};

/// Reads the drawing with the chosen model and eases the bars towards what it says.
class Reader {
 public:
  /// Parses a model file and adds it, in place of one of the same name. The first one is chosen. Throws Error if it is no model.
  void load(std::string_view name, std::span<const std::byte> file, bool own = false);
  /// Adds a model, in place of one of the same name, and chooses it.
  void add(std::string_view name, Model model);
  /// Takes the newest snapshot of the training.
  void set_live(std::string_view name, Model model);
  void choose(std::size_t index);
  void choose_live();

  const std::vector<LoadedModel>& models() const { return models_; }
  /// The chosen model, null when there is none.
  const LoadedModel* chosen() const { return models_.empty() ? nullptr : &models_[chosen_]; }
  std::size_t chosen_index() const { return chosen_; }

  /// Reads the image. `blank`: nothing is drawn, nothing to read.
  void read(const InkImage& image, bool blank);
  bool has_reading() const { return has_reading_; }
  const Reading& reading() const { return reading_; }
  /// Whether the most probable digit reaches one half.
  bool sure() const { return has_reading_ && reading_.probabilities[static_cast<std::size_t>(reading_.digit)] >= 0.5f; }

  /// Moves the bars on by `seconds`; at once if not `eased`. True while they have further to go.
  bool advance(double seconds, bool eased);
  const std::array<float, digit_classes>& bars() const { return bars_; }

  /// Grows when another model is chosen or arrives: a reading made before is stale.
  std::uint64_t revision() const { return revision_; }

 private:
  std::vector<LoadedModel> models_;
  std::size_t chosen_ = 0;
  Reading reading_;
  bool has_reading_ = false;
  std::array<float, digit_classes> bars_{};
  std::array<float, digit_classes> from_{};
  std::array<float, digit_classes> target_{};
  double elapsed_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace inkgrad
