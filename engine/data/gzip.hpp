#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace inkgrad {

/// Whether `bytes` begin with gzip's magic number, 1f 8b (RFC 1952).
bool is_gzip(std::span<const std::byte> bytes);

/// The unpacked contents of gzip data, all members of it. `name` is what errors call the data. Throws Error
/// (Input), with the offset reached, if the data is damaged, truncated, fails its checksum, is followed by
/// something else, or unpacks to more than `max_bytes` (memory stays within about twice that).
std::vector<std::byte> gunzip(std::span<const std::byte> bytes, std::size_t max_bytes,
                              std::string_view name = "gzip data");

/// The first `count` unpacked bytes, or all if there are fewer, without looking at the rest: enough to read a
/// header that says how much to expect. Throws Error (Input) if the data is damaged before that.
std::vector<std::byte> gunzip_head(std::span<const std::byte> bytes, std::size_t count,
                                   std::string_view name = "gzip data");

}  // namespace inkgrad
