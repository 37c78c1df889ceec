#include "engine/backend/cpu/constant_columns.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace inkgrad::cpu {

namespace {

// Columns are multiplied or folded four at a time, a vector of the kernels that this is for. A block's groups are looked at together: 16
// columns are a cache line.
constexpr std::int64_t group = 4, block = 16, groups_of_block = block / group;
// Fewer rows or outputs do not pay for looking.
constexpr std::int64_t least_rows = 32, least_outputs = 32, least_constant_part = 8;

/// A group's numbers; every machine has such vectors.
typedef float Group __attribute__((vector_size(16)));

Group load(const float* from) {
  Group numbers;
  __builtin_memcpy(&numbers, from, sizeof numbers);
  return numbers;
}

void store(float* to, Group numbers) { __builtin_memcpy(to, &numbers, sizeof numbers); }

typedef std::int64_t Bits __attribute__((vector_size(16)));

Bits bits(Group numbers) { return reinterpret_cast<Bits>(numbers); }

/// Which groups of a matrix's columns vary from row to row.
struct Groups {
  std::int64_t varying_count, constant_count;
  const std::int32_t* varying;    ///< the first columns of those that do, ascending
  const std::int32_t* constant;   ///< and of those that do not
  const std::int32_t* positions;  ///< each column of those that do
  std::int32_t* taps;             ///< memory for where rows begin

  std::int64_t columns() const { return varying_count * group; }

  /// The varying columns of `count` rows that lie at `rows`, `stride` apart.
  Patches cut(const float* rows, std::int64_t count, std::int64_t stride) const {
    for (std::int64_t r = 0; r < count; ++r) taps[r] = static_cast<std::int32_t>(r * stride);
    return {rows, taps, positions};
  }
};

/// varies[i] = whether group i of the block at `x` holds anything but its first row's finite numbers in all rows.
void look_at_block(const float* x, std::int64_t rows, std::int64_t stride, std::int32_t* varies) {
  std::array<Bits, groups_of_block> first, differ;
  for (std::int64_t i = 0; i < groups_of_block; ++i) {
    const Group numbers = load(x + i * group);
    first[i] = bits(numbers);
    differ[i] = bits(numbers - numbers);  // not 0 of what is not finite
  }
  constexpr std::int64_t rows_at_once = 4;  // between looks at what was found: most blocks differ everywhere after a few rows
  for (std::int64_t r = 1; r < rows;) {
    for (const std::int64_t end = std::min(r + rows_at_once, rows); r < end; ++r) {
      for (std::int64_t i = 0; i < groups_of_block; ++i) differ[i] |= bits(load(x + r * stride + i * group)) ^ first[i];
    }
    bool all = true;
    for (std::int64_t i = 0; i < groups_of_block; ++i) {
      varies[i] = (differ[i][0] | differ[i][1]) != 0;
      all = all && varies[i] != 0;
    }
    if (all) return;
  }
}

/// Looks at `columns` columns of x, `rows` rows that are `stride` apart; with memory for `most_rows` taps.
Groups look(Compute& compute, const float* x, std::int64_t rows, std::int64_t stride, std::int64_t columns, std::int64_t most_rows) {
  const std::int64_t count = columns / group;
  std::int32_t* varies = compute.parts<std::int32_t>(2 * count + columns + most_rows);
  compute.split(columns / block, 16, [&](std::int64_t start, std::int64_t blocks) {
    for (std::int64_t b = start; b < start + blocks; ++b) look_at_block(x + b * block, rows, stride, varies + b * groups_of_block);
  });
  std::int32_t* varying = varies + count;
  std::int32_t* constant = varying + count;  // filled from its end
  std::int32_t* positions = varying + count;
  Groups groups{0, 0, varying, nullptr, positions, positions + columns};
  for (std::int64_t i = count; i-- > 0;) {
    if (varies[i] == 0) *--constant = static_cast<std::int32_t>(i * group), ++groups.constant_count;
  }
  groups.constant = constant;
  for (std::int32_t column = 0; column < columns; ++column) {
    if (varies[column / group] == 0) continue;
    if (column % group == 0) varying[groups.varying_count++] = column;
    *positions++ = column;
  }
  return groups;
}

/// The sum of x_j w_j over the constant columns, in sixteen sums that need not wait for each other.
float sum_over_constant(const Groups& groups, const float* x, const float* w) {
  std::array<Group, groups_of_block> sums{};
  std::int64_t i = 0;
  const auto product = [&](std::int64_t at) { return load(x + at) * load(w + at); };
  for (; i + groups_of_block <= groups.constant_count; i += groups_of_block) {
    for (std::int64_t j = 0; j < groups_of_block; ++j) sums[j] += product(groups.constant[i + j]);
  }
  for (; i < groups.constant_count; ++i) sums[0] += product(groups.constant[i]);
  const Group sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

bool pays(std::int64_t rows, std::int64_t columns, std::int64_t outputs) {
  return rows >= least_rows && outputs >= least_outputs && columns > 0 && columns % block == 0 &&
         std::max(rows, outputs) * columns <= std::numeric_limits<std::int32_t>::max();
}

bool pays(const Groups& groups) {
  return groups.constant_count * least_constant_part >= groups.varying_count + groups.constant_count;
}

constexpr std::int64_t rows_of_a_thread = 64;  // fewer are done before another thread is awake

bool forward(Compute& compute, const Gemm& args) {
  const std::int64_t rows = args.m, outputs = args.n, columns = args.k;
  if (!pays(rows, columns, outputs)) return false;
  const Groups groups = look(compute, args.a, rows, args.lda, columns, outputs);
  if (!pays(groups)) return false;
  float* x = compute.floats(0, rows * columns);
  float* bias = compute.floats(1, outputs);
  compute.split(rows + outputs, rows_of_a_thread, [&](std::int64_t start, std::int64_t count) {
    for (std::int64_t r = start; r < start + count; ++r) {
      if (r < rows) {
        float* to = x + r * groups.columns();
        for (std::int64_t i = 0; i < groups.varying_count; ++i) store(to + i * group, load(args.a + r * args.lda + groups.varying[i]));
      } else {
        const std::int64_t o = r - rows;
        bias[o] = sum_over_constant(groups, args.a, args.b + o * args.ldb) + (args.column_bias ? args.column_bias[o] : 0);
      }
    }
  });
  const Patches weight = groups.cut(args.b, outputs, args.ldb);
  Gemm product = args;
  product.k = product.lda = groups.columns();
  product.a = x, product.patches = &weight, product.column_bias = bias;
  compute.gemm(product);
  return true;
}

bool weight_gradient(Compute& compute, const Gemm& args) {
  const std::int64_t rows = args.k, outputs = args.m, columns = args.n;
  if (!pays(rows, columns, outputs)) return false;
  const Groups groups = look(compute, args.b, rows, args.ldb, columns, rows);
  if (!pays(groups)) return false;
  const Patches x = groups.cut(args.b, rows, args.ldb);
  Gemm product = args;
  product.n = groups.columns();
  product.patches = &x, product.places = groups.varying;
  compute.gemm(product);
  float* sums = compute.floats(0, outputs);
  compute.split(outputs, rows_of_a_thread, [&](std::int64_t start, std::int64_t count) {
    std::fill_n(sums + start, count, 0.0f);
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t o = start; o < start + count; ++o) sums[o] += args.a[r * args.lda + o];
    }
    for (std::int64_t o = start; o < start + count; ++o) {
      for (std::int64_t i = 0; i < groups.constant_count; ++i) {
        const std::int64_t column = groups.constant[i];
        store(args.c + o * args.ldc + column, load(args.b + column) * sums[o]);
      }
    }
  });
  return true;
}

}  // namespace

bool gemm_of_constant_columns(Compute& compute, const Gemm& args) {
  if (args.accumulate || args.patches || args.places || args.trans_a == args.trans_b) return false;
  if (args.trans_b) return forward(compute, args);
  return !args.column_bias && !args.row_bias && !args.relu && weight_gradient(compute, args);
}

}  // namespace inkgrad::cpu
