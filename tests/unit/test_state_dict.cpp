// Model files made by PyTorch, which say nothing of their network: tests/golden/state_dict.safetensors is one.
#include <doctest/doctest.h>

#include <cmath>

#include "engine/io/files.hpp"
#include "engine/nn/model.hpp"
#include "tests/unit/bytes.hpp"
#include "tests/unit/golden.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

const std::string path = std::string(INKGRAD_SOURCE_DIR) + "/tests/golden/state_dict.safetensors";

SafeTensors torch_file() { return parse_safetensors(read_file(path), "torch.safetensors"); }

std::string error_of(const SafeTensors& file, const std::string& spec) {
  return input_error_of([&] { from_state_dict(file, spec, 0, 1, "torch.safetensors"); });
}

}  // namespace

TEST_CASE("a state_dict that PyTorch saved reads images as it does there") {
  const nlohmann::json& expected = golden("state_dict.json");
  const Model model = from_state_dict(torch_file(), expected["spec"], expected["mean"], expected["std"], "torch.safetensors");
  const std::size_t count = expected["probabilities"].size();
  std::vector<std::uint8_t> images;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t p = 0; p < image_pixels; ++p) images.push_back(static_cast<std::uint8_t>(i * 31 + p * 7 + p / 28 * 13));
  }
  const std::vector<Reading> readings = predict(model, images);
  REQUIRE(readings.size() == count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t digit = 0; digit < digit_classes; ++digit) {
      CHECK(std::abs(readings[i].probabilities[digit] - expected["probabilities"][i][digit].get<double>()) < 1e-6);
    }
  }
  // Saved again it is a file of ours, and says all.
  const Model again = parse_model(serialise_model(model), "again");
  CHECK(again.spec.text == model.spec.text);
  CHECK(again.mean == 0.25);
  CHECK(predict(again, images)[0].probabilities == readings[0].probabilities);
}

TEST_CASE("a state_dict that is not the spec's is refused, with what is there") {
  const SafeTensors file = torch_file();
  const std::string spec = golden("state_dict.json")["spec"];
  CHECK(contains(input_error_of([&] { from_safetensors(file, "torch.safetensors"); }), "torch.safetensors"));
  CHECK(contains(error_of(file, "784-10"), "\"0.weight\" is missing"));
  CHECK(contains(error_of(file, "784-10"), "\"1.weight\""));
  CHECK(contains(error_of(file, "c2x5s5t-a2-7r-10"), "\"5.weight\" is F32 [6, 8]; expected F32 [7, 8]"));
  CHECK(contains(error_of(file, "c2x5s5t-a2-6r-11"), "position"));

  SafeTensors other = file;
  other.tensors.emplace_back("9.weight", SafeTensor{"F32", {1}, varied(4)});
  CHECK(contains(error_of(other, spec), "holds 7 tensors"));
  other = file;
  other.tensors.back().second.dtype = "I32";
  CHECK(contains(error_of(other, spec), "expected F32"));
  other.tensors.clear();
  CHECK(contains(error_of(other, spec), "the file has none"));
}
