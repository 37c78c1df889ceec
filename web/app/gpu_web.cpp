#include "web/app/gpu_web.hpp"

#include <emscripten.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "web/app/loop_web.hpp"

namespace inkgrad {
namespace {

// clang-format off
EM_JS(void, measure_on_gpu, (const void* many, int size, const void* one, int one_size, int repeats), {
  Module["measureOnGpu"](HEAPU8.slice(many, many + size), HEAPU8.slice(one, one + one_size), repeats);
});
// clang-format on

class BrowserGpu : public Gpu {
 public:
  void ask(std::span<const std::uint8_t> many, std::span<const std::uint8_t> one, int repeats) override {
    answer_.reset();
    measure_on_gpu(many.data(), static_cast<int>(many.size()), one.data(), static_cast<int>(one.size()), repeats);
  }
  std::optional<Answer> take() override { return std::exchange(answer_, std::nullopt); }
  void answered(Answer answer) { answer_ = std::move(answer); }

 private:
  std::optional<Answer> answer_;
};

BrowserGpu gpu;

}  // namespace

Gpu* browser_gpu() { return &gpu; }

}  // namespace inkgrad

using namespace inkgrad;

extern "C" {

/// What gpu_distance.js has answered: its JSON without the distances, and those.
EMSCRIPTEN_KEEPALIVE void app_gpu_answer(const char* head, const float* distances, int count) {
  const nlohmann::json json = nlohmann::json::parse(head, nullptr, false);
  Gpu::Answer answer;
  if (json.is_object()) {
    answer = {json.value("missing", ""), json.value("detail", ""), json.value("name", ""),
              json.value("seconds", std::vector<double>()), std::vector<float>(distances, distances + count)};
  } else {
    answer.missing = "failed";
  }
  gpu.answered(std::move(answer));
  wake_loop();
}
}
