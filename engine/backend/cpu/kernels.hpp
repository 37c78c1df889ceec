#pragma once
// The fast CPU kernels: plain functions over contiguous float32 memory, in one table for each instruction set.
//
// This header is included by files compiled with their own -m flags, so it includes nothing but <cstdint>, and
// it holds declarations only. Kernels run on the calling thread, allocate nothing and keep no state.

#include <cstdint>

namespace inkgrad::cpu {

/// An image seen as the matrix that convolution multiplies with (im2col), never written out: row `tap`, column
/// `position` is image[taps[tap] + positions[position]]. A tap is a place in the kernel (channel, row, column), a
/// position one of the output; positions ascend. Zero padding is already part of the image.
struct Patches {
  const float* image = nullptr;
  const std::int32_t* taps = nullptr;
  const std::int32_t* positions = nullptr;
};

/// Where patches of a whole image come from: taps are channels x kernel x kernel, positions out_height x out_width, `stride` apart.
struct PatchGrid {
  std::int64_t channels, height, width;  ///< of the image, its padding included
  std::int64_t kernel, stride, out_height, out_width;
};

/// C[m,n] (+)= op(A)[m,k] * op(B)[k,n], row-major, with what usually follows done while C is still in registers:
///
///     C = relu?( (accumulate? C : 0) + op(A) op(B) + column_bias[j] + row_bias[i] )
///
/// Each element's sum runs over k in one fixed order that depends on k alone, so that a product computed in
/// pieces of C, by however many threads, has the same bytes.
struct Gemm {
  std::int64_t m = 0, n = 0, k = 0;
  const float* a = nullptr;
  std::int64_t lda = 0;  ///< floats from one row of A, as stored, to the next
  bool trans_a = false;  ///< A is stored as [k,m]
  const float* b = nullptr;
  std::int64_t ldb = 0;
  bool trans_b = false;              ///< B is stored as [n,k], as Linear keeps its weight
  const Patches* patches = nullptr;  ///< B instead of `b`: [taps, positions], or with trans_b its transpose
  float* c = nullptr;
  std::int64_t ldc = 0;
  /// Where C's columns lie, four by four, if not side by side: column j at c[i * ldc + places[j / 4] + j % 4]. For vectors of four only, n in
  /// whole ones, and B as patches.
  const std::int32_t* places = nullptr;
  const float* column_bias = nullptr;  ///< n floats, or none
  const float* row_bias = nullptr;     ///< m floats, or none
  bool relu = false;
  bool accumulate = false;
};

/// One step of Adam (Kingma and Ba, 2015) with the arithmetic of PyTorch's torch.optim.Adam; the caller turns
/// rates and step number into these factors in double precision.
struct Adam {
  float* parameters;
  const float* gradients;
  float* first_moment;
  float* second_moment;
  float one_minus_beta1, beta2, one_minus_beta2;
  float step_size;             ///< learning rate / (1 - beta1^t)
  float bias_correction2_sqrt;  ///< sqrt(1 - beta2^t)
  float eps, weight_decay;
};

/// One step of PyTorch's torch.optim.SGD (dampening 0).
struct Sgd {
  float* parameters;
  const float* gradients;
  float* velocity;
  float lr, momentum, weight_decay;
  bool nesterov = false;
};

/// What each byte of an image becomes: `table` says it. If `on_line` is set, so does byte * slope + offset in double, rounded to a float
/// (an instruction set that has the vectors for that need not look 256 numbers up).
struct PixelMap {
  float table[256];
  double slope, offset;
  bool on_line;
};

using Unary = void(const float* x, float* out, std::int64_t count);
using Binary = void(const float* a, const float* b, float* out, std::int64_t count);
using WithScalar = void(const float* a, float b, float* out, std::int64_t count);

struct KernelTable {
  const char* name;
  std::int64_t gemm_scratch;  ///< floats that `gemm` needs as scratch, whatever the shape
  std::int64_t gemm_columns;  ///< split C at multiples of this many columns, or lose speed at the edges
  void (*gemm)(const Gemm& args, float* scratch);
  bool fold_constant_columns;  ///< vectors of four: multiplying is so much dearer than looking that constant_columns.hpp gains

  /// Element-wise; `out` may be an input.
  Binary *add, *sub, *mul, *div;
  Binary* relu_backward;  ///< gradient, relu's result
  WithScalar *add_scalar, *sub_scalar, *mul_scalar, *div_scalar;
  Unary *neg, *abs, *exp, *log, *sqrt, *tanh, *sigmoid, *relu;

  /// out[channels] = sum of x[n, channels, inner] over the first and last axis.
  void (*sum_channels)(const float* x, std::int64_t n, std::int64_t channels, std::int64_t inner, float* out);

  /// The adjoint of `Patches`: each number of `image` becomes the sum of the columns[t, p] that were cut out of it, in the order of the taps.
  void (*add_patches)(const float* columns, const PatchGrid& grid, float* image);

  /// Non-overlapping windows over `planes` planes of [height, width]; what does not fill a window at the lower and right
  /// edge is left out. `places`: where in its window each maximum was, row * kernel + column, the first of equals.
  void (*max_pool)(const float* x, std::int64_t planes, std::int64_t height, std::int64_t width, int kernel,
                   float* out, std::uint8_t* places);
  /// The adjoint: writes all of gradient_x, zeros included. If x was a ReLU's result, `maxima`, what the pooling gave of it, makes it
  /// that ReLU's adjoint, too; else null.
  void (*max_pool_backward)(const float* gradient, const std::uint8_t* places, const float* maxima, std::int64_t planes,
                            std::int64_t height, std::int64_t width, int kernel, float* gradient_x);
  void (*avg_pool)(const float* x, std::int64_t planes, std::int64_t height, std::int64_t width, int kernel,
                   float* out);
  void (*avg_pool_backward)(const float* gradient, std::int64_t planes, std::int64_t height, std::int64_t width,
                            int kernel, float* gradient_x);

  /// Mean of each channel of x[n, channels, inner] and of its squared distance from it.
  void (*channel_moments)(const float* x, std::int64_t n, std::int64_t channels, std::int64_t inner, float* mean,
                          float* variance);
  /// Of each channel the sum of `gradient`, and of gradient * (x - mean).
  void (*channel_gradients)(const float* gradient, const float* x, const float* mean, std::int64_t n, std::int64_t channels,
                            std::int64_t inner, float* sum, float* sum_with_x);
  /// out = x * scale + shift, with one of each a channel.
  void (*channel_affine)(const float* x, const float* scale, const float* shift, std::int64_t n, std::int64_t channels,
                         std::int64_t inner, float* out);
  /// out = gradient * of_gradient + x * of_x + constant, with one of each a channel.
  void (*channel_combine)(const float* gradient, const float* x, const float* of_gradient, const float* of_x,
                          const float* constant, std::int64_t n, std::int64_t channels, std::int64_t inner, float* out);

  /// Returns the sum over rows of -log softmax(logits)[label]; gradient = scale * (softmax - one hot). `correct`
  /// receives the number of rows whose largest logit, the first of equals, is at the label.
  double (*cross_entropy)(const float* logits, const std::int64_t* labels, std::int64_t rows,
                          std::int64_t classes, float scale, float* gradient, std::int64_t* correct);
  void (*adam)(const Adam& args, std::int64_t start, std::int64_t count);
  void (*sgd)(const Sgd& args, std::int64_t start, std::int64_t count);

  /// out[r, i] = what `map` makes of images[indices[r], i].
  void (*gather)(const std::uint8_t* images, const std::int64_t* indices, std::int64_t rows, std::int64_t pixels,
                 const PixelMap& map, float* out);
};

/// The best table for this machine, chosen once.
const KernelTable& kernels();

/// One instruction set's table, or null where it does not run: 0 is the baseline (always there), 1 AVX2 with FMA,
/// 2 AVX-512 (as kernels_avx512.cpp says).
inline constexpr int instruction_sets = 3;
const KernelTable* kernels_of(int instruction_set);

}  // namespace inkgrad::cpu
