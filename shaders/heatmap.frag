#version 300 es
// A matrix of numbers as colours: -limit to low, 0 to zero, +limit to high. What has no value (a gap between pictures)
// holds 1e30 and takes the gap's colour.
precision highp float;
precision highp sampler2D;

in vec2 at;

uniform sampler2D values;
uniform vec2 cells;       // columns, rows
uniform vec2 cell_size;   // in pixels
uniform float limit;
uniform vec3 low;
uniform vec3 zero;
uniform vec3 high;
uniform vec3 gap;
uniform vec4 grid;        // lines between cells; their alpha is 0 where there are none

out vec4 colour;

void main() {
  vec2 place = min(at * cells, cells - 0.001);
  float value = texelFetch(values, ivec2(place), 0).r;
  if (value > 1e29) {
    colour = vec4(gap, 1.0);
    return;
  }
  float part = clamp(value / limit, -1.0, 1.0);
  vec3 shown = part < 0.0 ? mix(zero, low, -part) : mix(zero, high, part);
  // The first device pixel of every cell but the first is its line.
  vec2 inside = fract(place) * cell_size;
  bool line = (inside.x < 1.0 && place.x >= 1.0) || (inside.y < 1.0 && place.y >= 1.0);
  colour = vec4(line ? mix(shown, grid.rgb, grid.a) : shown, 1.0);
}
