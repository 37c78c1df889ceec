// Updates of all parameters in one launch, a thread a parameter. Learning rate and number of the step are
// float64 in the heap. Reference: engine/backend/reference/optimizer.cpp.
struct Params {
  launch: vec4u,
  count: u32,
  gradient: u32,
  hyper: u32,
  parameter: u32,
  first: u32,   // velocity, or the mean of gradients
  second: u32,  // the mean of their squares
  weight_decay: f32,
  momentum: f32,
  nesterov: u32,
  decoupled: u32,
  beta1: f32,
  beta2: f32,
  log_beta1: f32,
  log_beta2: f32,
  one_less_beta1: f32,
  one_less_beta2: f32,
  eps: f32,
}
@group(0) @binding(1) var<uniform> params: Params;

const threads = 256u;

fn hyper(number: u32) -> f32 {
  let place = params.hyper + 2u * number;
  return double_to_float(vec2u(heap[place], heap[place + 1u]));
}

@compute @workgroup_size(threads)
fn sgd_step(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = group_number(group, groups) * threads + thread;
  if (i >= params.count) { return; }
  let lr = hyper(0u);
  let p = load(params.parameter + i);
  let g = load(params.gradient + i) + params.weight_decay * p;
  let velocity = params.momentum * load(params.first + i) + g;
  store(params.first + i, velocity);
  store(params.parameter + i, p - lr * select(velocity, g + params.momentum * velocity, params.nesterov != 0u));
}

// 1 - e^x for x of 0 or less, with all digits near 0, where 1 - exp(x) has few: there the exponential's series.
fn one_less_exp(x: f32) -> f32 {
  if (x < -0.6) { return 1.0 - exp(x); }
  var series = 1.0;
  for (var i = 10u; i > 1u; i -= 1u) { series = 1.0 + series * x / f32(i); }
  return -x * series;
}

@compute @workgroup_size(threads)
fn adam_step(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = group_number(group, groups) * threads + thread;
  if (i >= params.count) { return; }
  let lr = hyper(0u);
  let step = hyper(1u);
  // 1 - beta^step, by its logarithm.
  let step_size = lr / one_less_exp(step * params.log_beta1);
  let correction = sqrt(one_less_exp(step * params.log_beta2));
  var p = load(params.parameter + i);
  var g = load(params.gradient + i);
  if (params.decoupled != 0u) {
    p *= 1.0 - lr * params.weight_decay;
  } else {
    g += params.weight_decay * p;
  }
  let before = load(params.first + i);
  let m = before + params.one_less_beta1 * (g - before);
  let v = params.beta2 * load(params.second + i) + params.one_less_beta2 * g * g;
  store(params.first + i, m);
  store(params.second + i, v);
  store(params.parameter + i, p - step_size * (m / (sqrt(v) / correction + params.eps)));
}
