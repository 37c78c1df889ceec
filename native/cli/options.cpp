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

namespace inkgrad::cli {

void ComputeOptions::add_to(CLI::App& command) {
  command.add_option("--device", device, "Where to compute: auto, cpu, reference or cuda; auto takes the fastest there is")
      ->check(CLI::IsMember({"auto", "cpu", "reference", "cuda"}))
      ->capture_default_str();
  command.add_option("--threads", threads, "Threads to compute with; the result does not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

Device ComputeOptions::select() const {
  const Device chosen = device == "reference" ? Device::reference : device == "cuda" ? Device::cuda : Device::cpu;
  if (!has_backend(chosen)) {
    unsupported("--device ", device, ": this build of inkgrad has no such backend; use --device cpu");
  }
  backend(chosen).set_threads(threads);
  return chosen;
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

Model read_model(const std::filesystem::path& path, Device device) {
  return parse_model(read_file(path), path.string(), device);
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
