#pragma once
// Products with a matrix many of whose columns hold one number from the first row to the last. A batch of digits is such a matrix: of
// 784 pixels a third are margin in each of 64 images, and normalised like all others, so that they are no zeros to skip.

#include "engine/backend/cpu/compute.hpp"

namespace inkgrad::cpu {

/// Does what compute.gemm(args) does, up to rounding, in less time, for the two products of a linear layer with its input x [rows,
/// columns]: y = x W^T (A is x, B the weight stored transposed) and dW = dy^T x (A stored transposed, B is x). With c_j the number of
/// a constant column j, what those columns give is the same in every row, and in every column but for a factor:
///
///     y = sum over varying j of x_j W_j + (bias + sum over constant j of c_j W_j)
///     dW_j = c_j * (sum over rows of dy)
///
/// so only the varying columns are multiplied: cut out of W and x where panels are packed, and dW's written where they belong. Only
/// for kernels with vectors of four, whose columns are taken four by four; wider ones multiply faster than this looks.
///
/// Returns false, and has written nothing, for another product, for one too small to gain, and if less than an eighth of the columns
/// are constant. A column is constant if all its bytes are the first row's and that is a finite number. The decision and the order of
/// every sum depend on the whole matrices alone, so the result has the same bytes for any number of threads.
bool gemm_of_constant_columns(Compute& compute, const Gemm& args);

}  // namespace inkgrad::cpu
