#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/autograd/recorder.hpp"
#include "engine/backend/backend.hpp"

namespace inkgrad {

/// A flat list of ops over fixed buffers: what eager execution would run, compiled once and run many times.
///
/// Compiling (1) drops ops whose result nobody uses, (2) merges a linear or convolution row with the ReLU behind it,
/// and what else the device fuses, (3) gives every intermediate result a place in one arena, shared by results that do not live at
/// the same time, and (4) resolves all addresses, so that `run` only walks a list; from the second run on a device that can
/// (Backend::capture) does it in one go. Eager execution of the same ops is its reference.
class StepPlan {
 public:
  StepPlan() = default;
  /// Takes what a Recorder heard. `results` are recorded tensors that the caller reads after `run`. Throws Error of kind
  /// Unsupported, naming the op, if the device lacks one.
  StepPlan(std::vector<Instruction> instructions, const std::vector<Tensor>& results);

  /// Runs the list so many times.
  void run(std::int64_t times = 1);

  /// Inputs within the first row of `rows`, each of `row_bytes`, move on by a row from one time to the next of the same run.
  void vary(const Tensor& rows, std::size_t row_bytes);

  std::size_t size() const { return steps_.size(); }
  std::size_t arena_bytes() const { return arena_bytes_; }
  /// The ops in order, a line each, for people.
  std::string text() const;

 private:
  /// An input that moves, and where it begins.
  struct Varying {
    std::size_t step, input;
    std::byte* first;
  };

  std::vector<PlanRow> steps_;
  std::vector<Varying> varying_;
  std::size_t row_bytes_ = 0;
  std::vector<Instruction> instructions_;  // keep the tensors, and so their storage, alive
  std::shared_ptr<Storage> arena_;
  std::size_t arena_bytes_ = 0;
  Backend* backend_ = nullptr;
  bool has_results_ = false;
  std::unique_ptr<Program> program_;                          // the whole list, where the device has it so
  std::map<std::int64_t, std::unique_ptr<Replay>> replays_;  // by how many times they run the list
  bool has_run_ = false;
};

/// Parameters moved into one flat float tensor, each at a multiple of 64 bytes, gaps zero: one optimizer launch updates
/// them all. The parameters become windows onto it.
class ParameterArena {
 public:
  explicit ParameterArena(const std::vector<Tensor>& parameters);

  const Tensor& values() const { return values_; }
  const Tensor& gradients() const { return gradients_; }
  /// Within a recording: makes recorded gradient number i come out in its place of `into`, which is gradients() or like it.
  void collect(std::size_t i, const Tensor& gradient, const Tensor& into) const;

 private:
  std::vector<std::int64_t> offsets_;
  std::vector<Shape> shapes_;
  Tensor values_, gradients_;
};

}  // namespace inkgrad
