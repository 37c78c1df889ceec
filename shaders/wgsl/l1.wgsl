// L1 from one image to each of many, of 784 floats each: a workgroup an image, whose threads share the pixels and add up in pairs.
@group(0) @binding(0) var<storage, read> many: array<f32>;
@group(0) @binding(1) var<storage, read> one: array<f32>;
@group(0) @binding(2) var<storage, read_write> distances: array<f32>;

const pixels = 784u;
const threads = 64u;
var<workgroup> sums: array<f32, threads>;

@compute @workgroup_size(threads)
fn l1(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  for (var p = thread; p < pixels; p += threads) {
    sum += abs(many[group.x * pixels + p] - one[p]);
  }
  sums[thread] = sum;
  workgroupBarrier();
  for (var step = threads / 2; step > 0; step /= 2) {
    if (thread < step) {
      sums[thread] += sums[thread + step];
    }
    workgroupBarrier();
  }
  if (thread == 0) {
    distances[group.x] = sums[0] / f32(pixels);
  }
}
