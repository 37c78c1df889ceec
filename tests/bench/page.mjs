// Rows of ./run bench about the page, in headless Chromium: training in WebAssembly beside its peers, and what a person waits for.
import {existsSync} from 'node:fs';
import {cpus} from 'node:os';
import {join} from 'node:path';
import {execute, jsonLines, median, mnist, root, torchMissing} from '../support/program.mjs';
import {rateAlone, startAlone, threadsOf} from '../web/alone.mjs';
import {newContext, openBrowser, serveSite} from '../web/harness.mjs';
import {isolation} from '../web/serve.mjs';
import {count, pinned, skip} from './measure.mjs';
import {networks, trainWithTorch} from './training.mjs';

const measured = new Map();

/** What tests/web/measure.mjs says of the built site; rows ask for parts of it, and two that ask for the same share it. */
export function measureSite(part, {again = false} = {}) {
  if (again || !measured.has(part)) {
    const {status, stdout, stderr} = execute('node', ['tests/web/measure.mjs', '--only', part], {timeout: 600_000});
    if (status !== 0) throw new Error(stderr.trim().split('\n').pop());
    measured.set(part, JSON.parse(stdout));
  }
  return measured.get(part);
}

function againstTorch(spec, pairs) {
  const reason = torchMissing();
  if (reason) return skip(reason);
  const theirs = [];
  for (let seed = 1; seed <= pairs; ++seed) theirs.push(trainWithTorch({spec, seed})[0].images_per_second);
  const site = measureSite('networks');
  const ours = site.networks[spec];
  const value = ours / median(theirs);
  return {value, figure: `${value.toFixed(2)} times (${count(ours)} against ${count(median(theirs))} images/s; ${site.browser})`};
}

/** TensorFlow.js under Node; ./run bench puts it into build/peers. */
function againstTfjs(spec, backend, pairs) {
  if (!existsSync(join(root, 'build/peers/node_modules/@tensorflow'))) return skip('no TensorFlow.js in build/peers; ./run bench puts it there');
  const images = backend === 'cpu' ? '512' : '12800';
  const runs = [];
  for (let run = 0; run < pairs; ++run) runs.push(...jsonLines(...pinned('node', 'tests/peers/tfjs_train.mjs', mnist, spec, backend, '64', images)));
  const theirs = median(runs.map((line) => line.images_per_second));
  const ours = measureSite('networks').networks[spec];
  const value = ours / theirs;
  return {value, figure: `${value.toFixed(1)} times (${count(ours)} against ${count(theirs)} images/s, TensorFlow.js ${runs[0].version})`};
}

/** Two threads against one in the page's worker, which has them where the site isolates its pages; one after the other, in one browser. */
async function twoThreads(spec, pairs) {
  if (cpus().length < 2) return skip('one core');
  const browser = await openBrowser();
  const served = {one: await serveSite(), several: await serveSite(isolation)};
  try {
    const pages = {}, rates = {one: [], several: []};
    let threads = 0;
    for (const [kind, {url}] of Object.entries(served)) {
      const context = await newContext(browser);
      pages[kind] = await context.newPage();
      await pages[kind].goto(`${url}licenses/inkgrad.txt`);
      threads = threadsOf(await startAlone(pages[kind], url, {whole: true}));
    }
    const options = {spec, batch: 512};
    // About a second each.
    const steps = Math.ceil(await rateAlone(pages.one, options, 10) / options.batch);
    for (let pair = 0; pair < 2 * pairs + 1; ++pair) {
      for (const kind of ['one', 'several']) rates[kind].push(await rateAlone(pages[kind], options, steps));
    }
    const value = median(rates.several) / median(rates.one);
    return {value, figure: `${value.toFixed(2)} with ${threads} (${count(median(rates.several))} against ${count(median(rates.one))} images/s)`};
  } finally {
    await browser.close();
    for (const {close} of Object.values(served)) await close();
  }
}

function goal() {
  const {goal_seconds: seconds, goal_epochs: epochs} = measureSite('goal');
  const value = median(seconds.map((one) => one ?? Infinity));
  return {value, figure: `${value.toFixed(1)} s (median of ${seconds.length} seeds, ${Math.max(...epochs)} epochs at most, with the measuring after each)`};
}

function prediction() {
  const {predict_ms: value} = measureSite('predict');
  return {value, figure: `${value.toFixed(2)} ms, the strokes made an image included`};
}

function bars() {
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

const least = {softmax: 1.5, mlp: 1, cnn: 0.9};

export const rows = [
  ...Object.entries(least).map(([name, limit]) => ({
    name: `wasm-${name}`, what: `training in Chromium, one thread, ${networks[name]}, batch 64, against PyTorch natively`, least: limit,
    measure: (pairs) => againstTorch(networks[name], pairs),
  })),
  ...[['softmax', 'wasm'], ['mlp', 'wasm'], ['cnn', 'cpu']].map(([name, backend]) => ({
    name: `tfjs-${name}`, what: `the same, ${networks[name]}, against TensorFlow.js, backend ${backend}`, least: 15,
    measure: (pairs) => againstTfjs(networks[name], backend, pairs),
  })),
  ...Object.entries(networks).map(([name, spec]) => ({
    name: `wasm-threads-${name}`, what: `training in Chromium, ${spec}, batch 512, on several threads against one`, least: 1.3,
    measure: (pairs) => twoThreads(spec, pairs),
  })),
  {name: 'wasm-goal', what: 'training to 99.0% of the test images in a browser tab, one core', most: 60, unit: ' s', measure: goal},
  {name: 'wasm-predict', what: 'one prediction of the CNN in the page', most: 0.5, unit: ' ms', measure: prediction},
  {name: 'bars', what: 'one prediction in the page, from pointer event to bars', most: 16, unit: ' ms', measure: bars},
  {name: 'frames', what: 'what the page does for a frame while it trains, 95th percentile', most: 16, unit: ' ms', measure: frames},
  {name: 'size', what: 'what a page loads, WebAssembly and JavaScript, brotli', most: 900, unit: ' KB', measure: size},
  {name: 'load', what: 'load to first drawable frame, headless Chromium, two cores', most: 2, unit: ' s', measure: load},
];
