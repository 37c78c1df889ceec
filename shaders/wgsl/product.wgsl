// One tiled product C = A B for linear layers and convolutions: 8 x 8 threads make 32 x 32 numbers of C, 4 x 4 each, and read A and B
// through workgroup memory, 16 of the inner axis at a time. A convolution is a product whose second factor is read in the image.
// Variants: 0 matmul and linear; 1 conv2d; 2 conv2d_input_backward; 3 conv2d_weight_backward.
// A long inner axis is cut into parts, groups of z, which add_parts adds in their order.
// References: engine/backend/reference/linear.cpp, convolution.cpp.
struct Params {
  launch: vec4u,
  // C is [m, n], the inner axis has k places, of which each part takes `part`.
  m: u32,
  n: u32,
  k: u32,
  part: u32,
  a: u32,
  b: u32,
  c: u32,
  parts: u32,  // where parts go; 0: there is one, and it goes to c
  // Variant 0: by how much A and B move on along their rows and columns.
  a_row: u32,
  a_column: u32,
  b_row: u32,
  b_column: u32,
  bias: u32,
  has_bias: u32,
  relu: u32,
  // Convolutions: x is [images, channels, height, width], the weight [filters, channels, kernel, kernel], the result or its gradient
  // [images, filters, out_height, out_width].
  channels: u32,
  height: u32,
  width: u32,
  filters: u32,
  out_height: u32,
  out_width: u32,
  kernel: u32,
  stride: u32,
  padding: u32,
}
@group(0) @binding(1) var<uniform> params: Params;

const side = 32u;
const depth = 16u;
const threads = 64u;
var<workgroup> a_tile: array<f32, 512>;  // [depth][side]
var<workgroup> b_tile: array<f32, 512>;

// x at a place of the kernel, below an output; 0 in the padding.
fn image_at(image: u32, channel: u32, out_y: u32, out_x: u32, tap: u32) -> f32 {
  let y = i32(out_y * params.stride + tap / params.kernel) - i32(params.padding);
  let x = i32(out_x * params.stride + tap % params.kernel) - i32(params.padding);
  if (y < 0 || x < 0 || y >= i32(params.height) || x >= i32(params.width)) { return 0.0; }
  return load(params.b + ((image * params.channels + channel) * params.height + u32(y)) * params.width + u32(x));
}

// The gradient of the output to which input (y, x) goes by that place of the kernel; 0 if there is none.
fn gradient_at(image: u32, filter_number: u32, y: u32, x: u32, tap: u32) -> f32 {
  let from_y = i32(y + params.padding) - i32(tap / params.kernel);
  let from_x = i32(x + params.padding) - i32(tap % params.kernel);
  let stride = i32(params.stride);
  if (from_y < 0 || from_x < 0 || from_y % stride != 0 || from_x % stride != 0) { return 0.0; }
  let out_y = u32(from_y / stride);
  let out_x = u32(from_x / stride);
  if (out_y >= params.out_height || out_x >= params.out_width) { return 0.0; }
  return load(params.b + ((image * params.filters + filter_number) * params.out_height + out_y) * params.out_width + out_x);
}

fn a_at(row: u32, inner: u32) -> f32 {
  let taps = params.kernel * params.kernel;
  switch variant {
    case 1u: { return load(params.a + row * params.k + inner); }
    case 2u: { return load(params.a + ((inner / taps) * params.channels + row) * taps + inner % taps); }
    case 3u: {
      let plane = params.out_height * params.out_width;
      return load(params.a + ((inner / plane) * params.filters + row) * plane + inner % plane);
    }
    default: { return load(params.a + row * params.a_row + inner * params.a_column); }
  }
}

fn b_at(inner: u32, column: u32) -> f32 {
  let taps = params.kernel * params.kernel;
  let plane = params.out_height * params.out_width;
  switch variant {
    case 1u: {
      let pixel = column % plane;
      return image_at(column / plane, inner / taps, pixel / params.out_width, pixel % params.out_width, inner % taps);
    }
    case 2u: {
      let pixel = column % (params.height * params.width);
      return gradient_at(column / (params.height * params.width), inner / taps, pixel / params.width, pixel % params.width, inner % taps);
    }
    case 3u: {
      let pixel = inner % plane;
      return image_at(inner / plane, column / taps, pixel / params.out_width, pixel % params.out_width, column % taps);
    }
    default: { return load(params.b + inner * params.b_row + column * params.b_column); }
  }
}

// Where C has (row, column): images come first in what convolutions make, their columns are pixels of all images.
fn c_place(row: u32, column: u32) -> u32 {
  var plane = 0u;
  switch variant {
    case 1u: { plane = params.out_height * params.out_width; }
    case 2u: { plane = params.height * params.width; }
    default: { return params.c + row * params.n + column; }
  }
  return params.c + ((column / plane) * params.m + row) * plane + column % plane;
}

fn finish(row: u32, column: u32, sum: f32) {
  var value = sum;
  if (params.has_bias != 0u) { value += load(params.bias + select(column, row, variant == 1u)); }
  if (params.relu != 0u && value < 0.0) { value = 0.0; }
  store(c_place(row, column), value);
}

@compute @workgroup_size(8, 8)
fn product(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u,
           @builtin(local_invocation_index) thread: u32) {
  let first_row = group.y * side;
  let first_column = group.x * side;
  let end = min(params.k, (group.z + 1u) * params.part);
  var sums: array<array<f32, 4>, 4>;
  for (var first = group.z * params.part; first < end; first += depth) {
    for (var i = thread; i < depth * side; i += threads) {
      let inner = first + i / side;
      let row = first_row + i % side;
      let column = first_column + i % side;
      var a = 0.0;
      var b = 0.0;
      if (inner < end) {
        if (row < params.m) { a = a_at(row, inner); }
        if (column < params.n) { b = b_at(inner, column); }
      }
      a_tile[i] = a;
      b_tile[i] = b;
    }
    workgroupBarrier();
    for (var inner = 0u; inner < depth; inner += 1u) {
      for (var i = 0u; i < 4u; i += 1u) {
        let a = a_tile[inner * side + local.y + 8u * i];
        for (var j = 0u; j < 4u; j += 1u) {
          sums[i][j] = fma(a, b_tile[inner * side + local.x + 8u * j], sums[i][j]);
        }
      }
    }
    workgroupBarrier();
  }
  for (var i = 0u; i < 4u; i += 1u) {
    for (var j = 0u; j < 4u; j += 1u) {
      let row = first_row + local.y + 8u * i;
      let column = first_column + local.x + 8u * j;
      if (row >= params.m || column >= params.n) { continue; }
      if (params.parts != 0u) {
        store(params.parts + (group.z * params.m + row) * params.n + column, sums[i][j]);
      } else {
        finish(row, column, sums[i][j]);
      }
    }
  }
}

// A thread a number of C.
@compute @workgroup_size(64)
fn add_parts(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
             @builtin(local_invocation_index) thread: u32) {
  let i = group_number(group, groups) * 64u + thread;
  let size = params.m * params.n;
  if (i >= size) { return; }
  var sum = 0.0;
  for (var first = 0u; first < params.k; first += params.part) {
    sum += load(params.parts + (first / params.part) * size + i);
  }
  finish(i / params.n, i % params.n, sum);
}
