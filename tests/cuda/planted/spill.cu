// A kernel that nvcc cannot but let spill: sixty numbers a thread, and room for thirty-two. tests/cuda/run.mjs has to see it.
__global__ void __launch_bounds__(1024, 2) spill(float* x) {
  float values[60];
#pragma unroll
  for (int i = 0; i < 60; ++i) values[i] = x[i * 1024 + threadIdx.x];
  __syncthreads();
#pragma unroll
  for (int i = 0; i < 60; ++i) values[i] = values[i] * values[(i * 7 + 1) % 60] + values[(i * 13 + 5) % 60];
  __syncthreads();
#pragma unroll
  for (int i = 0; i < 60; ++i) x[i * 1024 + threadIdx.x] = values[i];
}
