#include "engine/io/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/core/storage.hpp"

namespace inkgrad {
namespace {

namespace fs = std::filesystem;

/// An open file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

  /// Closes now; false if the system only then notices that the data did not arrive (a network disk).
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// Removes the unfinished file unless it was renamed into place.
class Unfinished {
 public:
  explicit Unfinished(fs::path path) : path_(std::move(path)) {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  const fs::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

std::string reason(int error) { return std::strerror(error); }

void write_all(int fd, std::span<const std::byte> bytes, const fs::path& path) {
  while (!bytes.empty()) {
    // Some systems refuse more than 2 GiB in one call.
    const ssize_t written =
        ::write(fd, bytes.data(), std::min<std::size_t>(bytes.size(), std::size_t{1} << 30));
    if (written < 0) {
      if (errno == EINTR) continue;
      failure("cannot write ", path.string(), ": ", reason(errno));
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void flush_to_disk(int fd, const fs::path& path) {
  // File systems that cannot flush (a browser's, a pipe) say EINVAL or ENOSYS; there is then nothing to wait
  // for.
  if (::fsync(fd) != 0 && errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) {
    failure("cannot write ", path.string(), " to the disk: ", reason(errno));
  }
}

/// Makes the rename itself survive a power cut; not every file system can, and the data is safe either way.
void flush_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.is_open()) (void)::fsync(fd.get());
}

fs::path name_beside(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  fs::path name = path;
  name += concatenate(".tmp-", ::getpid(), "-", counter++);
  return name;
}

}  // namespace

std::vector<std::byte> read_file(const fs::path& path, std::size_t max_bytes) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) input_error("cannot read ", path.string(), ": ", reason(errno));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) input_error("cannot read ", path.string(), ": ", reason(errno));
  if (S_ISDIR(info.st_mode)) input_error("cannot read ", path.string(), ": it is a folder, a file is needed");

  const auto too_large = [&] {
    input_error("cannot read ", path.string(), ": it is larger than the ", max_bytes, " bytes allowed");
  };
  std::vector<std::byte> bytes;
  if (S_ISREG(info.st_mode)) {
    if (info.st_size > 0 && static_cast<unsigned long long>(info.st_size) > max_bytes) too_large();
    bytes.reserve(static_cast<std::size_t>(info.st_size) + 1);
    prefer_large_pages(bytes.data(), bytes.capacity());
  }
  // Read to the end rather than to st_size: a pipe has no size, and a file may still be growing.
  constexpr std::size_t chunk = std::size_t{1} << 16;
  std::size_t used = 0;
  for (;;) {
    const std::size_t room = std::max(chunk, bytes.capacity() - used);
    bytes.resize(used + room);
    const ssize_t got = ::read(fd.get(), bytes.data() + used, room);
    if (got < 0) {
      if (errno == EINTR) continue;
      input_error("cannot read ", path.string(), ": ", reason(errno));
    }
    used += static_cast<std::size_t>(got);
    if (used > max_bytes) too_large();
    if (got == 0) break;
  }
  bytes.resize(used);
  return bytes;
}

void write_file_atomically(const fs::path& path, std::span<const std::byte> bytes) {
  std::error_code ignored;
  const fs::path target = fs::is_symlink(path, ignored) ? fs::weakly_canonical(path) : path;
  const fs::file_status status = fs::status(target, ignored);
  if (fs::is_directory(status))
    input_error("cannot write ", path.string(), ": it is a folder, a file is needed");
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    const Descriptor fd(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd.is_open()) failure("cannot write ", path.string(), ": ", reason(errno));
    write_all(fd.get(), bytes, path);
    return;
  }
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored)) {
    input_error("cannot write ", path.string(), ": there is no folder ", folder.string(), "; make it first");
  }

  Unfinished beside(name_beside(target));
  Descriptor fd(::open(beside.path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!fd.is_open()) failure("cannot write ", path.string(), ": ", reason(errno));
  write_all(fd.get(), bytes, path);
  flush_to_disk(fd.get(), path);
  if (fs::exists(status)) fs::permissions(beside.path(), status.permissions(), ignored);
  if (!fd.close()) failure("cannot write ", path.string(), ": ", reason(errno));
  if (::rename(beside.path().c_str(), target.c_str()) != 0) {
    failure("cannot write ", path.string(), ": ", reason(errno));
  }
  beside.keep();
  flush_folder(folder);
}

}  // namespace inkgrad
