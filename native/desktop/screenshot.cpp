#include "native/desktop/screenshot.hpp"

#include <SDL_opengl.h>
#include <png.h>

#include <cstdint>
#include <vector>

#include "engine/core/error.hpp"

namespace inkgrad {

void save_screenshot(const std::filesystem::path& path, int width, int height) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  // A negative stride: OpenGL's rows go upwards.
  if (png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), -width * 3, nullptr) == 0) {
    failure(path.string(), ": ", image.message);
  }
}

}  // namespace inkgrad
