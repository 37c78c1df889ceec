#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace inkgrad {

struct ArchivedFile {
  std::string name;  ///< with '/' between folders
  std::vector<std::byte> bytes;
};

/// Files as one ZIP archive, each stored as it is (PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16), names in UTF-8.
/// Its times are ZIP's first, so that the same files make the same bytes. Throws Error (Input) beyond ZIP's 4 GiB.
std::vector<std::byte> zip_archive(std::span<const ArchivedFile> files);

}  // namespace inkgrad
