#include <cmath>
#include <cstdlib>

#include "engine/data/frame.hpp"
#include "engine/data/mnist.hpp"
#include "engine/io/files.hpp"
#include "engine/lessons/ten_digits.hpp"
#include "tests/unit/bytes.hpp"

using namespace inkgrad;
using namespace inkgrad::test;

namespace {

Dataset digits(std::int64_t count, std::uint8_t pixel) {
  IdxImages images{count, 28, 28, std::vector<std::uint8_t>(static_cast<std::size_t>(count) * 784, pixel)};
  IdxLabels labels;
  for (std::int64_t i = 0; i < count; ++i) labels.labels.push_back(static_cast<std::uint8_t>(i % 10));
  return make_dataset(std::move(images), labels);
}

void write_part(const TemporaryFolder& folder, const std::string& images, const std::string& labels,
                std::uint32_t count, bool packed) {
  const Bytes image_file = idx_file(0x803, {count, 28, 28}, varied(count * 784));
  const Bytes label_file = idx_file(0x801, {count}, Bytes(count, std::byte{3}));
  write_file_atomically(folder / images, packed ? gzip(image_file) : image_file);
  write_file_atomically(folder / labels, packed ? gzip(label_file) : label_file);
}

}  // namespace

TEST_CASE("a dataset is joined, appended and cut") {
  Dataset some = digits(12, 1);
  CHECK(some.count() == 12);
  CHECK(some.labels[11] == 1);
  some.append(digits(3, 9));
  CHECK(some.count() == 15);
  CHECK(some.images.size() == 15 * 784);
  CHECK(some.images.back() == 9);
  CHECK(some.labels.back() == 2);
  some.append(some);
  CHECK(some.count() == 30);
  CHECK(some.images.back() == 9);

  const Dataset first = some.first(13);
  CHECK(first.count() == 13);
  CHECK(first.images.size() == 13 * 784);
  CHECK(first.images.back() == 9);
  CHECK(some.first(0).count() == 0);
  CHECK(some.first(-1).count() == 0);
  CHECK(some.first(1000).count() == 30);

  const Dataset rest = some.from(13);
  CHECK(rest.count() == 17);
  CHECK(rest.images.size() == 17 * 784);
  CHECK(rest.labels[0] == 1);
  CHECK(some.from(-1).count() == 30);
  CHECK(some.from(1000).count() == 0);

  IdxImages small{1, 20, 20, std::vector<std::uint8_t>(400)};
  CHECK(
      contains(input_error_of([&] { make_dataset(small, IdxLabels{{1}}); }), "20x20 pixels, expected 28x28"));
  IdxImages two{2, 28, 28, std::vector<std::uint8_t>(2 * 784)};
  CHECK(contains(input_error_of([&] { make_dataset(two, IdxLabels{{1}}); }), "2 images but 1 labels"));
}

TEST_CASE("pixel statistics are exact") {
  Dataset half = digits(5, 0);
  half.append(digits(5, 255));
  CHECK(pixel_stats(half).mean == 0.5);
  CHECK(pixel_stats(half).std == 0.5);
  CHECK(pixel_stats(digits(3, 51)).mean == 0.2);
  CHECK(pixel_stats(digits(3, 51)).std == 0);
  CHECK(contains(input_error_of([] { pixel_stats(Dataset{}); }), "no images"));
}

TEST_CASE("MNIST's four files are found under all their names") {
  for (const bool packed : {false, true}) {
    for (const std::string dot : {"-", "."}) {
      const TemporaryFolder folder;
      const std::string end = packed ? ".gz" : "";
      write_part(folder, "train-images" + dot + "idx3-ubyte" + end, "train-labels" + dot + "idx1-ubyte" + end,
                 5, packed);
      write_part(folder, "t10k-images" + dot + "idx3-ubyte" + end, "t10k-labels" + dot + "idx1-ubyte" + end,
                 2, packed);
      const Mnist mnist = load_mnist(folder.path());
      CHECK(mnist.train.count() == 5);
      CHECK(mnist.test.count() == 2);
      CHECK(mnist.test.labels[1] == 3);
    }
  }
}

TEST_CASE("a missing or mismatched MNIST file is named") {
  const TemporaryFolder folder;
  CHECK(contains(input_error_of([&] { load_mnist(folder / "nowhere"); }), "no such folder"));
  const std::string nothing = input_error_of([&] { load_mnist(folder.path()); });
  for (const char* name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                           "t10k-labels-idx1-ubyte", ".gz"}) {
    CHECK(contains(nothing, name));
  }
  write_part(folder, "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 5, false);
  CHECK(contains(input_error_of([&] { load_mnist(folder.path()); }), "found no t10k-images-idx3-ubyte"));
  write_part(folder, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 2, false);
  write_part(folder, "ignored", "t10k-labels-idx1-ubyte", 3, false);
  const std::string mismatch = input_error_of([&] { load_mnist(folder.path()); });
  CHECK(contains(mismatch, "t10k-images-idx3-ubyte"));
  CHECK(contains(mismatch, "2 images but 3 labels"));
}

TEST_CASE("the default folder follows XDG_CACHE_HOME, else HOME") {
  const auto value_of = [](const char* name) {
    return std::string(std::getenv(name) ? std::getenv(name) : "");
  };
  const std::string cache = value_of("XDG_CACHE_HOME");
  const std::string home = value_of("HOME");
  setenv("HOME", "/home/somebody", 1);
  setenv("XDG_CACHE_HOME", "/var/cached", 1);
  CHECK(default_mnist_dir() == "/var/cached/inkgrad/mnist");
  setenv("XDG_CACHE_HOME", "not/absolute", 1);
  CHECK(default_mnist_dir() == "/home/somebody/.cache/inkgrad/mnist");
  unsetenv("XDG_CACHE_HOME");
  CHECK(default_mnist_dir() == "/home/somebody/.cache/inkgrad/mnist");
  setenv("HOME", home.c_str(), 1);
  if (!cache.empty()) setenv("XDG_CACHE_HOME", cache.c_str(), 1);
}

TEST_CASE("MNIST itself: counts, statistics, framing") {
  const std::filesystem::path folder = INKGRAD_MNIST_DIR;
  if (!std::filesystem::exists(folder / "train-images-idx3-ubyte")) {
    MESSAGE("skipped: MNIST is not in " << folder.string());
    return;
  }
  const Mnist mnist = load_mnist(folder);
  CHECK(mnist.train.count() == 60'000);
  CHECK(mnist.test.count() == 10'000);
  const PixelStats stats = pixel_stats(mnist.train);
  CHECK(stats.mean == mnist_mean);
  CHECK(stats.std == mnist_std);
  const PixelStats of_first = pixel_stats(mnist.train.first(lessons::images_to_learn(60'000)));
  CHECK(of_first.mean == lessons::mnist_learning_stats.mean);
  CHECK(of_first.std == lessons::mnist_learning_stats.std);
  for (const Dataset* part : {&mnist.train, &mnist.test}) {
    std::int64_t framed = 0;
    for (std::size_t i = 0; i < part->labels.size(); ++i) {
      framed += is_framed_like_mnist(std::span(part->images).subspan(i * 784, 784));
    }
    CHECK(framed == part->count());
  }
}
