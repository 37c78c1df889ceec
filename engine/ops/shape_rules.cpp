#include "engine/ops/shape_rules.hpp"

#include <array>

#include "engine/core/image.hpp"

namespace inkgrad::shape_rules {

namespace {

/// "float32 [2, 3] and int64 [2]".
std::string list(MetaSpan in) {
  std::string text;
  for (const TensorMeta& meta : in) {
    if (!text.empty()) text += " and ";
    text += concatenate(name(meta.dtype), " ", to_string(meta.shape));
  }
  return text;
}

void expect(bool fits, const char* op, const char* wanted, MetaSpan in) {
  if (!fits) input_error(op, " takes ", wanted, ", got ", list(in), "; to() converts a type, view() a shape");
}

/// An axis of one of an op's inputs, for messages.
struct NamedAxis {
  const char* of;
  const Shape& shape;
  int axis;
};

/// Two inputs that must be equally long along an axis each.
void expect_equal(const char* op, NamedAxis a, NamedAxis b) {
  if (a.shape[a.axis] == b.shape[b.axis]) return;
  input_error(op, ": the shapes ", to_string(a.shape), " of ", a.of, " and ", to_string(b.shape), " of ", b.of, " do not fit: axis ",
              a.axis, " of ", a.of, " is ", a.shape[a.axis], ", axis ", b.axis, " of ", b.of, " is ", b.shape[b.axis],
              "; they must be equal");
}

/// x [b, c] with int64 labels [b].
void expect_labelled(const char* op, MetaSpan in) {
  expect(in[0].shape.rank() == 2 && in[1].shape.rank() == 1 && in[1].dtype == DType::int64, op, "x [b, c] and int64 labels [b]", in);
  expect_equal(op, {"x", in[0].shape, 0}, {"the labels", in[1].shape, 0});
}

std::int64_t output_length(std::int64_t length, std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  return (length + 2 * padding - kernel) / stride + 1;
}

Shape pooled(MetaSpan in, const Attributes& attributes, const char* op) {
  const Shape& x = in[0].shape;
  const int k = attributes.kernel;
  expect(x.rank() == 4 && is_floating(in[0].dtype), op, "a float [n, c, h, w]", in);
  if (k < 1 || k > 15) input_error(op, " takes windows of 1 to 15, got ", k);
  if (x[2] < k || x[3] < k) input_error(op, " has windows of ", k, " and only ", x[2], " x ", x[3], " to look at");
  return {x[0], x[1], x[2] / k, x[3] / k};
}

}  // namespace

Metas same(MetaSpan in, const Attributes&) {
  for (const TensorMeta& other : in.subspan(1)) {
    if (other.shape != in[0].shape || other.dtype != in[0].dtype) {
      input_error("expected inputs of one type and shape, got ", list(in));
    }
  }
  return {in[0]};
}

Metas cast(MetaSpan in, const Attributes& attributes) {
  if (!is_floating(attributes.dtype) && attributes.dtype != DType::int64) {
    input_error("cast makes float32, float64 or int64, not ", name(attributes.dtype));
  }
  return {{attributes.dtype, in[0].shape}};
}

Metas broadcast(MetaSpan in, const Attributes&) {
  if (in[0].dtype != in[1].dtype) {
    input_error("expected two tensors of one type, got ", list(in), "; convert one with to()");
  }
  return {{in[0].dtype, broadcast_shapes(in[0].shape, in[1].shape)}};
}

Metas pow(MetaSpan in, const Attributes& attributes) {
  expect(is_floating(in[0].dtype) && is_floating(in[1].dtype), "pow", "two float tensors", in);
  return broadcast(in, attributes);
}

Metas compare(MetaSpan in, const Attributes& attributes) { return {{DType::boolean, broadcast(in, attributes)[0].shape}}; }

Metas where(MetaSpan in, const Attributes& attributes) {
  expect(in[0].dtype == DType::boolean && is_floating(in[1].dtype) && in[1].dtype == in[2].dtype, "where",
         "a bool condition and two float tensors of one type", in);
  return {{in[1].dtype, broadcast_shapes(in[0].shape, broadcast(in.subspan(1), attributes)[0].shape)}};
}

Metas sum(MetaSpan in, const Attributes& attributes) {
  // Whole numbers are counted in int64, as in PyTorch: 256 ones of a uint8 are not 0.
  const DType dtype = is_floating(in[0].dtype) ? in[0].dtype : DType::int64;
  return {{dtype, reduced_shape(in[0].shape, attributes.axes, attributes.keepdims)}};
}

Metas amax(MetaSpan in, const Attributes& attributes) {
  const Metas result{{in[0].dtype, reduced_shape(in[0].shape, attributes.axes, attributes.keepdims)}};
  expect(numel(in[0].shape) > 0 || numel(result[0].shape) == 0, "amax", "at least one element for each result", in);
  return result;
}

Metas argmax(MetaSpan in, const Attributes& attributes) {
  if (in[0].shape[normalise_axis(attributes.axis0, in[0].shape.rank())] == 0) {
    input_error("argmax: axis ", attributes.axis0, " of ", to_string(in[0].shape), " holds no element to choose");
  }
  return {{DType::int64, reduced_shape(in[0].shape, {attributes.axis0}, false)}};
}

Metas matmul(MetaSpan in, const Attributes& attributes) {
  const Shape& a = in[0].shape;
  const Shape& b = in[1].shape;
  expect(a.rank() == 2 && b.rank() == 2 && in[0].dtype == in[1].dtype && is_floating(in[0].dtype), "matmul",
         "two float matrices of one type", in);
  const int inner_a = attributes.transpose_a ? 0 : 1, inner_b = attributes.transpose_b ? 1 : 0;
  expect_equal("matmul", {"the first", a, inner_a}, {"the second", b, inner_b});
  return {{in[0].dtype, {a[1 - inner_a], b[1 - inner_b]}}};
}

Metas linear(MetaSpan in, const Attributes&) {
  const Shape &x = in[0].shape, &weight = in[1].shape, &bias = in[2].shape;
  expect(x.rank() == 2 && weight.rank() == 2 && bias.rank() == 1 && is_floating(in[0].dtype) && in[0].dtype == in[1].dtype &&
             in[0].dtype == in[2].dtype,
         "linear", "x [b, in], weight [out, in] and bias [out] of one float type", in);
  expect_equal("linear", {"x", x, 1}, {"the weight", weight, 1});
  expect_equal("linear", {"the weight", weight, 0}, {"the bias", bias, 0});
  return {{in[0].dtype, {x[0], weight[0]}}};
}

Metas conv2d(MetaSpan in, const Attributes& attributes) {
  const Shape &x = in[0].shape, &weight = in[1].shape, &bias = in[2].shape;
  expect(x.rank() == 4 && weight.rank() == 4 && bias.rank() == 1 && weight[2] == weight[3] && is_floating(in[0].dtype) &&
             in[0].dtype == in[1].dtype && in[0].dtype == in[2].dtype,
         "conv2d", "x [n, c, h, w], weight [o, c, k, k] and bias [o] of one float type", in);
  expect_equal("conv2d", {"x", x, 1}, {"the weight", weight, 1});
  expect_equal("conv2d", {"the weight", weight, 0}, {"the bias", bias, 0});
  const int stride = attributes.stride, padding = attributes.padding;
  if (stride < 1 || padding < 0) input_error("conv2d takes a stride of 1 or more and a padding of 0 or more");
  if (x[2] + 2 * padding < weight[2] || x[3] + 2 * padding < weight[2]) {
    input_error("conv2d: a kernel of ", weight[2], " x ", weight[2], " does not fit into ", x[2], " x ", x[3],
                " with a padding of ", padding);
  }
  return {{in[0].dtype,
           {x[0], weight[0], output_length(x[2], weight[2], stride, padding),
            output_length(x[3], weight[2], stride, padding)}}};
}

Metas max_pool2d(MetaSpan in, const Attributes& attributes) {
  const Shape shape = pooled(in, attributes, "max_pool2d");
  return {{in[0].dtype, shape}, {DType::uint8, shape}};
}

Metas avg_pool2d(MetaSpan in, const Attributes& attributes) {
  return {{in[0].dtype, pooled(in, attributes, "avg_pool2d")}};
}

Metas one_hot(MetaSpan in, const Attributes& attributes) {
  expect(in[0].dtype == DType::int64 && in[0].shape.rank() == 1, "one_hot", "int64 labels [b]", in);
  return {{attributes.dtype, {in[0].shape[0], attributes.classes}}};
}

Metas pick_class(MetaSpan in, const Attributes&) {
  expect_labelled("pick_class", in);
  return {{in[0].dtype, in[1].shape}};
}

Metas cross_entropy(MetaSpan in, const Attributes&) {
  expect_labelled("cross_entropy", in);
  expect(is_floating(in[0].dtype) && in[0].shape[0] > 0, "cross_entropy", "float logits [b, c] with b > 0", in);
  return {{in[0].dtype, {}}, {DType::int64, {}}, in[0]};
}

Metas dropout(MetaSpan in, const Attributes& attributes) {
  expect(is_floating(in[0].dtype) && in[1].dtype == DType::float64 && in[1].shape == Shape{1}, "dropout",
         "a float x and a float64 [1]", in);
  if (!(attributes.p >= 0 && attributes.p < 1)) input_error("dropout: p must be 0 or more and below 1, got ", attributes.p);
  return {in[0]};
}

Metas batch_norm(MetaSpan in, const Attributes& attributes) {
  const Shape& x = in[0].shape;
  bool fits = x.rank() >= 2 && is_floating(in[0].dtype);
  for (const TensorMeta& of_channel : in.subspan(1)) {
    fits = fits && of_channel.dtype == in[0].dtype && of_channel.shape == Shape{x[1]};
  }
  expect(fits, "batch_norm", "x [n, c, ...] and four [c] of one float type", in);
  if (attributes.training && numel(x) <= x[1]) {
    input_error("batch_norm: ", to_string(x), " has ", x[1] == 0 ? 0 : numel(x) / x[1],
                " value a channel, of which there is no variance; training takes 2 or more");
  }
  return {in[0], in[1], in[1]};
}

Metas batch_norm_backward(MetaSpan in, const Attributes&) {
  const Shape& x = in[1].shape;
  bool fits = x.rank() >= 2 && is_floating(in[1].dtype) && in[0].dtype == in[1].dtype && in[0].shape == x;
  for (const TensorMeta& of_channel : in.subspan(2)) {
    fits = fits && of_channel.dtype == in[1].dtype && of_channel.shape == Shape{x[1]};
  }
  expect(fits, "batch_norm_backward", "gradient and x [n, c, ...] and three [c] of one float type", in);
  return {in[1], in[2], in[2]};
}

Metas batch_places(MetaSpan in, const Attributes& attributes) {
  expect(in[0].dtype == DType::int64 && in[0].shape == Shape{2}, "batch_places", "an int64 position [2]", in);
  if (attributes.batch < 0 || attributes.batch > attributes.count) {
    input_error("batch_places: a batch of ", attributes.batch, " images does not come out of ", attributes.count);
  }
  return {{DType::int64, {attributes.batch}}};
}

Metas gather_batch(MetaSpan in, const Attributes& attributes) {
  expect(in[0].dtype == DType::uint8 && in[0].shape.rank() == 2 && in[1].dtype == DType::int64 &&
             in[1].shape.rank() == 1 && in[1].shape[0] == in[0].shape[0] && in[2].dtype == DType::int64 &&
             in[2].shape.rank() == 1,
         "gather_batch", "uint8 images [n, p], int64 labels [n] and int64 indices [b]", in);
  const std::int64_t batch = in[2].shape[0];
  return {{attributes.dtype, {batch, in[0].shape[1]}}, {DType::int64, {batch}}};
}

Metas augment_batch(MetaSpan in, const Attributes& attributes) {
  const Metas result = gather_batch(in.first(3), attributes);
  expect(in[0].shape[1] == image_pixels && in[3].dtype == DType::int64 && in[3].shape == Shape{1}, "augment_batch",
         "uint8 images [n, 784], int64 labels [n], indices [b] and epoch [1]", in);
  const Augmentation& a = attributes.augmentation;
  const bool sensible = a.shift >= 0 && a.rotate >= 0 && a.rotate < 180 && a.scale >= 0 && a.scale < 1 && a.thickness >= 0 &&
                        a.thickness <= 1 && a.elastic >= 0;
  if (!sensible) {
    input_error("augmentation: expected shift, rotate (below 180), scale (below 1), thickness (to 1) and elastic of 0 or more, got ",
                a.shift, ", ", a.rotate, ", ", a.scale, ", ", a.thickness, ", ", a.elastic);
  }
  return result;
}

Metas cat(MetaSpan in, const Attributes& attributes) {
  const Shape& first = in[0].shape;
  const int axis = normalise_axis(attributes.axis0, first.rank());
  Shape whole = first;
  whole[axis] = 0;
  for (const TensorMeta& part : in) {
    Shape expected = first;
    if (part.shape.rank() == first.rank()) expected[axis] = part.shape[axis];
    if (!(part.shape == expected) || part.dtype != in[0].dtype) {
      const std::array different{in[0], part};
      input_error("cat takes tensors of one type whose shapes differ along axis ", axis, " alone, got ", list(different));
    }
    whole[axis] += part.shape[axis];
  }
  return {{in[0].dtype, whole}};
}

Metas index_select(MetaSpan in, const Attributes& attributes) {
  expect(in[1].dtype == DType::int64 && in[1].shape.rank() == 1, "index_select", "a tensor and int64 indices [b]", in);
  Shape shape = in[0].shape;
  shape[normalise_axis(attributes.axis0, shape.rank())] = in[1].shape[0];
  return {{in[0].dtype, shape}};
}

Metas slice_backward(MetaSpan in, const Attributes& attributes) {
  const Shape& whole = attributes.shape;
  const int axis = normalise_axis(attributes.axis0, whole.rank());
  Shape taken = whole;
  if (in[0].shape.rank() == whole.rank()) taken[axis] = in[0].shape[axis];
  const std::int64_t last = attributes.start + (taken[axis] - 1) * attributes.step;
  if (!(taken == in[0].shape) || attributes.start < 0 || attributes.step < 1 || (taken[axis] > 0 && last >= whole[axis])) {
    input_error("slice_backward: a gradient of shape ", to_string(in[0].shape), " has no place in ", to_string(whole), " from ",
                attributes.start, " on in steps of ", attributes.step, " along axis ", axis);
  }
  return {{in[0].dtype, whole}};
}

Metas slice(MetaSpan in, const Attributes& attributes) {
  Shape shape = in[0].shape;
  const int axis = normalise_axis(attributes.axis0, shape.rank());
  shape[axis] = axis_range(shape[axis], attributes.start, attributes.stop, attributes.step).count;
  return {{in[0].dtype, shape}};
}

Metas transpose(MetaSpan in, const Attributes& attributes) {
  Shape shape = in[0].shape;
  std::swap(shape[normalise_axis(attributes.axis0, shape.rank())],
            shape[normalise_axis(attributes.axis1, shape.rank())]);
  return {{in[0].dtype, shape}};
}

Metas given_shape(MetaSpan in, const Attributes& attributes) { return {{in[0].dtype, attributes.shape}}; }

}  // namespace inkgrad::shape_rules
