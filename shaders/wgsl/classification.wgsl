// Cross entropy: loss, hits and the gradient of a batch of logits, in one workgroup whose threads take every 256th row and then join in
// pairs. A label that is none sets the fault and makes not-a-numbers. Reference: engine/backend/reference/classification.cpp.
struct Params {
  launch: vec4u,
  rows: u32,
  classes: u32,
  logits: u32,
  labels: u32,  // int64
  loss: u32,
  correct: u32,  // int64
  gradient: u32,
}
@group(0) @binding(1) var<uniform> params: Params;

const threads = 256u;
var<workgroup> losses: array<f32, threads>;
var<workgroup> hits: array<u32, threads>;

@compute @workgroup_size(threads)
fn cross_entropy(@builtin(local_invocation_index) thread: u32) {
  var loss = 0.0;
  var correct = 0u;
  for (var row = thread; row < params.rows; row += threads) {
    let x = params.logits + row * params.classes;
    var largest = load(x);
    var best = 0u;
    for (var i = 1u; i < params.classes; i += 1u) {
      if (load(x + i) > largest) {
        largest = load(x + i);
        best = i;
      }
    }
    var total = 0.0;
    for (var i = 0u; i < params.classes; i += 1u) { total += exp(load(x + i) - largest); }
    let log_total = log(total);
    let label = heap[params.labels + 2u * row];
    let is_known = label < params.classes && heap[params.labels + 2u * row + 1u] == 0u;
    if (!is_known) { set_fault(); }
    for (var i = 0u; i < params.classes; i += 1u) {
      let probability = exp(load(x + i) - largest) / total;
      let place = params.gradient + row * params.classes + i;
      store(place, (probability - select(0.0, 1.0, i == label)) / f32(params.rows));
      if (!is_known) { heap[place] = 0x7fc00000u; }
    }
    if (is_known) { loss -= load(x + label) - largest - log_total; }
    correct += select(0u, 1u, best == label);
  }
  losses[thread] = loss;
  hits[thread] = correct;
  workgroupBarrier();
  for (var step = threads / 2u; step > 0u; step /= 2u) {
    if (thread < step) {
      losses[thread] += losses[thread + step];
      hits[thread] += hits[thread + step];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    store(params.loss, losses[0] / f32(params.rows));
    heap[params.correct] = hits[0];
    heap[params.correct + 1u] = 0u;
  }
}
