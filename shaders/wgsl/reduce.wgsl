// Sums and largest values over any axes: a workgroup a result, whose threads take every 64th element and then join in pairs, so that the
// order of a sum is always the same. Reference: engine/backend/reference/reduce.cpp.
struct Params {
  launch: vec4u,
  count: u32,  // results
  reduced_count: u32,
  result: u32,
  x: u32,
  rank: u32,
  reduced_rank: u32,
  // Lengths of the axes that stay and of those that go, and by how many elements x moves on along them.
  @align(16) shape: array<vec4u, 2>,
  strides: array<vec4u, 2>,
  reduced_shape: array<vec4u, 2>,
  reduced_strides: array<vec4u, 2>,
}
@group(0) @binding(1) var<uniform> params: Params;

const threads = 64u;
var<workgroup> parts: array<f32, threads>;

// Where x has number `number` of the elements over these axes, from where they begin.
fn place(number: u32, rank: u32, shape: array<vec4u, 2>, strides: array<vec4u, 2>) -> u32 {
  var rest = number;
  var at = 0u;
  for (var axis = rank; axis > 0u; axis -= 1u) {
    let i = axis - 1u;
    let length = shape[i / 4u][i % 4u];
    at += (rest % length) * strides[i / 4u][i % 4u];
    rest /= length;
  }
  return at;
}

fn kept_place(number: u32) -> u32 { return place(number, params.rank, params.shape, params.strides); }
fn reduced_place(number: u32) -> u32 { return place(number, params.reduced_rank, params.reduced_shape, params.reduced_strides); }

// Variant 0: sum, 1: the largest.
fn join(a: f32, b: f32) -> f32 {
  if (variant == 0u) { return a + b; }
  return select(b, a, a >= b);
}

@compute @workgroup_size(threads)
fn reduce(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let number = group_number(group, groups);
  if (number >= params.count) { return; }
  let first = params.x + kept_place(number);
  let used = min(threads, params.reduced_count);
  var mine = 0.0;
  if (thread < used) {
    mine = load(first + reduced_place(thread));
    for (var i = thread + threads; i < params.reduced_count; i += threads) {
      mine = join(mine, load(first + reduced_place(i)));
    }
  }
  parts[thread] = mine;
  workgroupBarrier();
  for (var step = threads / 2u; step > 0u; step /= 2u) {
    if (thread < step && thread + step < used) { parts[thread] = join(parts[thread], parts[thread + step]); }
    workgroupBarrier();
  }
  if (thread == 0u) { store(params.result + number, parts[0]); }
}
