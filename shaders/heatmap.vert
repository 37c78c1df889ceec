#version 300 es
// A rectangle of the window.
precision highp float;

uniform vec4 place;     // left, top, width, height in pixels
uniform vec2 viewport;  // in pixels

out vec2 at;  // 0 to 1, y down

void main() {
  at = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  vec2 pixel = place.xy + at * place.zw;
  gl_Position = vec4(pixel.x / viewport.x * 2.0 - 1.0, 1.0 - pixel.y / viewport.y * 2.0, 0.0, 1.0);
}
