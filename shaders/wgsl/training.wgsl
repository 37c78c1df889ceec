// What chooses a batch and counts its results. References: engine/backend/reference/memory.cpp,
// training.cpp, optimizer.cpp.
struct Params {
  launch: vec4u,
  count: u32,
  x: u32,
  labels: u32,
  places: u32,   // int64; in choose_places the position: epoch, first
  result: u32,
  result_labels: u32,
  images: u32,   // there are so many
  pixels: u32,   // of an image
  table: u32,    // of 256 numbers: what a byte becomes
  seed_low: u32,
  seed_high: u32,
  stream: u32,
  shuffle: u32,
  half_bits: u32,
  threshold: u32,  // dropped are random numbers of 24 bits below it
  kept: f32,       // what the others are multiplied by
}
@group(0) @binding(1) var<uniform> params: Params;

const threads = 256u;

// A thread a place of the batch.
@compute @workgroup_size(threads)
fn choose_places(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
                 @builtin(local_invocation_index) thread: u32) {
  let i = group_number(group, groups) * threads + thread;
  if (i >= params.count) { return; }
  let first = heap[params.places + 2u];
  var place = first + i;
  if (heap[params.places + 3u] != 0u || place < first || place >= params.images) {
    set_fault();
    place = 0u;
  } else if (params.shuffle != 0u) {
    place = permuted(vec2u(params.seed_low, params.seed_high), heap[params.places], params.images, params.half_bits, place);
  }
  heap[params.result + 2u * i] = place;
  heap[params.result + 2u * i + 1u] = 0u;
}

// A thread a pixel of the batch.
@compute @workgroup_size(threads)
fn gather_batch(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
                @builtin(local_invocation_index) thread: u32) {
  let i = group_number(group, groups) * threads + thread;
  if (i >= params.count) { return; }
  let row = i / params.pixels;
  let pixel = i % params.pixels;
  var place = heap[params.places + 2u * row];
  if (heap[params.places + 2u * row + 1u] != 0u || place >= params.images) {
    set_fault();
    place = 0u;
  }
  let byte = place * params.pixels + pixel;
  heap[params.result + i] = heap[params.table + ((heap[params.x + byte / 4u] >> (8u * (byte % 4u))) & 255u)];
  if (pixel == 0u) {
    heap[params.result_labels + 2u * row] = heap[params.labels + 2u * place];
    heap[params.result_labels + 2u * row + 1u] = heap[params.labels + 2u * place + 1u];
  }
}

// A thread an element.
@compute @workgroup_size(threads)
fn dropout(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let i = group_number(group, groups) * threads + thread;
  if (i >= params.count) { return; }
  // Number call * 2^32 + i of the stream.
  let call = double_to_whole(vec2u(heap[params.places], heap[params.places + 1u]));
  let index = vec2u((i >> 2u) | (call.x << 30u), (call.x >> 2u) | (call.y << 30u));
  let word = philox(vec2u(params.seed_low, params.seed_high), vec4u(index, params.stream, 3u))[i % 4u];
  store(params.result + i, select(load(params.x + i) * params.kept, 0.0, (word >> 8u) < params.threshold));
}

// Last loss, sum of loss * batch, sum of correct, all float64. x: the loss, places: how many were correct, count: the batch.
@compute @workgroup_size(1)
fn accumulate_metrics() {
  let loss = load(params.x);
  let of_loss = double_of_product(loss, 1u);
  let second = vec2u(heap[params.result + 2u], heap[params.result + 3u]);
  let third = vec2u(heap[params.result + 4u], heap[params.result + 5u]);
  let losses = add_doubles(second, double_of_product(loss, params.count));
  let hits = add_doubles(third, double_of_count(heap[params.places]));
  heap[params.result] = of_loss.x;
  heap[params.result + 1u] = of_loss.y;
  heap[params.result + 2u] = losses.x;
  heap[params.result + 3u] = losses.y;
  heap[params.result + 4u] = hits.x;
  heap[params.result + 5u] = hits.y;
}

// Of float64, a thread an element: counters and what they move on by.
@compute @workgroup_size(threads)
fn add_counters(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
                @builtin(local_invocation_index) thread: u32) {
  let i = 2u * (group_number(group, groups) * threads + thread);
  if (i >= 2u * params.count) { return; }
  let a = vec2u(heap[params.x + i], heap[params.x + i + 1u]);
  let sum = add_doubles(a, vec2u(heap[params.places + i], heap[params.places + i + 1u]));
  heap[params.result + i] = sum.x;
  heap[params.result + i + 1u] = sum.y;
}
