#include "engine/train/step_plan.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "engine/autograd/functional.hpp"

namespace inkgrad {

namespace {

constexpr std::size_t alignment = 64;

std::size_t aligned(std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

using StorageSet = std::unordered_set<const Storage*>;

/// Without the instructions whose results nobody uses. Storage that had bytes before (parameters, arenas, counters) counts
/// as used.
void drop_unused(std::vector<Instruction>& instructions, const std::vector<Tensor>& results) {
  StorageSet used;
  for (const Tensor& result : results) used.insert(result.storage().get());
  std::vector<Instruction> kept;
  for (auto it = instructions.rbegin(); it != instructions.rend(); ++it) {
    const bool wanted = std::any_of(it->outputs.begin(), it->outputs.end(), [&](const Tensor& output) {
      return output.storage()->data != nullptr || used.contains(output.storage().get());
    });
    if (!wanted) continue;
    for (const Tensor& input : it->inputs) used.insert(input.storage().get());
    kept.push_back(std::move(*it));
  }
  std::reverse(kept.begin(), kept.end());
  instructions = std::move(kept);
}

/// linear or conv2d, then a ReLU that alone uses the result: one row with its activation.
void fuse_activations(std::vector<Instruction>& instructions, const std::vector<Tensor>& results) {
  std::unordered_map<const Storage*, int> uses;
  for (const Instruction& instruction : instructions) {
    for (const Tensor& input : instruction.inputs) ++uses[input.storage().get()];
  }
  for (const Tensor& result : results) ++uses[result.storage().get()];
  std::unordered_map<const Storage*, std::size_t> fusable;  // result -> the kept instruction that makes it
  std::vector<Instruction> kept;
  for (Instruction& instruction : instructions) {
    if (instruction.op == Op::relu) {
      if (const auto made = fusable.find(instruction.inputs[0].storage().get()); made != fusable.end()) {
        Instruction& producer = kept[made->second];
        producer.attributes.activation = Activation::relu;
        producer.outputs = instruction.outputs;
        continue;
      }
    }
    kept.push_back(std::move(instruction));
    const Instruction& last = kept.back();
    if ((last.op == Op::linear || last.op == Op::conv2d) && last.attributes.activation == Activation::none &&
        uses[last.outputs[0].storage().get()] == 1) {
      fusable[last.outputs[0].storage().get()] = kept.size() - 1;
    }
  }
  instructions = std::move(kept);
}

/// Merges rows with the one that makes what they take, where the device does both in one go.
class DeviceFusion {
 public:
  DeviceFusion(std::vector<Instruction>& instructions, const std::vector<Tensor>& results, const Backend& backend)
      : instructions_(instructions), results_(results), backend_(backend) {
    for (const Instruction& instruction : instructions) {
      for (const Tensor& input : instruction.inputs) ++uses_[input.storage().get()];
    }
    for (const Tensor& result : results) ++uses_[result.storage().get()];
  }

  void run() {
    std::vector<Instruction> kept;
    for (Instruction& instruction : instructions_) {
      if (merge(kept, instruction)) continue;
      kept.push_back(std::move(instruction));
      const auto& [op, attributes, inputs, outputs] = kept.back();
      for (const Tensor& output : outputs) maker_[output.storage().get()] = kept.size() - 1;
      const bool is_transposed_product = op == Op::matmul && attributes.transpose_a && !attributes.transpose_b;
      if (is_transposed_product || op == Op::conv2d_weight_backward) weight_gradient_[inputs[0].storage().get()] = kept.size() - 1;
    }
    instructions_ = std::move(kept);
    pool_in_convolutions();
    unpool_in_convolutions();
  }

 private:
  using Places = std::unordered_map<const Storage*, std::size_t>;

  /// Whether the row has become part of a kept one. It is computed where that one stands, earlier than before: what it takes is there by then.
  bool merge(std::vector<Instruction>& kept, const Instruction& row) {
    const auto at = [&](const Places& places, const Tensor& tensor) {
      const auto found = places.find(tensor.storage().get());
      return found == places.end() ? nullptr : &kept[found->second];
    };
    if (row.op == Op::relu_backward) {
      Instruction* maker = at(maker_, row.inputs[0]);
      const Instruction* activated = at(maker_, row.inputs[1]);
      const bool alone = uses_.at(row.inputs[0].storage().get()) == 1;
      if (maker == nullptr || activated == nullptr || activated >= maker || !alone || maker->outputs.size() != 1 ||
          maker->outputs[0].shape() != row.outputs[0].shape() || !backend_.fuses(maker->op, Fusion::relu_backward)) {
        return false;
      }
      Tensor slope = row.inputs[1];
      if (maker->op == Op::max_pool2d_backward) {
        // Only the largest of a window has a gradient, and it is what the pool made: all of its window need not be kept for that.
        const Instruction* pool = at(maker_, maker->inputs[1]);
        if (pool == nullptr || pool->inputs[0].storage() != slope.storage()) return false;
        --uses_[slope.storage().get()];
        slope = pool->outputs[0];
        ++uses_[slope.storage().get()];
      }
      maker->inputs.push_back(slope);
      maker->outputs = row.outputs;
      return true;
    }
    if (row.op == Op::sum) {
      Instruction* weight = at(weight_gradient_, row.inputs[0]);
      if (weight == nullptr || weight->inputs.size() != 2 || weight->outputs.size() != 1 ||
          weight->inputs[0].shape() != row.inputs[0].shape() ||
          row.attributes.axes != (weight->op == Op::matmul ? Shape{0} : Shape{0, 2, 3}) || !row.inputs[0].is_contiguous() ||
          !backend_.fuses(weight->op, Fusion::bias_gradient)) {
        return false;
      }
      weight->outputs.push_back(row.outputs[0]);
      return true;
    }
    if (row.op == Op::gather_batch || row.op == Op::augment_batch) {
      Instruction* places = at(maker_, row.inputs[2]);
      const bool alone = uses_.at(row.inputs[2].storage().get()) == 1;
      if (places == nullptr || places->op != Op::batch_places || !alone || !backend_.fuses(row.op, Fusion::batch_places)) return false;
      const Attributes order = places->attributes;
      if (row.op == Op::augment_batch && row.attributes.seed != order.seed) return false;
      Instruction merged = row;
      merged.inputs[2] = places->inputs[0];
      merged.attributes.count = order.count;
      merged.attributes.shuffle = order.shuffle;
      merged.attributes.seed = order.seed;
      *places = std::move(merged);
      return true;
    }
    if (row.op == Op::accumulate_metrics) {
      Instruction* loss = at(maker_, row.inputs[0]);
      if (loss == nullptr || loss->op != Op::cross_entropy || loss->outputs[1].storage() != row.inputs[1].storage() ||
          !backend_.fuses(loss->op, Fusion::accumulate_metrics)) {
        return false;
      }
      loss->outputs.push_back(row.outputs[0]);
      return true;
    }
    return false;
  }

  /// conv2d, then a max_pool2d that alone uses the result: one row, and the result is never written out.
  void pool_in_convolutions() {
    std::vector<Instruction> kept;
    Places place;  // storage -> the convolution in `kept` that makes it
    for (Instruction& row : instructions_) {
      if (row.op == Op::max_pool2d && row.attributes.kernel == 2) {
        if (const auto made = place.find(row.inputs[0].storage().get()); made != place.end()) {
          kept[made->second].outputs = row.outputs;
          continue;
        }
      }
      kept.push_back(std::move(row));
      const Instruction& last = kept.back();
      if (last.op != Op::conv2d || !backend_.fuses(Op::conv2d, Fusion::max_pool)) continue;
      const Storage* result = last.outputs[0].storage().get();
      if (uses_.at(result) == 1) place[result] = kept.size() - 1;
    }
    instructions_ = std::move(kept);
  }

  /// max_pool2d_backward, then a convolution's backward rows that alone use the result: part of each of them, and the result, which is as
  /// large as the convolution's, is never written out.
  void unpool_in_convolutions() {
    std::unordered_map<const Storage*, int> uses, merged_uses;
    const auto merges = [&](Op op) {
      return (op == Op::conv2d_weight_backward || op == Op::conv2d_input_backward) && backend_.fuses(op, Fusion::max_pool_backward);
    };
    for (const Instruction& row : instructions_) {
      for (const Tensor& input : row.inputs) ++uses[input.storage().get()];
      if (merges(row.op)) ++merged_uses[row.inputs[0].storage().get()];
    }
    for (const Tensor& result : results_) ++uses[result.storage().get()];
    std::unordered_map<const Storage*, Instruction> waiting;  // result -> the row that makes it
    std::vector<Instruction> kept;
    for (Instruction& row : instructions_) {
      if (row.op == Op::max_pool2d_backward && row.attributes.kernel == 2) {
        const Storage* result = row.outputs[0].storage().get();
        if (uses[result] > 0 && uses[result] == merged_uses[result]) {
          waiting.emplace(result, std::move(row));
          continue;
        }
      }
      kept.push_back(std::move(row));
      Instruction& last = kept.back();
      if (!merges(last.op)) continue;
      if (const auto made = waiting.find(last.inputs[0].storage().get()); made != waiting.end()) {
        const std::vector<Tensor>& inputs = made->second.inputs;
        last.inputs[0] = inputs[0];
        last.inputs.insert(last.inputs.end(), inputs.begin() + 1, inputs.end());
      }
    }
    instructions_ = std::move(kept);
  }

  std::vector<Instruction>& instructions_;
  const std::vector<Tensor>& results_;
  const Backend& backend_;
  std::unordered_map<const Storage*, int> uses_;
  Places maker_;            ///< storage -> the kept row that makes it
  Places weight_gradient_;  ///< a gradient -> the kept row that makes a weight's gradient of it
};

struct Lifetime {
  Storage* storage;
  std::size_t first, last;
};

std::vector<Lifetime> lifetimes(const std::vector<Instruction>& instructions, const std::vector<Tensor>& results) {
  std::vector<Lifetime> all;
  std::unordered_map<Storage*, std::size_t> index;
  const auto touch = [&](const Tensor& tensor, std::size_t when) {
    Storage* storage = tensor.storage().get();
    if (storage->data) return;
    const auto [found, is_new] = index.try_emplace(storage, all.size());
    if (is_new) all.push_back({storage, when, when});
    all[found->second].last = when;
  };
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    for (const Tensor& tensor : instructions[i].inputs) touch(tensor, i);
    for (const Tensor& tensor : instructions[i].outputs) touch(tensor, i);
  }
  for (const Tensor& result : results) touch(result, instructions.size());
  return all;
}

/// First fit, largest first: the offset of each storage, such that two which live at the same time do not overlap. Returns
/// the arena's size.
std::size_t place(std::vector<Lifetime> all, std::unordered_map<Storage*, std::size_t>& offsets) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Lifetime& a, const Lifetime& b) { return a.storage->bytes > b.storage->bytes; });
  struct Placed {
    Lifetime life;
    std::size_t begin, end;
  };
  std::vector<Placed> placed;  // by begin
  std::size_t total = 0;
  for (const Lifetime& life : all) {
    const std::size_t bytes = aligned(life.storage->bytes);
    std::size_t begin = 0;
    for (const Placed& other : placed) {
      const bool together = other.life.first <= life.last && life.first <= other.life.last;
      if (together && other.begin < begin + bytes && begin < other.end) begin = other.end;
    }
    offsets[life.storage] = begin;
    const Placed entry{life, begin, begin + bytes};
    placed.insert(std::upper_bound(placed.begin(), placed.end(), entry,
                                   [](const Placed& a, const Placed& b) { return a.begin < b.begin; }),
                  entry);
    total = std::max(total, entry.end);
  }
  return total;
}

}  // namespace

StepPlan::StepPlan(std::vector<Instruction> instructions, const std::vector<Tensor>& results) {
  if (instructions.empty()) failure("a plan without a single op");
  has_results_ = !results.empty();
  drop_unused(instructions, results);
  fuse_activations(instructions, results);
  backend_ = &backend(instructions[0].inputs[0].device());
  DeviceFusion(instructions, results, *backend_).run();
  instructions_ = std::move(instructions);
  std::unordered_map<Storage*, std::size_t> offsets;
  arena_bytes_ = place(lifetimes(instructions_, results), offsets);
  arena_ = backend_->allocate(arena_bytes_);
  for (const auto& [storage, offset] : offsets) {
    storage->data = arena_->data + offset;
    storage->owner = arena_;
  }
  for (const Instruction& instruction : instructions_) {
    PlanRow step{instruction.op, instruction.attributes, {}, {}, {}};
    for (const Tensor& input : instruction.inputs) step.inputs.push_back(view_of(input));
    for (const Tensor& output : instruction.outputs) step.outputs.push_back(view_of(output));
    step.advance.resize(step.inputs.size());
    const DType dtype = step.outputs[0].dtype;
    if (!backend_->supports(step.op, dtype)) {
      unsupported(name(step.op), " on ", name(dtype), " is not supported by ", backend_->description());
    }
    steps_.push_back(std::move(step));
  }
}

void StepPlan::run(std::int64_t times) {
  const auto walk = [&] {
    for (std::int64_t time = 0; time < times; ++time) {
      for (const Varying& varying : varying_) {
        steps_[varying.step].inputs[varying.input].data = varying.first + static_cast<std::size_t>(time) * row_bytes_;
      }
      for (const PlanRow& step : steps_) backend_->run(step.op, step.inputs, step.outputs, step.attributes);
    }
  };
  if (!has_run_ && !has_results_) program_ = backend_->compile(steps_);
  has_run_ = has_run_ || program_ != nullptr;
  if (program_) return program_->run(times);
  const auto captured = replays_.find(times);
  if (captured != replays_.end()) return captured->second->run();
  // The first run is as it is: it brings what memory the work needs.
  std::unique_ptr<Replay> replay;
  if (has_run_) replay = backend_->capture(walk);
  has_run_ = true;
  if (!replay) return walk();
  replay->run();
  replays_.emplace(times, std::move(replay));
}

void StepPlan::vary(const Tensor& rows, std::size_t row_bytes) {
  row_bytes_ = row_bytes;
  const std::byte *begin = rows.raw_data(), *end = begin + row_bytes;
  for (std::size_t step = 0; step < steps_.size(); ++step) {
    for (std::size_t input = 0; input < steps_[step].inputs.size(); ++input) {
      std::byte* data = steps_[step].inputs[input].data;
      if (data < begin || data >= end) continue;
      varying_.push_back({step, input, data});
      steps_[step].advance[input] = row_bytes;
    }
  }
}

std::string StepPlan::text() const {
  std::string text;
  for (const PlanRow& step : steps_) {
    text += name(step.op);
    if (step.attributes.activation == Activation::relu) text += " + relu";
    for (const View& input : step.inputs) text += " " + to_string(input.shape);
    text += " ->";
    for (const View& output : step.outputs) text += " " + to_string(output.shape);
    text += "\n";
  }
  return text;
}

ParameterArena::ParameterArena(const std::vector<Tensor>& parameters) {
  std::int64_t total = 0;
  for (const Tensor& parameter : parameters) {
    const auto step = static_cast<std::int64_t>(alignment / item_size(parameter.dtype()));
    offsets_.push_back(total);
    shapes_.push_back(parameter.shape());
    total += (parameter.numel() + step - 1) / step * step;
  }
  const DType dtype = parameters[0].dtype();
  const Device device = parameters[0].device();
  values_ = Tensor::zeros({total}, dtype, device);
  gradients_ = Tensor::zeros({total}, dtype, device);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Tensor window = Tensor::over(values_.storage(), shapes_[i], dtype, offsets_[i]);
    apply_into(Op::copy, {{parameters[i].detach()}}, {{window}});
    Tensor(parameters[i]).rebind(values_.storage(), offsets_[i]);
  }
}

void ParameterArena::collect(std::size_t i, const Tensor& gradient, const Tensor& into) const {
  const Tensor window = Tensor::over(into.storage(), shapes_[i], into.dtype(), offsets_[i]);
  Storage& storage = *gradient.storage();
  if (storage.data == nullptr && storage.bytes == window.bytes() && gradient.is_contiguous()) {
    storage.data = window.raw_data();
    storage.owner = into.storage()->owner;
  } else {
    apply_into(Op::copy, {{gradient}}, {{window}});
  }
}

}  // namespace inkgrad
