// Measures what the project promises about speed and size, peers in the same run, and prints a table for the README.
//   usage: node tests/bench/bench.mjs [--json] [WORD...]      only rows whose name contains a WORD
// Rows that compare two programs take them in turn, each pinned to one core, and compare medians. The exit status is 1 if
// a row misses its limit.
import {existsSync} from 'node:fs';
import {cpus} from 'node:os';
import {dirname, join} from 'node:path';
import {execute, inkgrad, jsonLines, median, mlp, mnist, program, python, temporary, torchMissing} from '../support/program.mjs';

const pairs = 5;
const core = String(cpus().length - 1);
const pinned = (command, ...args) => ['taskset', ['-c', core, command, ...args]];
const count = (value) => Math.round(value).toLocaleString('en-US');

/** One epoch's images a second, and the accuracy after it, of the native program on one pinned core. */
function trainNatively(seed) {
  const [line] = jsonLines(...pinned(program, 'train', '--model', mlp, '--data', mnist, '--epochs', '1', '--seed', String(seed),
    '--threads', '1', '--out', temporary('bench.safetensors'), '--json'));
  return line;
}

function trainWithTorch(seed) {
  const [line] = jsonLines(...pinned(python, 'tests/peers/torch_train.py', mnist, mlp, '1', '64', String(seed)));
  return line;
}

/** A skipped row. */
const skip = (reason) => ({skipped: reason});

function againstTorch() {
  const reason = torchMissing();
  if (reason) return skip(reason);
  const ours = [];
  const theirs = [];
  for (let seed = 1; seed <= pairs; ++seed) {
    ours.push(trainNatively(seed));
    theirs.push(trainWithTorch(seed));
  }
  const rate = (lines) => median(lines.map((line) => line.images_per_second));
  const accuracy = (lines) => median(lines.map((line) => line.accuracy));
  const lag = 100 * (accuracy(theirs) - accuracy(ours));
  return {
    value: rate(ours) / rate(theirs),
    figure: `${(rate(ours) / rate(theirs)).toFixed(2)} times (${count(rate(ours))} against ${count(rate(theirs))} images/s; ` +
      `after the epoch ${(100 * accuracy(ours)).toFixed(2)}% against ${(100 * accuracy(theirs)).toFixed(2)}%)`,
    broken: lag > 0.3 ? `the accuracy is ${lag.toFixed(2)} points below the peer's; at most 0.3 are allowed` : null,
  };
}

/** What tests/web/measure.mjs says of the built site; rows ask for parts of it. */
function measureSite(part) {
  return JSON.parse(execute('node', ['tests/web/measure.mjs', '--only', part], {timeout: 600_000}).stdout);
}

function wasmAgainstNative() {
  const native = [];
  const web = [];
  let site = null;
  for (let seed = 1; seed <= pairs; ++seed) {
    native.push(trainNatively(seed).images_per_second);
    site = measureSite('train');
    web.push(site.images_per_second);
  }
  const ratio = median(web) / median(native);
  return {value: ratio, figure: `${ratio.toFixed(2)} (${count(median(web))} against ${count(median(native))} images/s; ${site.browser}, ${site.engine})`};
}

function gemm() {
  const library = join(dirname(program), 'libinkgrad_engine.a');
  const bench = temporary('gemm_bench');
  const built = execute('c++', ['-std=c++20', '-O3', '-I.', 'tests/bench/gemm_bench.cpp', library, '-lopenblas', '-lpthread', '-o', bench]);
  if (built.status !== 0) {
    return /cblas\.h|lopenblas/.test(built.stderr) ? skip('no libopenblas-dev') : {broken: built.stderr.trim().split('\n')[0]};
  }
  const {stdout} = execute(...pinned(bench), {timeout: 600_000});
  const line = stdout.split('\n').find((text) => text.startsWith('forward  64x784x128'));
  const [ours, theirs, ratio] = line.slice('forward  64x784x128'.length).match(/[\d.]+/g).map(Number);
  return {value: ratio, figure: `${ratio.toFixed(2)} (${ours.toFixed(0)} against ${theirs.toFixed(0)} GFLOP/s)`};
}

function prediction() {
  const {draw_to_bars_ms: value} = measureSite('draw');
  return {value, figure: `${value.toFixed(1)} ms`};
}

function frames() {
  const {frame_ms: {median: middle, p95: value}, frames_per_second: [before, during]} = measureSite('frames');
  return {value, figure: `${value.toFixed(1)} ms, half of them under ${middle.toFixed(1)} ms (drawn by software here: ${before} frames a second before, ${during} while it trains)`};
}

function size() {
  const value = measureSite('size').brotli_bytes / 1000;
  return {value, figure: `${count(value)} KB`};
}

function load() {
  const {load_ms: value} = measureSite('load');
  return {value: value / 1000, figure: `${(value / 1000).toFixed(2)} s`};
}

/** Largest resident set of a child process, by getrusage, while it trains with the defaults. */
function memory() {
  const script = 'import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); ' +
    'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)';
  const {stdout, status, stderr} = execute(python, ['-c', script, program, 'train', '--model', mlp, '--data', mnist, '--epochs', '1',
    '--out', temporary('bench.safetensors')]);
  if (status !== 0) return {broken: stderr.trim().split('\n').pop()};
  const value = Number(stdout) * 1024 / 1e6;
  return {value, figure: `${value.toFixed(0)} MB`};
}

const rows = [
  {name: 'train-native', what: `native training, ${mlp}, Adam, batch 64, one thread, against PyTorch`, least: 1.2, measure: againstTorch},
  {name: 'train-wasm', what: 'WASM training (Chromium, one thread) against the native program', least: 0.4, measure: wasmAgainstNative},
  {name: 'gemm', what: 'our GEMM 64x784x128, one thread, against OpenBLAS', least: 0.65, measure: gemm},
  {name: 'predict', what: 'one prediction in the page, from pointer event to bars', most: 16, unit: ' ms', measure: prediction},
  {name: 'frames', what: 'what the page does for a frame while it trains, 95th percentile', most: 16, unit: ' ms', measure: frames},
  {name: 'size', what: 'playground WASM + JavaScript, brotli', most: 900, unit: ' KB', measure: size},
  {name: 'load', what: 'load to first drawable frame, headless Chromium, two cores', most: 2, unit: ' s', measure: load},
  {name: 'memory', what: `peak memory of native training, ${mlp}`, most: 300, unit: ' MB', measure: memory},
];

function verdict(row) {
  if (!existsSync(program)) return {...row, broken: `no ${program}; build it with ./run build`};
  try {
    const result = row.measure();
    const within = (row.least === undefined || result.value >= row.least) && (row.most === undefined || result.value <= row.most);
    return {...row, ...result, met: !result.skipped && !result.broken && within};
  } catch (error) {
    return {...row, met: false, broken: String(error.message).split('\n')[0]};
  }
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const json = process.argv.includes('--json');
const unknown = words.find((word) => !rows.some(({name}) => name.includes(word)));
if (unknown) {
  console.error(`bench: no row is called '${unknown}'; there are ${rows.map(({name}) => name).join(', ')}`);
  process.exit(2);
}
const chosen = rows.filter(({name}) => words.length === 0 || words.some((word) => name.includes(word)));
const model = /Model name:\s*(.+)/.exec(execute('lscpu', [], {env: {...process.env, LC_ALL: 'C'}}).stdout)?.[1] ?? cpus()[0].model;
const flags = /avx512f/.test(execute('lscpu', []).stdout) ? ', AVX-512' : '';
if (!json) {
  console.log(`Measured ${new Date().toISOString().slice(0, 10)} on ${model}${flags}, ${cpus().length} cores; pinned rows on one of them.\n`);
  console.log('| what | limit | measured | |\n| --- | --- | --- | --- |');
}
let missed = 0;
for (const row of chosen) {
  const {name, what, least, most, unit = '', figure, skipped, broken, met} = verdict(row);
  const limit = least !== undefined ? `at least ${least}` : `at most ${most}${unit}`;
  const outcome = skipped ? 'skipped' : met ? 'met' : 'MISSED';
  const text = [figure, skipped, broken].filter(Boolean).join('; ');
  if (!met && !skipped) ++missed;
  console.log(json ? JSON.stringify({name, what, limit, figure: text, outcome}) : `| ${what} | ${limit} | ${text} | ${outcome} |`);
}
process.exitCode = missed > 0 ? 1 : 0;
