#version 300 es
// Coverage of a pixel by a capsule, from its distance to the segment: exact where the edge is straighter than a pixel.
// Segments overlap, so that the blend equation takes the inkiest (minimum on light ground, maximum on dark).
precision highp float;

in vec2 at;
flat in vec4 ends;

uniform float radius;
uniform vec3 ground;
uniform vec3 ink;

out vec4 colour;

void main() {
  vec2 along = ends.zw - ends.xy;
  vec2 from = at - ends.xy;
  float part = clamp(dot(from, along) / max(dot(along, along), 1e-6), 0.0, 1.0);
  float coverage = clamp(radius + 0.5 - length(from - along * part), 0.0, 1.0);
  colour = vec4(mix(ground, ink, coverage), 1.0);
}
