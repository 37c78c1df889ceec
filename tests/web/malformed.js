// Runs in a page: messages that nobody may take. `malformed(random, kinds)` gives one; kinds: requests or events of protocol.js.

/** Numbers from 0 to below 1, the same for a seed (mulberry32, Tommy Ettinger, public domain). */
const numbersOf = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

function malformed(random, types, is_request) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const nested = (depth) => { let value = null; for (let i = 0; i < depth; ++i) value = random() < 0.5 ? [value] : {type: value}; return value; };
  const ring = () => { const value = {type: 'draw', id: 1e6}; value.strokes = [value]; return value; };
  const junk = () => pick([
    () => undefined, () => null, () => NaN, () => -1, () => 2 ** 60, () => 1n, () => '', () => 'x'.repeat(500_000), () => [], () => new Array(2 ** 32 - 1),
    () => new Map([['type', 'clear']]), () => new Set([1]), () => new Date(NaN), () => /x/g, () => new Error('x'), () => new Uint8Array(8),
    () => new ArrayBuffer(8), () => new Float32Array(3), () => new Blob(['x']), () => ({}), () => nested(500), ring, () => new ImageData(1, 1),
    () => ({type: 'clear', id: 1}), () => true, () => Infinity,
  ])();
  const type = pick(types);
  // An answer or an error that is well formed but belongs to nothing is out of order.
  return pick([
    junk,
    () => ({type: junk(), id: 1e9}),
    () => ({type: pick(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'eval', 'Clear', 'hello', 'connect', 'nothing']), id: 1e9}),
    () => ({type, id: 1e9, surplus: junk()}),
    () => ({type, id: 1e9, strokes: junk(), options: [junk()], bytes: junk(), value: 1, message: 7, probabilities: junk()}),
    () => (is_request ? {type: pick(['clear', 'predict', 'reset', 'pause']), id: pick([0, -1, 1.5, NaN, '7', null, 2 ** 60, {}])} : {type: 'answer', id: 1e9, value: junk()}),
    () => (is_request ? {type: pick(['clear', 'reset', 'pause']), id: 1} : {type: 'error', id: 1e9, message: 'x'}),  // out of order
    () => (is_request ? {type: 'draw', id: 1e9, strokes: [Array.from({length: 10_001}, () => [0, 0])]} : {type: 'progress', fraction: 'x', text: ''}),
    () => (is_request ? {type: 'draw', id: 1e9, strokes: pick([[[[0, 0, 0]]], [[['0', 0]]], [[[NaN, 0]]], [[{}]], {length: 1}])}
      : {type: 'prediction', digit: pick([10, -1, '3', 1.5]), probabilities: [], model: null}),
    () => (is_request ? {type: 'set', id: 1e9, [pick(['lesson', 'model', 'seed', 'hide', 'theme', 'lang', 'drawing', 'other'])]: pick(['x'.repeat(500_001), {}, [{}], NaN, undefined])}
      : {type: 'state', running: 1, step: -1}),
    () => (is_request ? {type: 'train', id: 1e9, options: {epochs: {}, [`k${random()}`]: 1}} : {type: 'lesson-complete', lesson: 'x'.repeat(101)}),
    () => (is_request ? {type: 'load', id: 1e9, name: 'x', bytes: pick(['x', [1], new Float32Array(2)])} : {type: 'ready', more: 1}),
  ])();
}

Object.assign(globalThis, {numbersOf, malformed});
