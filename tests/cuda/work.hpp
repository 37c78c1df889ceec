#pragma once

#include <algorithm>
#include <functional>

#include "engine/backend/backend.hpp"

/// What ops cost whichever device runs them, and a backend that is watched while it runs them.
namespace inkgrad::test {

/// What an op cannot do without: bytes that it reads and writes, each operand once, and floating-point operations.
struct Work {
  double bytes = 0, flops = 0;
};

/// Counts: a multiply-add is two operations, a product m x n x k has 2 m n k; Adam takes 12 a parameter, SGD 4, cross-entropy 8 a
/// logit; anything else one for each element that it reads, or writes if those are more. Of a data set only the batch's images count.
inline Work work_of(Op op, std::span<const View> in, std::span<const View> out) {
  Work work;
  if (is_view(op)) return work;
  const auto bytes = [](const View& view) { return static_cast<double>(view.numel()) * static_cast<double>(item_size(view.dtype)); };
  const bool picks_images = op == Op::gather_batch || op == Op::augment_batch;
  for (std::size_t i = picks_images ? 2 : 0; i < in.size(); ++i) work.bytes += bytes(in[i]);
  for (const View& view : out) work.bytes += bytes(view) * (is_in_place(op) ? 2 : 1);
  if (picks_images) {
    const auto images = static_cast<double>(out[1].numel()), pixels = static_cast<double>(in[0].shape[1]);
    work.bytes += images * (pixels + 8);
    work.flops = images * pixels;
    return work;
  }
  const auto count = [](const View& view) { return static_cast<double>(view.numel()); };
  /// Of a weight [to, from, height, width].
  const auto taps = [](const Shape& weight) { return static_cast<double>(weight[1] * weight[2] * weight[3]); };
  // Fusion::max_pool_backward, of windows of 2 x 2; the third input is then a place in each.
  const double unpooled = in.size() > 2 && in[2].dtype == DType::uint8 ? 4 : 1;
  switch (op) {
    case Op::matmul: work.flops = 2 * count(out[0]) * count(in[0]) / static_cast<double>(out[0].shape[0]); break;
    case Op::linear: work.flops = 2 * count(out[0]) * static_cast<double>(in[0].shape[1]); break;
    case Op::conv2d: work.flops = 2 * count(out[0]) * (out.size() > 1 ? 4 : 1) * taps(in[1].shape); break;  // of windows of 2 x 2
    case Op::conv2d_input_backward: work.flops = 2 * count(in[0]) * unpooled * taps(in[1].shape); break;
    case Op::conv2d_weight_backward: work.flops = 2 * count(in[0]) * unpooled * taps(out[0].shape); break;
    case Op::adam_step: work.flops = 12 * count(out[0]); break;
    case Op::sgd_step: work.flops = 4 * count(out[0]); break;
    case Op::cross_entropy: work.flops = 8 * count(in[0]); break;
    default:
      for (const View& view : in) work.flops = std::max(work.flops, count(view));
      for (const View& view : out) work.flops = std::max(work.flops, count(view));
  }
  return work;
}

/// A device's backend, shown every op that it is to run, and captured by nobody. While it lives it is the device's backend.
class WatchedBackend : public Backend {
 public:
  using Watcher = std::function<void(Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes)>;

  /// `watcher` is called in place of the backend's run; it may call that itself.
  WatchedBackend(Device device, Watcher watcher) : inner_(inkgrad::backend(device)), watcher_(std::move(watcher)) {
    provide_backend(device, this);
  }
  ~WatchedBackend() override { provide_backend(inner_.device(), &inner_); }
  WatchedBackend(const WatchedBackend&) = delete;
  WatchedBackend& operator=(const WatchedBackend&) = delete;

  Backend& inner() { return inner_; }
  /// Has it done row by row, to be watched, and notes whether the device would have done it as a whole.
  std::unique_ptr<Program> compile(std::span<const PlanRow> rows) override {
    is_whole = inner_.compile(rows) != nullptr;
    return nullptr;
  }
  bool is_whole = false;

  void run(Op op, std::span<const View> in, std::span<const View> out, const Attributes& attributes) override {
    watcher_(op, in, out, attributes);
  }

  Device device() const override { return inner_.device(); }
  std::string description() const override { return inner_.description(); }
  bool supports(Op op, DType dtype) const override { return inner_.supports(op, dtype); }
  bool fuses(Op op, Fusion fusion) const override { return inner_.fuses(op, fusion); }
  std::string why_not(Precision precision) const override { return inner_.why_not(precision); }
  std::size_t near_bytes() const override { return inner_.near_bytes(); }
  std::shared_ptr<Storage> allocate(std::size_t bytes) override { return inner_.allocate(bytes); }
  void upload(const Tensor& to, std::span<const std::byte> bytes) override { inner_.upload(to, bytes); }
  void read_back(const Tensor& from, std::function<void(std::span<const std::byte>)> done) override { inner_.read_back(from, std::move(done)); }
  void set_threads(int threads) override { inner_.set_threads(threads); }

 private:
  Backend& inner_;
  Watcher watcher_;
};

}  // namespace inkgrad::test
