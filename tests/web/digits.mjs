// Digits as somebody would plainly draw them: strokes in the unit square, y down.

const arc = (x, y, rx, ry, from, to, points = 24) => Array.from({length: points + 1}, (_, i) => {
  const angle = (from + (to - from) * i / points) * Math.PI / 180;
  return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
});

export const digits = {
  0: [arc(0.5, 0.5, 0.24, 0.36, -90, 270)],
  1: [[[0.52, 0.12], [0.5, 0.5], [0.48, 0.88]]],
  3: [[...arc(0.48, 0.31, 0.2, 0.19, -150, 90), ...arc(0.48, 0.69, 0.22, 0.19, -90, 150)]],
  7: [[[0.24, 0.18], [0.5, 0.17], [0.76, 0.18], [0.6, 0.5], [0.44, 0.88]]],
};

/** A digit's strokes, scaled to `size` and moved to (x, y). */
export const placed = (digit, x, y, size) =>
  digits[digit].map((stroke) => stroke.map(([px, py]) => [x + px * size, y + py * size]));
