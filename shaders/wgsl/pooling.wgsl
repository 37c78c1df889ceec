// Pooling over windows of kernel x kernel that do not overlap. Forward a thread four windows in a row, since places are bytes and a word
// holds four; backward a thread a pixel. Reference: engine/backend/reference/pooling.cpp.
struct Params {
  launch: vec4u,
  count: u32,   // of results
  planes: u32,  // images times channels
  height: u32,
  width: u32,
  out_height: u32,
  out_width: u32,
  kernel: u32,
  x: u32,       // what comes in: pixels, or the gradient of windows
  result: u32,
  places: u32,  // of the largest in their windows
}
@group(0) @binding(1) var<uniform> params: Params;

const threads = 64u;

fn first_of_window(window: u32) -> u32 {
  let plane = window / (params.out_height * params.out_width);
  let y = window / params.out_width % params.out_height;
  let x = window % params.out_width;
  return params.x + (plane * params.height + y * params.kernel) * params.width + x * params.kernel;
}

@compute @workgroup_size(threads)
fn max_pool(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let word = group_number(group, groups) * threads + thread;
  if (4u * word >= params.count) { return; }
  var places = 0u;
  for (var i = 0u; i < 4u && 4u * word + i < params.count; i += 1u) {
    let first = first_of_window(4u * word + i);
    var largest = load(first);
    var place = 0u;
    for (var tap = 1u; tap < params.kernel * params.kernel; tap += 1u) {
      let value = load(first + tap / params.kernel * params.width + tap % params.kernel);
      if (value > largest) {
        largest = value;
        place = tap;
      }
    }
    store(params.result + 4u * word + i, largest);
    places |= place << (8u * i);
  }
  heap[params.places + word] = places;
}

@compute @workgroup_size(threads)
fn avg_pool(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let window = group_number(group, groups) * threads + thread;
  if (window >= params.count) { return; }
  let first = first_of_window(window);
  var sum = 0.0;
  for (var tap = 0u; tap < params.kernel * params.kernel; tap += 1u) {
    sum += load(first + tap / params.kernel * params.width + tap % params.kernel);
  }
  store(params.result + window, sum / f32(params.kernel * params.kernel));
}

// Variant 0: of the largest, 1: of the mean.
@compute @workgroup_size(threads)
fn pool_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
                 @builtin(local_invocation_index) thread: u32) {
  let pixel = group_number(group, groups) * threads + thread;
  if (pixel >= params.count) { return; }
  let x = pixel % params.width;
  let y = pixel / params.width % params.height;
  let plane = pixel / (params.width * params.height);
  let out_y = y / params.kernel;
  let out_x = x / params.kernel;
  var gradient = 0.0;
  if (out_y < params.out_height && out_x < params.out_width) {
    let window = (plane * params.out_height + out_y) * params.out_width + out_x;
    gradient = load(params.x + window);
    if (variant == 0u) {
      let place = (heap[params.places + window / 4u] >> (8u * (window % 4u))) & 255u;
      if (place != y % params.kernel * params.kernel + x % params.kernel) { gradient = 0.0; }
    } else {
      gradient /= f32(params.kernel * params.kernel);
    }
  }
  store(params.result + pixel, gradient);
}
