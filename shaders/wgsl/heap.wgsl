// What all kernels of the WebGPU backend share; put before each of their files. All tensors lie in one buffer, the heap, in words of 32
// bits; offsets in parameters count words. A dispatch's parameters are a block of 256 bytes that begins with its launch.
override variant: u32 = 0u;

@group(0) @binding(0) var<storage, read_write> heap: array<u32>;

fn load(place: u32) -> f32 { return bitcast<f32>(heap[place]); }
fn store(place: u32, value: f32) { heap[place] = bitcast<u32>(value); }

// Where a kernel meets an index that is none: the first word of the heap, which is looked at when something is read.
fn set_fault() { heap[0] = 1u; }

// Workgroups beyond 65535 lie along y.
fn group_number(group: vec3u, groups: vec3u) -> u32 { return group.y * groups.x + group.x; }
