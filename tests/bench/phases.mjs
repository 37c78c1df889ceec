// Where the time of a training step goes, op by op, natively and in Chromium, and what the core would need at least: a table for the README.
//   usage: node tests/bench/phases.mjs
// At least: floating-point operations at the speed of the fastest product found, or bytes at that of a copy within the second cache,
// whichever takes longer.
import {join} from 'node:path';
import {execute, root} from '../support/program.mjs';
import {pinned} from './measure.mjs';
import {measureSite} from './page.mjs';

const parse = (text) => text.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));

const sides = {
  native: parse(execute(...pinned(join(root, 'build/native/phases_bench'))).stdout),
  Chromium: parse(measureSite('phases').phases),
};

/** The op's share of its bound: 1 where nothing could be faster. */
function share([limits], {flops, bytes, microseconds}) {
  return Math.max(flops / limits.gflops, bytes / limits.gigabytes) / 1000 / microseconds;
}

const figure = (value) => value.toPrecision(value < 100 ? 2 : 3).replace(/e\+2$/, '');

for (const [name, [{kernels, gflops, gigabytes}]] of Object.entries(sides)) {
  console.log(`${name}: ${kernels}, ${gflops.toFixed(0)} GFLOP/s, ${gigabytes.toFixed(0)} GB/s`);
}
for (const {spec} of sides.native.filter((line) => line.step_microseconds)) {
  const steps = Object.values(sides).map((lines) => lines.find((line) => line.spec === spec && line.step_microseconds).step_microseconds);
  console.log(`\n| ${spec}, a step of 64 images | MFLOP | KB | native, us | of its bound | Chromium, us | of its bound |\n| --- | --- | --- | --- | --- | --- | --- |`);
  const [native, web] = Object.values(sides).map((lines) => lines.filter((line) => line.spec === spec && line.op));
  native.forEach((row, i) => {
    console.log(`| ${row.op} ${row.operands} | ${figure(row.flops / 1e6)} | ${figure(row.bytes / 1000)} | ${figure(row.microseconds)} | ` +
      `${(100 * share(sides.native, row)).toFixed(0)}% | ${figure(web[i].microseconds)} | ${(100 * share(sides.Chromium, web[i])).toFixed(0)}% |`);
  });
  console.log(`| a whole step | | | ${figure(steps[0])} | | ${figure(steps[1])} | |`);
}
