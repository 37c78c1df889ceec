#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ops/op.hpp"

namespace inkgrad {

/// What a kernel sees of a tensor: an address, a type, a shape. Contiguous, except for the input of Op::copy,
/// for which alone `strides` (in elements) matters.
struct View {
  std::byte* data = nullptr;
  DType dtype = DType::float32;
  Shape shape;
  Shape strides;

  template <class T>
  T* as() const {
    return reinterpret_cast<T*>(data);
  }
  std::int64_t numel() const { return inkgrad::numel(shape); }
};

/// View of a tensor that has its bytes.
View view_of(const Tensor& tensor);

/// Work that a device was shown once and does again when asked.
class Replay {
 public:
  virtual ~Replay() = default;
  virtual void run() = 0;
};

/// A row of a plan, with its addresses.
struct PlanRow {
  Op op;
  Attributes attributes;
  std::vector<View> inputs, outputs;
  std::vector<std::size_t> advance;  ///< bytes that each input moves on by from one time to the next of the same run; mostly 0
};

/// A plan's rows, which a device does as a whole.
class Program {
 public:
  virtual ~Program() = default;
  /// Does them so many times.
  virtual void run(std::int64_t times) = 0;
};

/// A row that a device may compute along with another one, sparing a launch. StepPlan merges the two where Backend::fuses says so.
enum class Fusion {
  relu_backward,       ///< of the result: one more input, the ReLU's output (with max_pool2d_backward, that pooled)
  bias_gradient,       ///< with a weight's (conv2d_weight_backward, matmul of a transpose): one more output, the first input's sums a unit
  accumulate_metrics,  ///< with cross_entropy: one more output, the sums of loss and hits
  max_pool,            ///< of windows of 2 x 2, with the conv2d that alone is pooled: max_pool2d's outputs in place of its own
  max_pool_backward,   ///< of such windows, with each of the conv2d_..._backward that alone take its result: max_pool2d_backward's first
                       ///< input in place of that, its others at the end
  batch_places,        ///< with gather_batch, augment_batch: in place of the places the position, with batch_places' attributes
};

/// What a device must do. One object a device, reached through backend(device).
///
/// Contract of `run`:
/// - the inputs and outputs have the types and shapes of the row's shape rule; outputs are allocated;
/// - the outputs of in-place rows (is_in_place) hold values that the kernel updates; element-wise rows may be
///   given an output that is also an input (same address, same shape); no other overlap happens;
/// - results do not depend on the number of threads;
/// - it does not allocate on repeated calls with the same shapes (scratch grows once and stays).
class Backend {
 public:
  virtual ~Backend() = default;

  virtual Device device() const = 0;
  /// One line for people: "cpu (AVX2, 2 threads)".
  virtual std::string description() const = 0;
  /// Whether `run` can do the op on this element type; asked before training starts, never discovered in it.
  virtual bool supports(Op op, DType dtype) const = 0;
  /// Whether `run` takes rows of this op with the other row merged into it.
  virtual bool fuses([[maybe_unused]] Op op, [[maybe_unused]] Fusion fusion) const { return false; }
  /// Why it cannot multiply in this precision, as a clause for people; nothing if it can. float32 it always can.
  virtual std::string why_not(Precision precision) const {
    return precision == Precision::float32 ? "" : "it computes in float32 alone";
  }
  /// How many bytes of results a step had better keep at a time: a plan of more takes its batch in parts. 0: any number. It decides in what
  /// order gradients are added up, so it is the same on all machines.
  virtual std::size_t near_bytes() const { return 0; }
  virtual std::shared_ptr<Storage> allocate(std::size_t bytes) = 0;
  virtual void run(Op op, std::span<const View> inputs, std::span<const View> outputs,
                   const Attributes& attributes) = 0;
  /// Takes down what `work` gives to `run`, without doing it, so that it can be done again in one go, with the same addresses and
  /// attributes. `work` has been done once before: all memory that it needs is there. Null where that gains nothing.
  virtual std::unique_ptr<Replay> capture([[maybe_unused]] const std::function<void()>& work) { return nullptr; }
  /// Is offered all rows of a plan that has no results, before they first run. What the program leaves in the memory that in-place rows
  /// change, merged ones too, is what the rows would leave there; what others would write it may leave out. Null: by `run` and `capture`.
  virtual std::unique_ptr<Program> compile([[maybe_unused]] std::span<const PlanRow> rows) { return nullptr; }
  /// Copies bytes from the host into a tensor.
  virtual void upload(const Tensor& to, std::span<const std::byte> bytes) = 0;
  /// Calls `done` with the bytes of a contiguous tensor once all work given before has finished: at once on the host,
  /// later on devices that have no other way. Nothing reads back inside a step.
  virtual void read_back(const Tensor& from, std::function<void(std::span<const std::byte>)> done) = 0;
  /// Threads to compute with, 1 or more. Devices without threads of their own ignore it.
  virtual void set_threads(int threads) = 0;
};

/// Makes a device's backend known that is no part of the engine, or stands before the engine's own; it must outlive its tensors. Null: there
/// is none (any more).
void provide_backend(Device device, Backend* backend);

/// The device's backend. Throws Error of kind Unsupported if this build has none for it.
Backend& backend(Device device);
bool has_backend(Device device);

/// The truth the others are tested against: backend/reference/.
Backend& reference_backend();
/// The fast kernels: backend/cpu/.
Backend& cpu_backend();

}  // namespace inkgrad
