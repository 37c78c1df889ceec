// Element-wise rows of the op table with NumPy's broadcasting, and copies of strided views. A thread an element of the result.
// Reference: engine/backend/reference/elementwise.cpp.
struct Params {
  launch: vec4u,
  count: u32,
  rank: u32,
  result: u32,
  a: u32,
  b: u32,
  // The result's shape, and by how many elements each input moves on along its axes.
  @align(16) shape: array<vec4u, 2>,
  a_strides: array<vec4u, 2>,
  b_strides: array<vec4u, 2>,
}
@group(0) @binding(1) var<uniform> params: Params;

const threads = 256u;

fn logistic(x: f32) -> f32 {
  // exp of what is not positive cannot overflow.
  let e = exp(-abs(x));
  return select(e / (1.0 + e), 1.0 / (1.0 + e), x >= 0.0);
}

// By the rational function where the quotient of exponentials would lose digits: tanh x = x - x^3 / 3 + ... around 0.
fn hyperbolic_tangent(x: f32) -> f32 {
  let size = abs(x);
  let square = x * x;
  if (size < 0.35) {
    return x * (1.0 + square * (-1.0 / 3.0 + square * (2.0 / 15.0 + square * (-17.0 / 315.0 + square * (62.0 / 2835.0 - square * 1382.0 / 155925.0)))));
  }
  let e = exp(-2.0 * size);
  return sign(x) * (1.0 - e) / (1.0 + e);
}

fn is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }

fn compute(a: f32, b: f32) -> f32 {
  switch variant {
    case 0u: { return a + b; }
    case 1u: { return a - b; }
    case 2u: { return a * b; }
    case 3u: { return a / b; }
    case 4u: { return -a; }
    case 5u: { return abs(a); }
    case 6u: { return exp(a); }
    case 7u: { return log(a); }
    case 8u: { return sqrt(a); }
    case 9u: { return hyperbolic_tangent(a); }
    case 10u: { return logistic(a); }
    case 11u: { return select(0.0, a, a > 0.0 || is_nan(a)); }
    case 12u: { return select(0.0, a, b > 0.0); }
    default: { return a; }
  }
}

// Where the inputs have element number `element` of the result.
fn places(element: u32) -> vec2u {
  var rest = element;
  var at = vec2u(0u);
  for (var axis = params.rank; axis > 0u; axis -= 1u) {
    let i = axis - 1u;
    let length = params.shape[i / 4u][i % 4u];
    at += (rest % length) * vec2u(params.a_strides[i / 4u][i % 4u], params.b_strides[i / 4u][i % 4u]);
    rest /= length;
  }
  return at;
}

@compute @workgroup_size(threads)
fn map(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = group_number(group, groups) * threads + thread;
  if (i >= params.count) { return; }
  let at = places(i);
  store(params.result + i, compute(load(params.a + at.x), load(params.b + at.y)));
}

// Elements of one word (variant 1) or two, bit by bit.
@compute @workgroup_size(threads)
fn gather_strided(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
                  @builtin(local_invocation_index) thread: u32) {
  let i = group_number(group, groups) * threads + thread;
  if (i >= params.count) { return; }
  let first = params.a + variant * places(i).x;
  for (var word = 0u; word < variant; word += 1u) {
    heap[params.result + variant * i + word] = heap[first + word];
  }
}
