#pragma once

#include <filesystem>

namespace inkgrad {

/// Writes what the current OpenGL context has drawn, `width` x `height` pixels, as a PNG. Throws Error (Failure).
void save_screenshot(const std::filesystem::path& path, int width, int height);

}  // namespace inkgrad
