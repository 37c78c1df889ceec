#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/core/tensor.hpp"

namespace inkgrad {

/// Every operation the engine knows. THE op table below has one row for each, in this order.
///
/// To add an op: one enumerator and one row here, one reference expression, one kernel for each device that
/// wants it fast, one gradient (or `no gradient`). Every array that is indexed by Op is checked to be complete.
enum class Op : std::uint8_t {
  // element-wise, NumPy's broadcasting
  add, sub, mul, div, pow,
  eq, lt, le, where,
  // element-wise, one input
  neg, abs, exp, log, sqrt, sin, cos, tanh, sigmoid, relu, relu_backward,
  cast,
  // reductions
  sum, amax, argmax,
  // linear algebra
  matmul, linear,
  // convolution and pooling, NCHW
  conv2d, conv2d_input_backward, conv2d_weight_backward,
  max_pool2d, max_pool2d_backward, avg_pool2d, avg_pool2d_backward,
  // classification
  one_hot, pick_class, cross_entropy,
  // what is different in training
  dropout, batch_norm, batch_norm_backward,
  // data, metrics, optimizers
  batch_places, gather_batch, augment_batch, accumulate_metrics, sgd_step, adam_step,
  // putting together and picking out along an axis
  cat, index_select, index_select_backward, slice_backward,
  // memory: copy makes a strided view contiguous; the rest only look at the same bytes in another way
  copy, view, transpose, expand, slice,
  count_,
};
inline constexpr int op_count = static_cast<int>(Op::count_);
constexpr std::size_t index_of(Op op) { return static_cast<std::size_t>(op); }

/// What a linear or convolution row may apply to its result before it is stored.
enum class Activation : std::uint8_t { none, relu };

/// What the factors of a product may be rounded to before they are multiplied; the products are added as float32. Numbers of TF32
/// have 10 bits of mantissa, of bfloat16 7; the range is float32's.
enum class Precision : std::uint8_t { float32, tf32, bf16 };

/// How far training images are moved, at most, each by its own random numbers; all 0 leaves them as they are.
struct Augmentation {
  double shift = 0;      ///< pixels to either side, up or down
  double rotate = 0;     ///< degrees to either side, below 180
  double scale = 0;      ///< part of the size that is added or taken away, below 1
  double thickness = 0;  ///< part of the way, 0 to 1, to the darkest or lightest neighbour of each pixel
  double elastic = 0;    ///< pixels by which the control points of a smooth distortion move

  bool any() const { return shift != 0 || rotate != 0 || scale != 0 || thickness != 0 || elastic != 0; }
  bool operator==(const Augmentation&) const = default;
};

/// Everything an op is told besides its tensors. Plain data: it travels into plans and kernels by copy. Each
/// row uses the fields that its line in the table names and leaves the others alone.
struct Attributes {
  bool transpose_a = false;   ///< matmul: use the first factor's transpose
  bool transpose_b = false;   ///< matmul: use the second factor's transpose
  bool keepdims = false;      ///< sum, amax
  Activation activation = Activation::none;  ///< linear, conv2d
  Precision precision = Precision::float32;  ///< linear, matmul; a device may be more precise
  int kernel = 0;             ///< pooling: window length
  int stride = 1;             ///< conv2d*, pooling
  int padding = 0;            ///< conv2d*
  int axis0 = 0, axis1 = 0;   ///< transpose; axis0 for argmax, cat, index_select*, slice*
  std::int64_t classes = 0;   ///< one_hot
  std::int64_t batch = 0;     ///< accumulate_metrics, batch_places: images in the batch
  std::int64_t count = 0;     ///< batch_places: images of which it is one
  bool shuffle = false;       ///< batch_places: in an order of the epoch's own
  Shape axes{};               ///< sum, amax: the reduced axes, all if empty
  Shape shape{};              ///< view, expand, slice_backward, index_select_backward, conv2d_*_backward, *_pool2d_backward:
                              ///< the shape of the result
  std::int64_t start = 0, stop = 0, step = 1;  ///< slice, and slice_backward but for stop: places along axis0
  DType dtype = DType::float32;  ///< cast, one_hot, gather_batch, augment_batch: the type of the result
  double mean = 0, std = 1;   ///< gather_batch, augment_batch: of pixel / 255
  double momentum = 0, weight_decay = 0;  ///< sgd_step, adam_step
  bool nesterov = false;      ///< sgd_step: momentum looks one step ahead
  bool decoupled = false;     ///< adam_step: weight decay shrinks the parameters, not through the gradient (AdamW)
  double beta1 = 0.9, beta2 = 0.999, eps = 1e-8;  ///< adam_step; eps also batch_norm*
  bool training = false;      ///< batch_norm*: by the batch's own statistics
  double p = 0;               ///< dropout: the share that is dropped
  std::uint64_t seed = 0;     ///< dropout, augment_batch, batch_places
  std::uint32_t stream = 0;   ///< dropout: tells apart the layers of a network
  Augmentation augmentation{};  ///< augment_batch
};

/// Type and shape of a tensor, without its bytes.
struct TensorMeta {
  DType dtype;
  Shape shape;
};

/// In a row's `inputs`: one tensor or more.
inline constexpr int any_number = -1;

/// One row of the op table.
struct OpRow {
  Op op;
  std::string_view name;
  int inputs;
  int outputs;
  /// Types and shapes of the results. Throws Error, naming the op and the shapes, if the inputs do not fit.
  /// Null for in-place rows, whose outputs the caller brings.
  std::vector<TensorMeta> (*shape_rule)(std::span<const TensorMeta> inputs, const Attributes& attributes);
  /// How a backend's result may differ from the reference's: |a - b| <= tolerance * S + 1e-7, S being the same
  /// result computed over absolute values (for element-wise ops: the value itself). 0 means equal bytes.
  double tolerance;
  std::string_view description;
  /// For a fused row: the same result from simpler rows. Null otherwise.
  std::vector<Tensor> (*decomposition)(std::span<const Tensor> inputs, const Attributes& attributes);
};

/// The row of an op.
const OpRow& row(Op op);
std::string_view name(Op op);

/// True for rows that compute nothing: the result is the input's storage seen with another shape.
constexpr bool is_view(Op op) {
  return op == Op::view || op == Op::transpose || op == Op::expand || op == Op::slice;
}

/// True for rows that write into their outputs' present contents (optimizer steps, metric sums).
constexpr bool is_in_place(Op op) {
  return op == Op::accumulate_metrics || op == Op::sgd_step || op == Op::adam_step;
}

/// Runs an op on its inputs' device and returns the results; notes it on the tape if an input requires a
/// gradient, and in the plan that is being recorded, if any. Declared here, where the decompositions need
/// it; defined in autograd/apply.cpp.
std::vector<Tensor> apply(Op op, std::span<const Tensor> inputs, const Attributes& attributes = {});

/// apply's first result: all that most ops have.
inline Tensor apply_one(Op op, std::initializer_list<Tensor> inputs, const Attributes& attributes = {}) {
  return apply(op, std::span(inputs.begin(), inputs.size()), attributes)[0];
}

/// Runs an op into tensors that exist: in-place rows, and element-wise rows whose result replaces an input.
/// Never noted on the tape.
void apply_into(Op op, std::span<const Tensor> inputs, std::span<const Tensor> outputs,
                const Attributes& attributes = {});

}  // namespace inkgrad
