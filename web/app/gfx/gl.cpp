#include "web/app/gfx/gl.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "engine/core/error.hpp"

namespace inkgrad {
namespace {

unsigned compile_shader(std::string_view name, unsigned kind, std::string_view source) {
  std::string text(source);
#ifndef __EMSCRIPTEN__
  // OpenGL 3.3 has all that the shaders use; only the first line differs. Precisions mean nothing there but are allowed.
  text.replace(0, text.find('\n'), "#version 330");
#endif
  const unsigned shader = glCreateShader(kind);
  const char* pointer = text.c_str();
  glShaderSource(shader, 1, &pointer, nullptr);
  glCompileShader(shader);
  int good = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
  if (good == 0) {
    char log[1024] = "";
    glGetShaderInfoLog(shader, sizeof log, nullptr, log);
    failure("shader ", name, " does not compile: ", log);
  }
  return shader;
}

Patch painted{0, 0, 0, 0};

}  // namespace

unsigned compile_program(std::string_view name, std::string_view vertex, std::string_view fragment) {
  const unsigned program = glCreateProgram();
  for (const auto& [kind, source] : {std::pair(GL_VERTEX_SHADER, vertex), std::pair(GL_FRAGMENT_SHADER, fragment)}) {
    const unsigned shader = compile_shader(name, kind, source);
    glAttachShader(program, shader);
    glDeleteShader(shader);
  }
  glLinkProgram(program);
  int good = 0;
  glGetProgramiv(program, GL_LINK_STATUS, &good);
  if (good == 0) {
    char log[1024] = "";
    glGetProgramInfoLog(program, sizeof log, nullptr, log);
    failure("shader ", name, " does not link: ", log);
  }
  return program;
}

void set_colour(int location, ImU32 colour) {
  const ImVec4 c = ImGui::ColorConvertU32ToFloat4(colour);
  glUniform3f(location, c.x, c.y, c.z);
}

Canvas current_canvas() {
  const ImGuiIO& io = ImGui::GetIO();
  return {io.DisplaySize.x * io.DisplayFramebufferScale.x, io.DisplaySize.y * io.DisplayFramebufferScale.y,
          io.DisplayFramebufferScale.x};
}

void paint_only(const Patch& patch) { painted = patch; }

bool clip_to(const Canvas& canvas, const ImVec4& clip) {
  const int left = std::max(painted.left, static_cast<int>(std::lround(clip.x * canvas.ratio)));
  const int top = std::max(painted.top, static_cast<int>(std::lround(clip.y * canvas.ratio)));
  const int right = std::min(painted.right, static_cast<int>(std::lround(clip.z * canvas.ratio)));
  const int bottom = std::min(painted.bottom, static_cast<int>(std::lround(clip.w * canvas.ratio)));
  if (right <= left || bottom <= top) return false;
  glEnable(GL_SCISSOR_TEST);
  glScissor(left, static_cast<int>(canvas.height) - bottom, right - left, bottom - top);
  return true;
}

void fill_rectangle(ImDrawList* list, ImVec2 from, ImVec2 to, ImU32 colour) {
  // The rectangle travels as the command's clip, the colour as its pointer.
  list->PushClipRect(from, to, true);
  list->AddCallback([](const ImDrawList*, const ImDrawCmd* command) {
    if (!clip_to(current_canvas(), command->ClipRect)) return;
    const ImVec4 c = ImGui::ColorConvertU32ToFloat4(static_cast<ImU32>(reinterpret_cast<std::uintptr_t>(command->UserCallbackData)));
    glClearColor(c.x, c.y, c.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
  }, reinterpret_cast<void*>(static_cast<std::uintptr_t>(colour)));
  list->PopClipRect();
}

}  // namespace inkgrad
