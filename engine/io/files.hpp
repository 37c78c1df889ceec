#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace inkgrad {

/// The whole of the file at `path`, or of the pipe or device it names. Throws Error (Input) with the path and
/// the system's reason if it cannot be read, is a folder, or holds more than `max_bytes`.
std::vector<std::byte> read_file(const std::filesystem::path& path,
                                 std::size_t max_bytes = std::size_t{1} << 30);

/// Makes `bytes` the contents of the file at `path`: written to a new file beside it, flushed to the disk,
/// then renamed over it, so that whoever is interrupted leaves the old file whole. A symbolic link is
/// followed and a pipe or device is written to directly. Throws Error (Input) if the folder is missing or
/// `path` is a folder, Error (Failure) if writing fails; either way what was at `path` before is untouched.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace inkgrad
