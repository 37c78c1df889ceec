// Rows of ./run bench about matrix products beside OpenBLAS, which is never linked into the product.
import {dirname, join} from 'node:path';
import {execute, median, program, temporary} from '../support/program.mjs';
import {measureSite} from './page.mjs';
import {pinned, skip} from './measure.mjs';

let built = null;

/** GFLOP/s of the shapes of training, by name: [ours, OpenBLAS's, the median ratio of pairs]. */
function shapes(pairs) {
  const library = join(dirname(program), 'libinkgrad_engine.a');
  const bench = temporary('gemm_bench');
  built ??= execute('c++', ['-std=c++20', '-O3', '-I.', '-DINKGRAD_BESIDE_OPENBLAS', 'tests/bench/gemm_bench.cpp', library, '-lopenblas', '-lpthread', '-o', bench]);
  if (built.status !== 0) {
    return /cblas\.h|lopenblas/.test(built.stderr) ? skip('no libopenblas-dev') : {broken: built.stderr.trim().split('\n')[0]};
  }
  const {stdout, status} = execute(...pinned(bench, String(3 * pairs)), {timeout: 600_000});
  if (status !== 0) return {broken: stdout.split('\n').find((line) => line.includes('WRONG')) ?? `exit status ${status}`};
  return {found: parse(stdout)};
}

const parse = (text) => Object.fromEntries(text.split('\n').map((line) => line.match(/^(\w+ +[\dx]+) +(.*)$/)).filter(Boolean)
  .map(([, name, rest]) => [name.replace(/ +/, ' '), rest.match(/[\d.]+/g).map(Number)]));

function gemm(pairs) {
  const {found, ...failed} = shapes(pairs);
  if (!found) return failed;
  const [where, [ours, theirs, value]] = Object.entries(found).sort((a, b) => a[1][2] - b[1][2])[0];
  return {value, figure: `${value.toFixed(2)} at the worst of ${Object.keys(found).length} shapes, ${where} (${ours.toFixed(0)} against ${theirs.toFixed(0)} GFLOP/s)`};
}

/** Natively and in Chromium by turns: what else the machine does for a moment would be one side's alone. */
function gemmInWasm(pairs) {
  const rounds = [];
  for (let round = 0; round < (pairs > 2 ? 3 : 1); ++round) {
    const {found, ...failed} = shapes(1);
    if (!found) return failed;
    const ours = parse(measureSite('gemm', {again: true}).gemm);
    rounds.push(Object.fromEntries(Object.entries(ours).map(([name, [speed]]) => [name, {speed, theirs: found[name][1]}])));
  }
  const of = (name, what) => median(rounds.map((round) => what(round[name])));
  const shape = (name) => ({name, ratio: of(name, ({speed, theirs}) => speed / theirs), speed: of(name, ({speed}) => speed), theirs: of(name, ({theirs}) => theirs)});
  const all = Object.keys(rounds[0]).map(shape).sort((a, b) => a.ratio - b.ratio);
  const [{name, ratio, speed, theirs}] = all;
  return {value: ratio, figure: `${ratio.toFixed(2)} at the worst of ${all.length} shapes, ${name} (${speed.toFixed(0)} against ${theirs.toFixed(0)} GFLOP/s)`};
}

export const rows = [
  {name: 'gemm', what: 'our matrix product at the shapes of training, one thread, against OpenBLAS', least: 0.9, measure: gemm},
  {name: 'wasm-gemm', what: 'the same in Chromium, with relaxed SIMD, against native OpenBLAS', least: 0.35, measure: gemmInWasm},
];
