#pragma once

#include <imgui.h>

#include <string_view>

#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#else
#ifndef GL_GLEXT_PROTOTYPES
#define GL_GLEXT_PROTOTYPES
#endif
#include <SDL_opengl.h>
#endif

namespace inkgrad {

/// Compiles and links a program of GLSL ES 3.00, on desktop OpenGL as GLSL 3.30. Throws Error (Failure) with the driver's log.
unsigned compile_program(std::string_view name, std::string_view vertex, std::string_view fragment);

/// glUniform of a colour's red, green and blue.
void set_colour(int location, ImU32 colour);

/// The framebuffer while Dear ImGui's draw lists are executed, for what is drawn among them.
struct Canvas {
  float width = 0, height = 0;  ///< in device pixels
  float ratio = 1;              ///< device pixels a CSS pixel
};
Canvas current_canvas();

/// A rectangle of the framebuffer in device pixels, from its upper left corner.
struct Patch {
  int left, top, right, bottom;
};
/// What `clip_to` leaves lies inside `patch` from now on.
void paint_only(const Patch& patch);

/// Limits drawing to `clip` (left, top, right, bottom in CSS pixels) and to the patch that is painted. False if nothing of it is left.
bool clip_to(const Canvas& canvas, const ImVec4& clip);

/// Adds a plain opaque rectangle to what `list` draws, on whole device pixels. It clears instead of shading, which costs a
/// fraction where pixels are made by the processor: for large ones.
void fill_rectangle(ImDrawList* list, ImVec2 from, ImVec2 to, ImU32 colour);

}  // namespace inkgrad
