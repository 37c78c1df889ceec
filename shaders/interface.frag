#version 300 es
// The atlas holds how much of each pixel a letter or a shape covers.
precision mediump float;

in vec2 atlas_at;
in vec4 ink;

uniform sampler2D atlas;

out vec4 colour;

void main() {
  colour = vec4(ink.rgb, ink.a * texture(atlas, atlas_at).r);
}
