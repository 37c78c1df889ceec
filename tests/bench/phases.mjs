// Where the time of a training step goes, natively and in Chromium, and what the core would need at least: a table for the README.
//   usage: node tests/bench/phases.mjs [--ops]      --ops: each op by itself
// At least: floating-point operations at the speed of the fastest product found, or bytes at that of a copy within the second cache,
// whichever takes longer.
import {join} from 'node:path';
import {execute, root} from '../support/program.mjs';
import {pinned} from './measure.mjs';
import {measureSite} from './page.mjs';

const phases = {
  'pixels: chosen, gathered, normalised': ['batch_places', 'gather_batch'],
  'forward: products with bias, ReLU, pooling': ['linear', 'conv2d'],
  'loss and its gradient': ['cross_entropy', 'accumulate_metrics'],
  'backward: products': ['matmul', 'conv2d_input_backward', 'conv2d_weight_backward'],
  'backward: slopes, pooling, sums of biases': ['relu_backward', 'max_pool2d_backward', 'sum'],
  'Adam': ['adam_step'],
};

const parse = (text) => text.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
const sides = [
  {name: 'native', lines: parse(execute(...pinned(join(root, 'build/native/phases_bench'))).stdout)},
  {name: 'Chromium', lines: parse(measureSite('phases').phases)},
].map(({name, lines}) => ({name, lines, limits: lines.at(-1)}));

/** Microseconds that an op needs at least. */
const bound = ({gflops, gigabytes}, {flops, bytes}) => Math.max(flops / gflops, bytes / gigabytes) / 1000;
const figure = (value) => (value < 10 ? value.toPrecision(2) : Math.round(value).toLocaleString('en-US'));
const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** A row of the table: what it is called, then for each side its time and how much of that is bound. */
function row(name, of_sides) {
  const columns = sides.map(({limits}, i) => {
    const time = total(of_sides[i].map(({microseconds}) => microseconds));
    return `${figure(time)} us, ${Math.round(100 * total(of_sides[i].map((op) => bound(limits, op))) / time)}%`;
  });
  console.log(`| ${name} | ${columns.join(' | ')} |`);
}

for (const {name, limits: {kernels, gflops, gigabytes}} of sides) {
  console.log(`${name}: ${kernels}; the core: ${gflops.toFixed(0)} GFLOP/s, ${gigabytes.toFixed(0)} GB/s`);
}
console.log(`\n| a step of 64 images | ${sides.map(({name}) => `${name}: time, share of it that is bound`).join(' | ')} |\n| --- |${' --- |'.repeat(sides.length)}`);
for (const {spec} of sides[0].lines.filter((line) => line.step_microseconds)) {
  const steps = sides.map(({lines}) => lines.find((line) => line.spec === spec && line.step_microseconds).step_microseconds);
  console.log(`| **${spec}** | ${steps.map((time) => `**${figure(time)} us**`).join(' | ')} |`);
  const of_spec = sides.map(({lines}) => lines.filter((line) => line.spec === spec && line.op));
  if (process.argv.includes('--ops')) {
    of_spec[0].forEach((op, i) => row(`${op.op} ${op.operands}`, of_spec.map((ops) => [ops[i]])));
    continue;
  }
  for (const [name, members] of Object.entries(phases)) {
    const of_sides = of_spec.map((ops) => ops.filter(({op}) => members.includes(op)));
    if (of_sides[0].length > 0) row(name, of_sides);
  }
}
