// The emulated cuBLASLt itself: one right product, and calls that each have one thing wrong.
#include <cublasLt.h>
#include <cuda_runtime.h>

#include <cmath>
#include <functional>
#include <vector>

#include "tests/cuda/fixture.hpp"

using namespace inkgrad;
using namespace inkgrad::test;
namespace emulator = inkgrad::cuda_emulator;

namespace {

constexpr std::size_t workspace_bytes = 4096;

/// D = A B by columns on a stream: A 2 x 3, B 3 x 2; what a test changes in it is wrong.
struct Call {
  cudaStream_t own = nullptr, stream = nullptr;
  cublasLtHandle_t handle = nullptr;
  cublasLtMatmulDesc_t description = nullptr;
  cublasLtMatrixLayout_t a_layout = nullptr, b_layout = nullptr, d_layout = nullptr;
  cublasLtMatmulPreference_t preference = nullptr;
  cublasLtMatmulHeuristicResult_t best{};
  float *a = nullptr, *b = nullptr, *d = nullptr, *bias = nullptr, *workspace = nullptr;
  std::vector<void*> blocks;

  Call() {
    REQUIRE(cudaStreamCreateWithFlags(&own, cudaStreamNonBlocking) == cudaSuccess);
    stream = own;
    REQUIRE(cublasLtCreate(&handle) == CUBLAS_STATUS_SUCCESS);
    REQUIRE(cublasLtMatmulDescCreate(&description, CUBLAS_COMPUTE_32F, CUDA_R_32F) == CUBLAS_STATUS_SUCCESS);
    cublasLtMatrixLayoutCreate(&a_layout, CUDA_R_32F, 2, 3, 2);
    cublasLtMatrixLayoutCreate(&b_layout, CUDA_R_32F, 3, 2, 3);
    cublasLtMatrixLayoutCreate(&d_layout, CUDA_R_32F, 2, 2, 2);
    cublasLtMatmulPreferenceCreate(&preference);
    a = block_of({1, 2, 3, 4, 5, 6});
    b = block_of({7, 8, 9, 10, 11, 12});
    d = block_of({0, 0, 0, 0});
    bias = block_of({100, 200});
    workspace = block_of(std::vector<float>(workspace_bytes / sizeof(float)));
  }
  ~Call() {
    cublasLtMatmulPreferenceDestroy(preference);
    for (const cublasLtMatrixLayout_t layout : {a_layout, b_layout, d_layout}) cublasLtMatrixLayoutDestroy(layout);
    cublasLtMatmulDescDestroy(description);
    cublasLtDestroy(handle);
    for (void* block : blocks) cudaFree(block);
    cudaStreamDestroy(own);
    CHECK(emulator::library_counters().objects == 0);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  float* block_of(const std::vector<float>& values) {
    void* block = nullptr;
    REQUIRE(cudaMalloc(&block, values.size() * sizeof(float)) == cudaSuccess);
    cudaMemcpyAsync(block, values.data(), values.size() * sizeof(float), cudaMemcpyHostToDevice, stream);
    blocks.push_back(block);
    return static_cast<float*>(block);
  }
  template <class T>
  cublasStatus_t prefer(cublasLtMatmulPreferenceAttributes_t attribute, T value) {
    return cublasLtMatmulPreferenceSetAttribute(preference, attribute, &value, sizeof value);
  }
  template <class T>
  void set(cublasLtMatmulDescAttributes_t attribute, T value) {
    REQUIRE(cublasLtMatmulDescSetAttribute(description, attribute, &value, sizeof value) == CUBLAS_STATUS_SUCCESS);
  }
  cublasStatus_t search() {
    int found = 0;
    return cublasLtMatmulAlgoGetHeuristic(handle, description, a_layout, b_layout, d_layout, d_layout, preference, 1, &best,
                                          &found);
  }
  cublasStatus_t run(std::size_t bytes = workspace_bytes) {
    const float one = 1, zero = 0;
    return cublasLtMatmul(handle, description, &one, a, a_layout, b, b_layout, &zero, d, d_layout, d, d_layout, &best.algo,
                          workspace, bytes, stream);
  }
  std::vector<float> result(const float* block, std::size_t count) {
    std::vector<float> values(count);
    cudaMemcpyAsync(values.data(), block, count * sizeof(float), cudaMemcpyDeviceToHost, stream);
    return values;
  }
};

/// What is reported about a call that had an algorithm before `change`.
std::string report(const std::function<void(Call&)>& change) {
  Call call;
  REQUIRE(call.search() == CUBLAS_STATUS_SUCCESS);
  change(call);
  try {
    (void)call.run();
  } catch (const emulator::Report& report) {
    return report.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the emulated cuBLASLt multiplies by columns, with what its epilogues add") {
  Call call;
  REQUIRE(call.search() == CUBLAS_STATUS_SUCCESS);
  REQUIRE(call.run() == CUBLAS_STATUS_SUCCESS);
  CHECK(call.result(call.d, 4) == std::vector<float>{76, 100, 103, 136});
  call.set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
  call.set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, call.bias);
  REQUIRE(call.search() == CUBLAS_STATUS_SUCCESS);
  REQUIRE(call.run() == CUBLAS_STATUS_SUCCESS);
  CHECK(call.result(call.d, 4) == std::vector<float>{176, 300, 203, 336});
  // The gradients of a bias: sums over k, of A's rows or of B's columns.
  call.set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BGRADA);
  REQUIRE(call.search() == CUBLAS_STATUS_SUCCESS);
  REQUIRE(call.run() == CUBLAS_STATUS_SUCCESS);
  CHECK(call.result(call.bias, 2) == std::vector<float>{9, 12});
  call.set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BGRADB);
  REQUIRE(call.search() == CUBLAS_STATUS_SUCCESS);
  REQUIRE(call.run() == CUBLAS_STATUS_SUCCESS);
  CHECK(call.result(call.bias, 2) == std::vector<float>{24, 33});
}

TEST_CASE("the emulated cuBLASLt reports what a GPU would make of a wrong call") {
  const std::string name = "cublasLtMatmul: ";
  CHECK(report([](Call&) {}).empty());
  CHECK(report([](Call& call) { ++call.a; }) == name + "A is not 24 bytes of the device's memory");
  CHECK(report([](Call& call) { --call.d; }) == name + "D is not 16 bytes of the device's memory");
  static float host[4];
  CHECK(report([](Call& call) { call.d = host; }) == name + "D is not 16 bytes of the device's memory");
  CHECK(report([](Call& call) { call.d = call.b; }) == name + "D overlaps B");
  CHECK(report([](Call& call) { call.workspace += 4; }) == name + "the workspace is not 4096 bytes of the device's memory");
  CHECK(report([](Call& call) { call.set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_RELU); }) ==
        name + "the algorithm was chosen for another product");
  CHECK(report([](Call& call) { call.stream = nullptr; }).find("default stream") != std::string::npos);
  Call call;
  call.set(CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
  const char* no_bias = "cublasLtMatmulAlgoGetHeuristic: the bias's alignment is read off its address, and there is none";
  CHECK_THROWS_WITH_AS(call.search(), no_bias, emulator::Report);
}

TEST_CASE("the emulated cuBLASLt gives its statuses for what is documented") {
  Call call;
  call.set(CUBLASLT_MATMUL_DESC_TRANSA, CUBLAS_OP_T);  // 3 x 2 times 3 x 2
  CHECK(call.search() == CUBLAS_STATUS_INVALID_VALUE);
  call.set(CUBLASLT_MATMUL_DESC_TRANSA, CUBLAS_OP_N);
  CHECK(call.prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, std::uint32_t{workspace_bytes}) == CUBLAS_STATUS_INVALID_VALUE);
  CHECK(call.prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, std::uint64_t{workspace_bytes}) == CUBLAS_STATUS_SUCCESS);
  // A long sum is split, and the parts lie in the workspace: with less than was promised there is no product.
  const std::uint32_t apart = CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE;
  CHECK(call.prefer(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, apart) == CUBLAS_STATUS_SUCCESS);
  cublasLtMatrixLayoutDestroy(call.a_layout);
  cublasLtMatrixLayoutDestroy(call.b_layout);
  cublasLtMatrixLayoutCreate(&call.a_layout, CUDA_R_32F, 2, 300, 2);
  cublasLtMatrixLayoutCreate(&call.b_layout, CUDA_R_32F, 300, 2, 300);
  call.a = call.block_of(std::vector<float>(600, 1));
  call.b = call.block_of(std::vector<float>(600, 2));
  REQUIRE(call.search() == CUBLAS_STATUS_SUCCESS);
  CHECK(call.best.workspaceSize == 3 * 4 * sizeof(float));
  CHECK(call.run(call.best.workspaceSize - 1) == CUBLAS_STATUS_INVALID_VALUE);
  CHECK(call.run() == CUBLAS_STATUS_SUCCESS);
  CHECK(call.result(call.d, 4) == std::vector<float>(4, 600));
  CHECK(call.result(call.workspace, 4) == std::vector<float>(4, 200));
}

TEST_CASE("numbers are rounded to the nearest of fewer bits, and to the even one in between") {
  for (const int bits : {7, 10}) {
    const float last = std::ldexp(1.0f, -bits);
    CHECK(emulator::rounded_to(1 + last, bits) == 1 + last);
    CHECK(emulator::rounded_to(1 + last / 2, bits) == 1);
    CHECK(emulator::rounded_to(1 + 1.5f * last, bits) == 1 + 2 * last);
    CHECK(emulator::rounded_to(-1 - 0.75f * last, bits) == -1 - last);
    CHECK(emulator::rounded_to(2 - last / 4, bits) == 2);
    CHECK(emulator::rounded_to(0, bits) == 0);
    CHECK(emulator::rounded_to(-INFINITY, bits) == -INFINITY);
    CHECK(std::isnan(emulator::rounded_to(NAN, bits)));
  }
}
