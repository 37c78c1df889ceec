#version 300 es
// One capsule: a segment of a stroke with round ends. Four corners (a triangle strip) around it, one instance a segment.
precision highp float;

layout(location = 0) in vec4 segment;  // its two ends in pad units

uniform vec4 pad;       // left, top, width, height in pixels
uniform vec2 viewport;  // in pixels
uniform float radius;   // of the pen, in pixels

out vec2 at;
flat out vec4 ends;

void main() {
  vec2 a = pad.xy + segment.xy * pad.zw;
  vec2 b = pad.xy + segment.zw * pad.zw;
  vec2 along = b - a;
  float distance = length(along);
  along = distance > 0.0 ? along / distance : vec2(1.0, 0.0);
  vec2 across = vec2(-along.y, along.x);
  float reach = radius + 1.0;
  at = (gl_VertexID & 1) == 0 ? a - along * reach : b + along * reach;
  at += across * ((gl_VertexID & 2) == 0 ? -reach : reach);
  ends = vec4(a, b);
  gl_Position = vec4(at.x / viewport.x * 2.0 - 1.0, 1.0 - at.y / viewport.y * 2.0, 0.0, 1.0);
}
