#pragma once

#include <string>
#include <vector>

#include "engine/nn/model.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

class Training;

/// A hidden layer as it is built: units, what bends them, and what is dropped behind it in training.
struct HiddenBlock {
  int units = 32;
  int activation = 1;  ///< of HiddenLayersLesson::activations
  int dropout = 0;     ///< percent
};

/// A network built from hidden layers, and what the units of a trained one look for: its first weights, the test images that
/// move a unit most, and the units that nothing moves.
class HiddenLayersLesson : public LessonState {
 public:
  static constexpr const char* activations[] = {"", "r", "t", "g"};  ///< none, ReLU, tanh, sigmoid, as a spec writes them
  static constexpr int most_blocks = 6, most_units = 512, most_dropout = 90;
  static constexpr std::int64_t looked_at = 500;  ///< test images
  static constexpr int top_count = 8;

  // The network to train: the draft's. `understood` false: it has other layers than those that can be built here.
  bool understood() const { return understood_; }
  const std::vector<HiddenBlock>& blocks() const { return blocks_; }
  int block() const { return block_; }  ///< the one that is edited
  void select_block(int block) { block_ = block; }
  void add(Training& training);  ///< behind the one that is edited
  void remove(Training& training, int block);
  void set_units(Training& training, int block, int units);
  void set_activation(Training& training, int activation);  ///< of the one that is edited
  void set_dropout(Training& training, int percent);
  void start_afresh(Training& training);  ///< one hidden layer of 32 ReLUs
  std::int64_t parameters() const { return parameters_; }
  /// The share of the training images that is trained on, 0 to 1; in whole images, one at least.
  static double fraction(const Training& training);
  static void set_fraction(Training& training, double fraction);

  // The network that is looked into: the one in training if it has hidden layers, else a trained one.
  struct Layer {
    std::string name;
    int units = 0;
    bool relu = false;
    std::size_t result = 0;            ///< its place among the network's activations
    Tensor values;                     ///< [looked_at, units], once all have been looked at
    std::vector<float> active;         ///< of each unit: the share of those images that it is above 0 for
    int dead = 0;                      ///< units that are 0 for all of them
  };
  const std::string& network() const { return network_name_; }
  bool live() const { return live_; }
  const std::vector<Layer>& layers() const { return layers_; }
  const std::vector<float>& weights() const { return weights_; }  ///< of the first layer, 784 a unit
  float weights_limit() const { return weights_limit_; }
  int layer() const { return layer_; }
  int unit() const { return unit_; }
  void choose_unit(int layer, int unit);
  /// Of the chosen unit, the largest first: places of test images, and what it is for them.
  const std::vector<std::int64_t>& top_places() const { return top_places_; }
  const std::vector<float>& top_values() const { return top_values_; }
  /// Grows with other weights.
  std::uint64_t weights_revision() const { return weights_revision_; }

  /// After a lesson without a hidden layer begins with the network that the page begins with.
  void opened(AppState& app) override;
  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void write(Training& training);
  void follow_draft(Training& training);
  const Model* find_model(const AppState& app);
  void begin(const Model& model);
  bool look(const AppState& app, double milliseconds);
  void finish();
  void rank();

  std::string seen_spec_ = "-";
  bool understood_ = true;
  std::vector<HiddenBlock> blocks_;
  int block_ = 0;
  std::int64_t parameters_ = 0;

  std::uint64_t seen_models_ = ~0ull;
  bool behind_ = false;  ///< there is a newer model than the one that is looked into
  bool looking_ = false;
  bool live_ = false, trained_an_epoch_ = false, clicked_deep_ = false;
  Model model_;
  std::string network_name_;
  std::int64_t done_images_ = 0;
  std::vector<Layer> next_layers_;  ///< of the pass that goes on
  std::vector<std::vector<Tensor>> parts_;
  std::vector<Layer> layers_;
  std::vector<float> weights_;
  float weights_limit_ = 1;
  std::uint64_t weights_revision_ = 0;
  int layer_ = 0, unit_ = 0;
  std::vector<std::int64_t> top_places_;
  std::vector<float> top_values_;
};

}  // namespace inkgrad
