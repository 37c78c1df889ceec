#include "engine/data/mnist.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/io/files.hpp"

namespace inkgrad {
namespace {

namespace fs = std::filesystem;

/// The file called "`stem`-`idx`" in `folder` under any of its usual names.
fs::path find_idx(const fs::path& folder, const std::string& stem, const std::string& idx) {
  for (const char* separator : {"-", "."}) {
    for (const char* packed : {"", ".gz"}) {
      const fs::path path = folder / (stem + separator + idx + packed);
      std::error_code ignored;
      if (fs::exists(path, ignored)) return path;
    }
  }
  input_error(
      folder.string(), ": found no ", stem, "-", idx, " (also looked for '.' before idx and .gz behind); ",
      "the folder needs train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and ",
      "t10k-labels-idx1-ubyte");
}

Dataset load_part(const fs::path& folder, const std::string& part) {
  const fs::path images = find_idx(folder, part + "-images", "idx3-ubyte");
  const fs::path labels = find_idx(folder, part + "-labels", "idx1-ubyte");
  IdxImages parsed_images = parse_idx_images(read_file(images), images.string());
  const IdxLabels parsed_labels = parse_idx_labels(read_file(labels), labels.string());
  try {
    return make_dataset(std::move(parsed_images), parsed_labels);
  } catch (const Error& error) {
    throw Error(error.kind(), concatenate(images.string(), " and ", labels.string(), ": ", error.what()));
  }
}

}  // namespace

void Dataset::append(const Dataset& other) {
  // By index, so that a set can be appended to itself.
  const std::size_t pixels = other.images.size();
  const std::size_t digits = other.labels.size();
  images.reserve(images.size() + pixels);
  labels.reserve(labels.size() + digits);
  for (std::size_t i = 0; i < pixels; ++i) images.push_back(other.images[i]);
  for (std::size_t i = 0; i < digits; ++i) labels.push_back(other.labels[i]);
}

Dataset Dataset::first(std::int64_t n) const {
  const std::int64_t kept = std::clamp<std::int64_t>(n, 0, count());
  return {{images.begin(), images.begin() + kept * mnist_pixels}, {labels.begin(), labels.begin() + kept}};
}

Dataset Dataset::from(std::int64_t n) const {
  const std::int64_t left_out = std::clamp<std::int64_t>(n, 0, count());
  return {{images.begin() + left_out * mnist_pixels, images.end()}, {labels.begin() + left_out, labels.end()}};
}

Dataset make_dataset(IdxImages images, const IdxLabels& labels) {
  if (images.rows != 28 || images.columns != 28) {
    input_error("images of ", images.rows, "x", images.columns, " pixels, expected 28x28");
  }
  if (images.count != labels.count()) {
    input_error(images.count, " images but ", labels.count(), " labels, expected as many of both");
  }
  return {std::move(images.pixels), {labels.labels.begin(), labels.labels.end()}};
}

Mnist load_mnist(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    input_error(folder.string(), ": there is no such folder; it should hold MNIST's four IDX files");
  }
  return {load_part(folder, "train"), load_part(folder, "t10k")};
}

fs::path default_mnist_dir() {
  // The XDG specification says to ignore a relative path.
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute()) return fs::path(cache) / "inkgrad" / "mnist";
  const char* const home = std::getenv("HOME");
  return fs::path(home != nullptr && *home != '\0' ? home : ".") / ".cache" / "inkgrad" / "mnist";
}

PixelStats pixel_stats(const Dataset& dataset) {
  if (dataset.images.empty()) input_error("no images to take the mean of");
  std::uint64_t sum = 0;
  std::uint64_t sum_of_squares = 0;
  for (const std::uint64_t pixel : dataset.images) {
    sum += pixel;
    sum_of_squares += pixel * pixel;
  }
  // n^2 times the variance is the integer n * sum_of_squares - sum^2, 65 bits for MNIST.
  __extension__ using Wide = unsigned __int128;
  const std::uint64_t n = dataset.images.size();
  const Wide scaled_variance = Wide{n} * sum_of_squares - Wide{sum} * sum;
  const double count = static_cast<double>(n);
  return {static_cast<double>(sum) / (255.0 * count),
          std::sqrt(static_cast<double>(scaled_variance)) / (255.0 * count)};
}

}  // namespace inkgrad
