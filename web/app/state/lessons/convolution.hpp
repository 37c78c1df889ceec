#pragma once

#include <string>
#include <vector>

#include "engine/lessons/convolution.hpp"
#include "engine/nn/model.hpp"
#include "web/app/state/lessons/lesson_state.hpp"

namespace inkgrad {

/// A kernel slid over the drawing, pooling of what comes out, and the maps that a trained network makes of the same drawing.
class ConvolutionLesson : public LessonState {
 public:
  static constexpr double largest_weight = 9;
  static constexpr int most_stride = 3, most_padding = 2, most_pool = 7;
  /// Places a second that the window goes on by itself.
  static constexpr double slide_speed = 60;

  const lessons::Kernel& kernel() const { return kernel_; }
  /// The preset that the kernel is, -1 if it is none.
  int preset() const;
  void choose_preset(int preset);
  int selected() const { return selected_; }  ///< number of the kernel that is edited, 0 to 8
  void select(int number) { selected_ = number; }
  void set_weight(double value);  ///< of the selected number
  int stride() const { return stride_; }
  int padding() const { return padding_; }
  void set_stride(int stride);
  void set_padding(int padding);

  int row() const { return row_; }        ///< of the output, where the window is
  int column() const { return column_; }
  void place(int row, int column);        ///< the nearest there is
  /// One place on, in reading order; only what the window has passed is shown then.
  void step();
  /// Lets the window go on by itself, from the start if it is at the end, or stops it.
  void toggle_sliding();
  bool sliding() const { return sliding_; }
  /// How many places of the output are to be seen.
  int shown() const;
  int places() const { return output_.defined() ? static_cast<int>(output_.numel()) : 0; }

  int pool() const { return pool_; }
  void set_pool(int size);

  bool drawn() const { return drawn_; }
  const Tensor& image() const { return padded_; }  ///< with its padding
  const Tensor& output() const { return output_; }
  float output_limit() const { return output_limit_; }
  const lessons::WindowProducts& products() const { return products_; }
  double sum() const { return sum_; }
  const lessons::Pooled& pooled() const { return pooled_; }

  /// What a layer of the network makes of the drawing: maps [channels, h, w].
  struct Maps {
    std::string layer;
    Tensor values;
    bool is_signed = false;
    float limit = 1;
  };
  /// The models that have convolutions, by name, and the chosen one's number among them.
  const std::vector<std::string>& networks() const { return networks_; }
  int network() const { return network_; }
  void choose_network(int number);
  const std::vector<Maps>& maps() const { return maps_; }
  const std::vector<float>& probabilities() const { return probabilities_; }  ///< softmax of its ten scores
  /// Grows with other maps of the network.
  std::uint64_t maps_revision() const { return maps_revision_; }

  bool update(AppState& app, double milliseconds) override;
  void choices(Choices& choices) override;
  Numbers numbers() const override;

 private:
  void compute(const AppState& app);
  void follow_network(const AppState& app);
  void advance(const AppState& app);
  void go_to(int place);

  lessons::Kernel kernel_ = lessons::Kernels::vertical_edge;
  int selected_ = 4;
  int stride_ = 1, padding_ = 0, pool_ = 2;
  int row_ = 12, column_ = 12;
  bool growing_ = false, sliding_ = false;
  double slid_at_ = 0, slid_places_ = 0;

  bool drawn_ = false;
  std::uint64_t seen_image_ = ~0ull, seen_models_ = ~0ull;
  int seen_network_ = -1;
  Tensor padded_, output_;
  float output_limit_ = 1;
  lessons::WindowProducts products_;
  double sum_ = 0;
  lessons::Pooled pooled_;

  std::vector<std::string> networks_;
  int network_ = 0;
  std::vector<Maps> maps_;
  std::vector<float> probabilities_;
  std::uint64_t maps_revision_ = 0;
};

}  // namespace inkgrad
