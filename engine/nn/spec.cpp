#include "engine/nn/spec.hpp"

#include <algorithm>

#include "engine/core/error.hpp"

namespace inkgrad {

namespace {

using Kind = LayerSpec::Kind;

constexpr std::int64_t most_parameters = 50'000'000;
constexpr int most_units = 65536;
constexpr int most_layers = 64;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { spec_.text = std::string(text); }

  ModelSpec parse() {
    if (text_.empty()) fail(0, "an empty model spec; try 784-128r-10");
    bool first = true;
    do {
      if (static_cast<int>(spec_.layers.size()) > most_layers) fail(at_, concatenate("more than ", most_layers, " layers"));
      layer(first);
      first = false;
    } while (accept('-'));
    if (at_ < text_.size()) fail(at_, "expected '-' and the next layer, or the end");
    if (spec_.layers.empty() || spec_.layers.back().kind != Kind::linear || spec_.layers.back().units != digit_classes) {
      fail(last_, concatenate("the last layer must be linear with ", digit_classes, " units, one a digit, and no activation"));
    }
    if (spec_.parameters() > most_parameters) {
      fail(0, concatenate(spec_.parameters(), " parameters; at most ", most_parameters));
    }
    return std::move(spec_);
  }

 private:
  [[noreturn]] void fail(std::size_t position, const std::string& what) const {
    input_error("model spec \"", text_, "\", position ", position + 1, ": ", what);
  }

  bool accept(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool at_digit() const { return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; }

  int number(const char* what, int least, int most) {
    const std::size_t start = at_;
    if (!at_digit()) fail(at_, concatenate("expected ", what));
    std::int64_t value = 0;
    while (at_digit()) {
      value = value * 10 + (text_[at_++] - '0');
      if (value > most) fail(start, concatenate(what, " must be ", least, " to ", most));
    }
    if (value < least) fail(start, concatenate(what, " must be ", least, " to ", most));
    return static_cast<int>(value);
  }

  void layer(bool first) {
    last_ = at_;
    if (at_ >= text_.size()) fail(at_, "expected a layer");
    if (at_digit()) return linear_or_input(first);
    if (accept('c')) return conv2d();
    if (accept('p')) return pool(Kind::max_pool2d);
    if (accept('a')) return pool(Kind::avg_pool2d);
    if (activation()) return;
    if (accept('b')) {
      const std::int64_t channels = shape()[0];
      return push({.kind = Kind::batch_norm, .output = shape(), .parameters = 2 * channels, .flops = 2 * numel(shape())});
    }
    if (accept('d')) {
      const int percent = number("the percentage to drop", 1, 99);
      return push({.kind = Kind::dropout, .percent = percent, .output = shape()});
    }
    fail(at_, concatenate("'", text_[at_],
                          "' begins no layer; expected a number of units, c (convolution), p or a (pooling), b (batch norm), d "
                          "(dropout), or r, t, g (activation)"));
  }

  void linear_or_input(bool first) {
    const int units = number("a number of units", 1, most_units);
    if (first && units == image_pixels && at_ < text_.size() && text_[at_] == '-') {  // the input, no layer
      const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '-';
      if (std::string_view("0123456789-bd").find(next) == std::string_view::npos) {
        fail(at_ + 1, concatenate(image_pixels, ", the flattened input, comes only before a linear layer, batch norm or dropout"));
      }
      return;
    }
    if (shape().rank() != 1) push({.kind = Kind::flatten, .output = {numel(shape())}});
    const std::int64_t in = shape()[0];
    push({.kind = Kind::linear, .units = units, .output = {units}, .parameters = in * units + units,
          .flops = 2 * in * units + units});
    activation();
  }

  void conv2d() {
    const std::size_t start = at_ - 1;
    image_input(start);
    const int channels = number("a number of channels", 1, 4096);
    if (!accept('x')) fail(at_, "expected x and the kernel's side, as in c8x5");
    const int kernel = number("the kernel's side", 1, image_side);
    const int stride = accept('s') ? number("a stride", 1, image_side) : 1;
    const int padding = accept('p') ? number("a padding", 0, kernel - 1) : 0;
    const Shape in = shape();
    if (in[1] + 2 * padding < kernel) {
      fail(start, concatenate("a kernel of ", kernel, " x ", kernel, " does not fit into ", in[1], " x ", in[2]));
    }
    const std::int64_t side = (in[1] + 2 * padding - kernel) / stride + 1;
    const std::int64_t taps = in[0] * kernel * kernel;
    push({.kind = Kind::conv2d, .units = channels, .kernel = kernel, .stride = stride, .padding = padding,
          .output = {channels, side, side}, .parameters = channels * taps + channels,
          .flops = channels * side * side * (2 * taps + 1)});
    activation();
  }

  void pool(Kind kind) {
    const std::size_t start = at_ - 1;
    image_input(start);
    const int kernel = number("the window's side", 1, 15);
    const Shape in = shape();
    if (in[1] < kernel) fail(start, concatenate("a window of ", kernel, " does not fit into ", in[1], " x ", in[2]));
    const Shape out{in[0], in[1] / kernel, in[2] / kernel};
    push({.kind = kind, .kernel = kernel, .output = out, .flops = numel(out) * kernel * kernel});
  }

  /// Convolution and pooling look at an image: the first of them unflattens the input.
  void image_input(std::size_t position) {
    const bool is_input = shape() == Shape{image_pixels} && !spec_.has(Kind::flatten) && !spec_.has(Kind::linear);
    if (is_input) push({.kind = Kind::unflatten, .output = {1, image_side, image_side}});
    if (shape().rank() != 3) fail(position, "convolution and pooling cannot follow a linear layer");
  }

  bool activation() {
    const auto push_function = [this](Kind kind) { push({.kind = kind, .output = shape(), .flops = numel(shape())}); };
    if (accept('r')) return push_function(Kind::relu), true;
    if (accept('t')) return push_function(Kind::tanh), true;
    if (accept('g')) return push_function(Kind::sigmoid), true;
    return false;
  }

  Shape shape() const { return spec_.layers.empty() ? Shape{image_pixels} : spec_.layers.back().output; }

  void push(LayerSpec layer) {
    layer.input = shape();
    spec_.layers.push_back(layer);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t last_ = 0;  // where the layer begins that was read last
  ModelSpec spec_;
};

}  // namespace

std::string LayerSpec::text() const {
  switch (kind) {
    case Kind::unflatten: return "Unflatten(1, (1, 28, 28))";
    case Kind::flatten: return "Flatten()";
    case Kind::linear: return concatenate("Linear(", input[0], ", ", units, ")");
    case Kind::conv2d:
      return concatenate("Conv2d(", input[0], ", ", units, ", ", kernel, stride != 1 ? concatenate(", stride=", stride) : "",
                         padding != 0 ? concatenate(", padding=", padding) : "", ")");
    case Kind::max_pool2d: return concatenate("MaxPool2d(", kernel, ")");
    case Kind::avg_pool2d: return concatenate("AvgPool2d(", kernel, ")");
    case Kind::batch_norm: return concatenate(input.rank() == 1 ? "BatchNorm1d(" : "BatchNorm2d(", input[0], ")");
    case Kind::dropout: return concatenate("Dropout(p=", percent / 100.0, ")");
    case Kind::relu: return "ReLU()";
    case Kind::tanh: return "Tanh()";
    case Kind::sigmoid: return "Sigmoid()";
  }
  return "?";
}

bool ModelSpec::has(LayerSpec::Kind kind) const {
  return std::any_of(layers.begin(), layers.end(), [kind](const LayerSpec& layer) { return layer.kind == kind; });
}

std::int64_t ModelSpec::parameters() const {
  std::int64_t total = 0;
  for (const LayerSpec& layer : layers) total += layer.parameters;
  return total;
}

std::int64_t ModelSpec::flops() const {
  std::int64_t total = 0;
  for (const LayerSpec& layer : layers) total += layer.flops;
  return total;
}

ModelSpec parse_spec(std::string_view text) { return Parser(text).parse(); }

}  // namespace inkgrad
