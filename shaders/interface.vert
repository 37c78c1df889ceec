#version 300 es
// Dear ImGui's triangles: positions in CSS pixels, colours with straight alpha.
precision highp float;

layout(location = 0) in vec2 position;
layout(location = 1) in vec2 place;  // in the atlas of letters
layout(location = 2) in vec4 tint;

uniform vec2 extent;  // of the window, in CSS pixels

out vec2 atlas_at;
out vec4 ink;

void main() {
  atlas_at = place;
  ink = tint;
  gl_Position = vec4(position.x / extent.x * 2.0 - 1.0, 1.0 - position.y / extent.y * 2.0, 0.0, 1.0);
}
