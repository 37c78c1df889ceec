#include "engine/autograd/node.hpp"
#include "engine/autograd/recorder.hpp"
#include "engine/autograd/tape.hpp"
#include "engine/backend/backend.hpp"

namespace inkgrad {

namespace {

thread_local Recorder* current_recorder = nullptr;

Device common_device(Op op, std::span<const Tensor> inputs) {
  const Device device = inputs[0].device();
  for (const Tensor& input : inputs) {
    if (input.device() != device) {
      input_error(name(op), " takes tensors on one device, got ", name(device), " and ", name(input.device()));
    }
  }
  return device;
}

void check_count(Op op, std::size_t got) {
  if (row(op).inputs == any_number) {
    if (got == 0) input_error(name(op), " takes one tensor or more, got none");
  } else if (static_cast<int>(got) != row(op).inputs) {
    input_error(name(op), " takes ", row(op).inputs, " tensors, got ", got);
  }
}

/// Kernels see contiguous tensors; copy alone takes any strides.
std::vector<Tensor> contiguous_inputs(Op op, std::span<const Tensor> inputs) {
  std::vector<Tensor> result(inputs.begin(), inputs.end());
  if (op == Op::copy) return result;
  for (Tensor& input : result) {
    if (!input.is_contiguous()) input = apply(Op::copy, {{input.detach()}})[0];
  }
  return result;
}

void run_or_record(Op op, std::vector<Tensor> inputs, std::vector<Tensor> outputs, const Attributes& attributes) {
  if (current_recorder) {
    current_recorder->instructions.push_back({op, attributes, std::move(inputs), std::move(outputs)});
    return;
  }
  std::vector<View> in, out;
  for (const Tensor& input : inputs) in.push_back(view_of(input));
  for (const Tensor& output : outputs) out.push_back(view_of(output));
  backend(inputs[0].device()).run(op, in, out, attributes);
}

}  // namespace

Recorder::Recorder() {
  if (current_recorder) failure("a plan is already being recorded in this thread");
  current_recorder = this;
}
Recorder::~Recorder() { current_recorder = nullptr; }
Recorder* Recorder::current() { return current_recorder; }

std::vector<Tensor> apply(Op op, std::span<const Tensor> inputs, const Attributes& attributes) {
  check_count(op, inputs.size());
  if (is_in_place(op)) failure(name(op), " writes into tensors that the caller brings: use apply_into");
  if (is_view(op)) return {view_by(op, inputs[0], attributes)};
  const Device device = common_device(op, inputs);
  std::vector<TensorMeta> metas;
  for (const Tensor& input : inputs) metas.push_back({input.dtype(), input.shape()});
  std::vector<Tensor> outputs;
  for (const TensorMeta& meta : row(op).shape_rule(metas, attributes)) {
    const auto bytes = static_cast<std::size_t>(numel(meta.shape)) * item_size(meta.dtype);
    auto storage = current_recorder ? std::make_shared<Storage>(Storage{device, bytes, nullptr, nullptr})
                                    : backend(device).allocate(bytes);
    outputs.push_back(Tensor::over(std::move(storage), meta.shape, meta.dtype));
  }
  run_or_record(op, contiguous_inputs(op, inputs), outputs, attributes);
  note_on_tape(op, attributes, inputs, outputs);
  return outputs;
}

void apply_into(Op op, std::span<const Tensor> inputs, std::span<const Tensor> outputs, const Attributes& attributes) {
  check_count(op, inputs.size());
  common_device(op, inputs);
  for (const Tensor& output : outputs) {
    if (!output.is_contiguous()) input_error(name(op), " writes into contiguous tensors, got ", describe(output), " with strides ",
                                             to_string(output.strides()));
  }
  run_or_record(op, contiguous_inputs(op, inputs), {outputs.begin(), outputs.end()}, attributes);
}

}  // namespace inkgrad
