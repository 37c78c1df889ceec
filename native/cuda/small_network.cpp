#include "native/cuda/small_network.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace inkgrad::cuda {

namespace {

/// Rows, and who makes what they take. A place in the plan's arena serves one result after another: whoever wrote last counts.
class Reader {
 public:
  explicit Reader(std::span<const PlanRow> rows) {
    std::map<const std::byte*, Result> last;
    for (const PlanRow& row : rows) {
      if (is_view(row.op)) continue;
      Entry entry{&row, {}};
      for (const View& input : row.inputs) {
        const auto maker = last.find(input.data);
        entry.makers.push_back(maker == last.end() ? Result{} : maker->second);
      }
      for (std::size_t i = 0; i < row.outputs.size(); ++i) last[row.outputs[i].data] = {&row, i};
      entries_.push_back(std::move(entry));
    }
  }

  std::size_t size() const { return entries_.size(); }

  /// Result `output` of a row.
  struct Result {
    const PlanRow* row = nullptr;
    std::size_t output = 0;

    bool operator==(const Result&) const = default;
  };

  /// The only row of an op whose first inputs are these results; null if there is none, or more than one.
  const PlanRow* find(Op op, std::initializer_list<Result> inputs) const {
    const PlanRow* found = nullptr;
    for (const Entry& entry : entries_) {
      if (entry.row->op != op || entry.makers.size() < inputs.size()) continue;
      if (!std::equal(inputs.begin(), inputs.end(), entry.makers.begin())) continue;
      if (found != nullptr) return nullptr;
      found = entry.row;
    }
    return found;
  }

 private:
  struct Entry {
    const PlanRow* row;
    std::vector<Result> makers;
  };

  std::vector<Entry> entries_;
};

/// Whether the row multiplies these: transposed or not, with so many inputs and results.
bool is_product(const PlanRow* row, bool transpose_a, std::size_t inputs, std::size_t outputs) {
  return row != nullptr && row->attributes.transpose_a == transpose_a && !row->attributes.transpose_b && row->inputs.size() == inputs &&
         row->outputs.size() == outputs;
}

/// Where a parameter lies in the array that the optimizer changes, in floats, if its gradient lies there among the gradients, too.
std::optional<int> place_of(const View& parameter, const View& gradient, const PlanRow& optimizer) {
  const View &values = optimizer.outputs[0], &gradients = optimizer.inputs[0];
  const std::ptrdiff_t bytes = parameter.data - values.data;
  const auto end = static_cast<std::ptrdiff_t>(sizeof(float)) * (values.numel() - parameter.numel());
  if (bytes < 0 || bytes > end || gradient.data - gradients.data != bytes || gradient.numel() != parameter.numel()) return std::nullopt;
  return static_cast<int>(bytes / static_cast<std::ptrdiff_t>(sizeof(float)));
}

}  // namespace

std::optional<SmallTraining> recognise_small_training(std::span<const PlanRow> rows) {
  const Reader reader(rows);
  const PlanRow* gather = reader.find(Op::gather_batch, {});
  if (gather == nullptr || gather->attributes.count == 0 || gather->outputs[0].dtype != DType::float32) return std::nullopt;
  // Forward.
  const PlanRow *first = reader.find(Op::linear, {{gather, 0}}), *second = nullptr;
  if (first == nullptr || first->attributes.precision != Precision::float32) return std::nullopt;  // who lets products round asks for cuBLASLt
  if (first->attributes.activation == Activation::relu) {
    second = reader.find(Op::linear, {{first, 0}});
    if (second == nullptr) return std::nullopt;
  }
  const PlanRow* last = second == nullptr ? first : second;
  const PlanRow* loss = reader.find(Op::cross_entropy, {{last, 0}, {gather, 1}});
  if (last->attributes.activation != Activation::none || loss == nullptr || loss->outputs.size() != 4) return std::nullopt;
  // Backward.
  const PlanRow* of_last = reader.find(Op::matmul, {{loss, 2}, {second == nullptr ? gather : first, 0}});
  if (!is_product(of_last, true, 2, 2)) return std::nullopt;
  const PlanRow* of_first = nullptr;
  if (second != nullptr) {
    const PlanRow* of_hidden = reader.find(Op::matmul, {{loss, 2}, {}, {first, 0}});  // by the weights, which no row makes
    if (!is_product(of_hidden, false, 3, 1) || of_hidden->inputs[1].data != second->inputs[1].data) return std::nullopt;
    of_first = reader.find(Op::matmul, {{of_hidden, 0}, {gather, 0}});
    if (!is_product(of_first, true, 2, 2)) return std::nullopt;
  }
  // Update.
  const PlanRow *sgd = reader.find(Op::sgd_step, {}), *adam = reader.find(Op::adam_step, {});
  const PlanRow* optimizer = sgd != nullptr ? sgd : adam;
  const bool is_all = reader.size() == (second == nullptr ? 5 : 8);
  if ((sgd == nullptr) == (adam == nullptr) || !is_all || optimizer->outputs[0].dtype != DType::float32) return std::nullopt;
  const auto weight = place_of(last->inputs[1], of_last->outputs[0], *optimizer);
  const auto bias = place_of(last->inputs[2], of_last->outputs[1], *optimizer);
  if (!weight || !bias) return std::nullopt;
  const auto length = [](std::int64_t n) { return static_cast<int>(n); };
  const Shape &pixels = first->inputs[0].shape, &logits = last->outputs[0].shape;
  const SmallNetwork net{length(pixels[1]), 0, length(logits[1]), length(logits[0]), *weight, 0, 0, *bias};
  SmallTraining training{net, gather, optimizer, loss->outputs[3].as<double>()};
  if (second != nullptr) {
    const auto of_pixels = place_of(first->inputs[1], of_first->outputs[0], *optimizer);
    const auto of_units = place_of(first->inputs[2], of_first->outputs[1], *optimizer);
    if (!of_pixels || !of_units) return std::nullopt;
    training.net.hidden = length(first->outputs[0].shape[1]);
    training.net.class_weight = *weight;
    training.net.weight = *of_pixels;
    training.net.bias = *of_units;
  }
  if (training.net.inputs % 4 != 0) return std::nullopt;
  return training;
}

}  // namespace inkgrad::cuda
