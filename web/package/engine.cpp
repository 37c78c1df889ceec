// The npm package's hold on the engine: models by number, what they say of images, their training in slices, their files. engine.ts is
// its only caller and checks lengths and types; here every Error becomes a kind and a message that `failure` gives. What a function
// gives beyond a number is in `result` until the next call.
#include <emscripten.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/nn/model.hpp"
#include "engine/nn/onnx.hpp"
#include "engine/train/trainer.hpp"

namespace {

using inkgrad::Error;
using Json = nlohmann::json;

struct Entry {
  inkgrad::Model model;
  std::optional<inkgrad::Trainer> trainer{};

  const inkgrad::Model& current() const { return trainer ? trainer->model() : model; }
};

// engine.ts names the errors by these; 0 is none.
enum Failure { none, input, failed, unsupported };

std::map<int, Entry> entries;
int last_number = 0;
std::vector<std::byte> result;
std::string failure_text;

void give(const void* bytes, std::size_t size) {
  const auto* first = static_cast<const std::byte*>(bytes);
  result.assign(first, first + size);
}
void give(const std::string& text) { give(text.data(), text.size()); }
void give(const Json& json) { give(json.dump()); }

Entry& entry(int number) {
  const auto found = entries.find(number);
  if (found == entries.end()) inkgrad::input_error("there is no model ", number);
  return found->second;
}

inkgrad::Dataset dataset(const std::uint8_t* images, const std::uint8_t* labels, int count) {
  for (int i = 0; i < count; ++i) {
    if (labels[i] >= inkgrad::digit_classes) inkgrad::input_error("label ", i, " is ", static_cast<int>(labels[i]), ", expected 0 to 9");
  }
  return {{images, images + std::ptrdiff_t{count} * inkgrad::mnist_pixels}, {labels, labels + count}};
}

Json parse(const char* text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) inkgrad::input_error("the options are no JSON object");
  return json;
}

inkgrad::TrainOptions options(const char* text) {
  static const std::set<std::string_view> known = {"batch", "lr", "optimizer", "momentum", "nesterov", "weight_decay", "schedule",
                                                   "schedule_epochs", "augment", "slashed_zeros", "seed"};
  std::map<std::string, std::string> record;
  const Json given = parse(text);
  for (const auto& [key, value] : given.items()) {
    if (!known.contains(key)) inkgrad::input_error("there is no option ", key);
    record[key] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return inkgrad::from_record(record, "the options");
}

inkgrad::Tensor tensor_of(const inkgrad::Model& model, std::string_view name) {
  for (const auto& [own, tensor] : model.network.state_dict()) {
    if (own == name) return tensor;
  }
  inkgrad::input_error("the model ", model.spec.text, " has no parameter ", name);
}

/// Calls `work`; gives none, or what went wrong.
template <class Work>
int guarded(const Work& work) {
  result.clear();
  try {
    work();
    return none;
  } catch (const Error& error) {
    failure_text = error.what();
    switch (error.kind()) {
      case Error::Kind::Input: return input;
      case Error::Kind::Unsupported: return unsupported;
      case Error::Kind::Failure:
      case Error::Kind::DeviceLost: return failed;
    }
  } catch (const Json::exception& error) {
    failure_text = error.what();
    return input;
  } catch (const std::bad_alloc&) {
    failure_text = "not enough memory";
  } catch (const std::exception& error) {
    failure_text = error.what();
  }
  return failed;
}

}  // namespace

// All but the first three return a Failure.
extern "C" {

EMSCRIPTEN_KEEPALIVE const std::byte* inkgrad_result() { return result.data(); }
EMSCRIPTEN_KEEPALIVE int inkgrad_result_size() { return static_cast<int>(result.size()); }
EMSCRIPTEN_KEEPALIVE const char* inkgrad_failure() { return failure_text.c_str(); }

/// A model's number, as JSON, from `head` {spec, seed, mean, std}; with `size` bytes of a safetensors file its weights from there. Of
/// such a file the head has a spec only where the file has none (PyTorch's state_dict).
EMSCRIPTEN_KEEPALIVE int inkgrad_open(const char* head, const std::byte* file, int size) {
  return guarded([&] {
    const Json wanted = parse(head);
    const std::string spec = wanted.value("spec", "");
    const double mean = wanted.value("mean", inkgrad::mnist_mean), std = wanted.value("std", inkgrad::mnist_std);
    const auto seed = wanted.value("seed", std::uint64_t{1});
    if (!(std > 0)) inkgrad::input_error("the standard deviation must be above 0, got ", std);
    const auto read = [&] {
      const auto tensors = inkgrad::parse_safetensors({file, static_cast<std::size_t>(size)}, "the file");
      if (spec.empty()) return inkgrad::from_safetensors(tensors, "the file", inkgrad::Device::cpu, seed);
      return inkgrad::from_state_dict(tensors, spec, mean, std, "the file", inkgrad::Device::cpu, seed);
    };
    const auto make = [&] {
      inkgrad::Model model = inkgrad::make_model(spec, seed);
      model.mean = mean;
      model.std = std;
      return model;
    };
    entries.emplace(++last_number, Entry{size > 0 ? read() : make()});
    give(Json(last_number));
  });
}

EMSCRIPTEN_KEEPALIVE void inkgrad_close(int number) { entries.erase(number); }

/// {spec, mean, std, parameters: [{name, shape}, ...], record}: parameters and buffers in PyTorch's order, the training record.
EMSCRIPTEN_KEEPALIVE int inkgrad_describe(int number) {
  return guarded([&] {
    const inkgrad::Model& model = entry(number).current();
    Json parameters = Json::array();
    for (const auto& [name, tensor] : model.network.state_dict()) {
      parameters.push_back({{"name", name}, {"shape", inkgrad::to_safetensor(tensor).shape}});
    }
    give(Json{{"spec", model.spec.text}, {"mean", model.mean}, {"std", model.std}, {"parameters", parameters}, {"record", model.record}});
  });
}

/// Of `count` images the probabilities, float32 [count, 10], then the digits, int32 [count].
EMSCRIPTEN_KEEPALIVE int inkgrad_predict(int number, const std::uint8_t* images, int count) {
  return guarded([&] {
    const auto readings = inkgrad::predict(entry(number).current(), {images, static_cast<std::size_t>(count * inkgrad::mnist_pixels)});
    std::vector<float> probabilities;
    std::vector<std::int32_t> digits;
    for (const inkgrad::Reading& reading : readings) {
      probabilities.insert(probabilities.end(), reading.probabilities.begin(), reading.probabilities.end());
      digits.push_back(reading.digit);
    }
    const std::size_t first = probabilities.size() * sizeof(float);
    result.resize(first + digits.size() * sizeof(std::int32_t));
    std::memcpy(result.data(), probabilities.data(), first);
    std::memcpy(result.data() + first, digits.data(), result.size() - first);
  });
}

/// {loss, accuracy, images} of the model as it is.
EMSCRIPTEN_KEEPALIVE int inkgrad_evaluate(int number, const std::uint8_t* images, const std::uint8_t* labels, int count) {
  return guarded([&] {
    const auto metrics = inkgrad::evaluate(entry(number).current(), dataset(images, labels, count));
    give(Json{{"loss", metrics.loss}, {"accuracy", metrics.accuracy}, {"images", metrics.images}});
  });
}

/// Makes ready to train by `head`, keys of a model file's training record.
EMSCRIPTEN_KEEPALIVE int inkgrad_train(int number, const char* head, const std::uint8_t* images, const std::uint8_t* labels, int count) {
  return guarded([&] {
    Entry& trained = entry(number);
    trained.trainer.emplace(options(head), dataset(images, labels, count), trained.model);
  });
}

/// Trains for `most` steps, or to the end of the epoch: {step, epoch, steps_per_epoch, ended, last_loss, loss, accuracy}; loss and
/// accuracy are means over the images of the epoch so far, while the weights changed; ended: the epoch is.
EMSCRIPTEN_KEEPALIVE int inkgrad_train_steps(int number, int most) {
  return guarded([&] {
    inkgrad::Trainer& trainer = entry(number).trainer.value();
    for (std::int64_t left = most; left > 0;) {
      left -= trainer.steps(left);
      if (trainer.at_epoch_start()) break;
    }
    const inkgrad::Metrics running = trainer.running();
    give(Json{{"step", trainer.steps_done()}, {"epoch", trainer.epoch()}, {"steps_per_epoch", trainer.steps_per_epoch()},
              {"ended", trainer.at_epoch_start()}, {"last_loss", trainer.last_loss()}, {"loss", running.loss}, {"accuracy", running.accuracy}});
  });
}

/// Ends a training; the model is what it has been trained to (keep), or what it was before.
EMSCRIPTEN_KEEPALIVE int inkgrad_train_end(int number, int keep) {
  return guarded([&] {
    Entry& trained = entry(number);
    const inkgrad::Trainer trainer = std::move(trained.trainer.value());
    trained.trainer.reset();
    if (keep != 0) trained.model = inkgrad::parse_model(trainer.save_model(), "the trained model");
  });
}

/// A parameter or buffer by its name: float32.
EMSCRIPTEN_KEEPALIVE int inkgrad_parameter(int number, const char* name) {
  return guarded([&] { result = inkgrad::to_safetensor(tensor_of(entry(number).current(), name)).data; });
}

/// Sets a parameter or buffer from float32 in its shape's order.
EMSCRIPTEN_KEEPALIVE int inkgrad_set_parameter(int number, const char* name, const std::byte* values, int size) {
  return guarded([&] {
    const inkgrad::Tensor tensor = tensor_of(entry(number).model, name);
    const auto expected = inkgrad::to_safetensor(tensor);
    if (static_cast<std::size_t>(size) != expected.data.size()) {
      inkgrad::input_error(name, " has ", expected.data.size() / sizeof(float), " values, got ", size / static_cast<int>(sizeof(float)));
    }
    inkgrad::load_safetensor({expected.dtype, expected.shape, {values, values + size}}, tensor, name, "the values");
  });
}

/// The model's bytes as safetensors, or (is_onnx) as ONNX.
EMSCRIPTEN_KEEPALIVE int inkgrad_file(int number, int is_onnx) {
  return guarded([&] {
    const inkgrad::Model& model = entry(number).current();
    result = is_onnx != 0 ? inkgrad::serialise_onnx(model) : inkgrad::serialise_model(model);
  });
}

}  // extern "C"
