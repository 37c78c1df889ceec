#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace inkgrad {

/// The images of an IDX file, count x rows x columns, row-major, one byte a pixel.
struct IdxImages {
  std::int64_t count = 0;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<std::uint8_t> pixels;
};

/// The labels of an IDX file, one byte each.
struct IdxLabels {
  std::vector<std::uint8_t> labels;

  std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }
};

/// Reads the format of MNIST's files (described on the MNIST page: big-endian magic 0x00000803, three sizes,
/// then bytes), raw or gzip'd. The sizes are compared with the length before anything is allocated. Throws
/// Error (Input) that names `name`, the offset and what was expected there.
IdxImages parse_idx_images(std::span<const std::byte> bytes, std::string_view name);

/// The same for labels: magic 0x00000801, one size, then bytes, each less than `classes`.
IdxLabels parse_idx_labels(std::span<const std::byte> bytes, std::string_view name, int classes = 10);

/// The same files written, raw. Throws Error (Input) unless there is at least one image, with as many pixels as the sizes say; at
/// least one label.
std::vector<std::byte> write_idx_images(const IdxImages& images);
std::vector<std::byte> write_idx_labels(const IdxLabels& labels);

}  // namespace inkgrad
