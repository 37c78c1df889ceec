// Batch norm of [images, channels, plane], a workgroup a channel, whose threads take every 64th value and join in pairs.
// Reference: engine/backend/reference/training.cpp.
struct Params {
  launch: vec4u,
  images: u32,
  channels: u32,
  plane: u32,
  x: u32,
  weight: u32,
  bias: u32,
  mean: u32,      // forward: the running one; backward: what forward gave
  variance: u32,
  result: u32,    // forward: the result; backward: the gradient of x
  first: u32,     // forward: the mean; backward: the gradient of weight
  second: u32,    // forward: the variance; backward: the gradient of bias
  gradient: u32,
  training: u32,
  eps: f32,
}
@group(0) @binding(1) var<uniform> params: Params;

const threads = 64u;
var<workgroup> parts: array<vec2f, threads>;

fn place(channel: u32, i: u32) -> u32 {
  return (i / params.plane * params.channels + channel) * params.plane + i % params.plane;
}

// The sum over the group's threads, in all of them.
fn over_group(thread: u32, mine: vec2f) -> vec2f {
  workgroupBarrier();
  parts[thread] = mine;
  workgroupBarrier();
  for (var step = threads / 2u; step > 0u; step /= 2u) {
    if (thread < step) { parts[thread] += parts[thread + step]; }
    workgroupBarrier();
  }
  return parts[0];
}

@compute @workgroup_size(threads)
fn normalise(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let channel = group.x;
  let count = params.images * params.plane;
  var mean = 0.0;
  var variance = 0.0;
  if (params.training != 0u) {
    var sum = 0.0;
    for (var i = thread; i < count; i += threads) { sum += load(params.x + place(channel, i)); }
    mean = over_group(thread, vec2f(sum, 0.0)).x / f32(count);
    var squares = 0.0;
    for (var i = thread; i < count; i += threads) {
      let away = load(params.x + place(channel, i)) - mean;
      squares += away * away;
    }
    variance = over_group(thread, vec2f(squares, 0.0)).x / f32(count);
  } else {
    mean = load(params.mean + channel);
    variance = load(params.variance + channel);
  }
  let scale = load(params.weight + channel) / sqrt(variance + params.eps);
  let bias = load(params.bias + channel);
  for (var i = thread; i < count; i += threads) {
    let at = place(channel, i);
    store(params.result + at, (load(params.x + at) - mean) * scale + bias);
  }
  if (thread == 0u) {
    store(params.first + channel, mean);
    store(params.second + channel, variance);
  }
}

@compute @workgroup_size(threads)
fn normalise_backward(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let channel = group.x;
  let count = params.images * params.plane;
  let mean = load(params.mean + channel);
  let inverse = 1.0 / sqrt(load(params.variance + channel) + params.eps);
  var sums = vec2f(0.0);
  for (var i = thread; i < count; i += threads) {
    let at = place(channel, i);
    let g = load(params.gradient + at);
    sums += vec2f(g, g * (load(params.x + at) - mean) * inverse);
  }
  sums = over_group(thread, sums);
  let scale = load(params.weight + channel) * inverse;
  for (var i = thread; i < count; i += threads) {
    let at = place(channel, i);
    var g = load(params.gradient + at);
    if (params.training != 0u) {
      let normalised = (load(params.x + at) - mean) * inverse;
      g -= (sums.x + normalised * sums.y) / f32(count);
    }
    store(params.result + at, scale * g);
  }
  if (thread == 0u) {
    store(params.first + channel, sums.y);
    store(params.second + channel, sums.x);
  }
}
