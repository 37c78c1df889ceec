#include "native/cli/options.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "engine/backend/backend.hpp"
#include "engine/io/files.hpp"
#include "native/cuda/open.hpp"

namespace inkgrad::cli {

void ComputeOptions::add_to(CLI::App& command) {
  command.add_option("--device", device, "Where to compute: auto, cpu, reference or cuda; auto takes a GPU for long work, if there is one")
      ->check(CLI::IsMember({"auto", "cpu", "reference", "cuda"}))
      ->capture_default_str();
  command.add_option("--threads", threads, "Threads to compute with; the result does not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

ChosenDevice ComputeOptions::select(Work work) const {
  Device chosen = device == "reference" ? Device::reference : Device::cpu;
  std::string no_gpu;
  if (device == "cuda" || (device == "auto" && work == Work::long_work)) {
    no_gpu = cuda::open();
    if (no_gpu.empty()) chosen = Device::cuda;
    else if (device == "cuda") unsupported("--device cuda: ", no_gpu, "; use --device cpu");
  }
  backend(chosen).set_threads(threads);
  return {chosen, backend(chosen).description() + (no_gpu.empty() ? "" : ", not on a GPU: " + no_gpu)};
}

CLI::Validator number_between(double least, double most) {
  const std::string range = concatenate(least, " to ", most);
  return {[=](std::string& text) -> std::string {
            char* end = nullptr;
            const double value = std::strtod(text.c_str(), &end);
            const bool number = !text.empty() && *end == '\0' && std::isfinite(value);
            if (number && value >= least && value <= most) return {};
            return concatenate("'", text, "' is not a number from ", range);
          },
          range};
}

CLI::Validator whole_number() {
  return {[](std::string& text) -> std::string {
            std::uint64_t value = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (error == std::errc{} && end == text.data() + text.size()) return {};
            return concatenate("'", text, "' is not a whole number from 0 to ", ~std::uint64_t{0});
          },
          "UINT"};
}

void add_data_option(CLI::App& command, std::filesystem::path& data) {
  data = default_mnist_dir();
  command.add_option("--data", data, "Folder with MNIST's four IDX files, raw or gzip'd")->capture_default_str();
}

Mnist read_mnist(const std::filesystem::path& data) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(data, ignored)) {
    input_error("--data ", data.string(), ": there is no such folder; ./run setup fetches MNIST, or name a folder with its four IDX files");
  }
  return load_mnist(data);
}

void ModelOptions::add_to(CLI::App& command) {
  command.add_option("MODEL", file, "Model file (safetensors)")->required();
  CLI::Option* model = command.add_option(
      "--model", spec, "Model spec of a file that does not say it: the state_dict of PyTorch's nn.Sequential for that spec");
  command.add_option("--mean", mean, "With --model: mean of pixel / 255 that the input is normalised by; MNIST's if not given")
      ->check(number_between(-1000, 1000))
      ->needs(model);
  command.add_option("--std", std, "With --model: standard deviation, as --mean")
      ->check(number_between(1e-6, 1000))
      ->needs(model);
}

Model ModelOptions::read(Device device) const {
  const std::string name = file.string();
  const SafeTensors tensors = parse_safetensors(read_file(file), name);
  const auto format = tensors.metadata.find("format");
  const bool ours = format != tensors.metadata.end() && format->second != "pt";
  if (ours && !spec.empty()) input_error(name, ": says its model spec itself; leave --model out");
  if (ours) return from_safetensors(tensors, name, device);
  if (spec.empty()) {
    input_error(name, ": does not say which network it holds, as PyTorch's files do not; add --model SPEC (inkgrad summary SPEC shows one)");
  }
  return from_state_dict(tensors, spec, mean, std, name, device);
}

std::string shell_quoted(const std::filesystem::path& path) {
  const std::string text = path.string();
  const auto plain = [](unsigned char c) { return std::isalnum(c) || (c != 0 && std::strchr("/._-+=:@%", c)); };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f%%", 100 * share);
  return text;
}

}  // namespace inkgrad::cli
