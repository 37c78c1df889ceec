// Rows of ./run bench about training natively: beside PyTorch, on two threads, from start to first step, to a goal, at every size.
import {spawn} from 'node:child_process';
import {cnn, jsonLines, median, mlp, mnist, program, python, temporary, torchMissing} from '../support/program.mjs';
import {count, pinned, skip} from './measure.mjs';

/** The reference networks, by the names of their rows. */
export const networks = {softmax: '784-10', mlp, wide: '784-512r-512r-10', cnn};

/** Epochs on one pinned core (or on all, with more threads): the program's JSON lines about them. */
function trainNatively({spec, batch = 64, seed = 1, threads = 1, epochs = 1, more = []}) {
  const command = [program, 'train', '--model', spec, '--data', mnist, '--epochs', String(epochs), '--batch', String(batch), '--seed', String(seed),
    '--threads', String(threads), '--out', temporary('bench.safetensors'), '--json', ...more];
  return threads === 1 ? jsonLines(...pinned(...command)) : jsonLines(command[0], command.slice(1));
}

/** The same by PyTorch, on one pinned core. */
export function trainWithTorch({spec, batch = 64, seed = 1, epochs = 1, more = []}) {
  return jsonLines(...pinned(python, 'tests/peers/torch_train.py', mnist, spec, String(epochs), String(batch), String(seed), ...more));
}

const rate = (lines) => median(lines.map((line) => line.images_per_second));
const accuracy = (lines) => median(lines.map((line) => line.accuracy));

function againstTorch(spec, batch, pairs) {
  const reason = torchMissing();
  if (reason) return skip(reason);
  const ours = [];
  const theirs = [];
  for (let seed = 1; seed <= pairs; ++seed) {
    ours.push(trainNatively({spec, batch, seed})[0]);
    theirs.push(trainWithTorch({spec, batch, seed})[0]);
  }
  const value = rate(ours) / rate(theirs);
  const lag = 100 * (accuracy(theirs) - accuracy(ours));
  return {
    value,
    figure: `${value.toFixed(2)} times (${count(rate(ours))} against ${count(rate(theirs))} images/s; ` +
      `after the epoch ${(100 * accuracy(ours)).toFixed(2)}% against ${(100 * accuracy(theirs)).toFixed(2)}%)`,
    broken: lag > 0.3 ? `the accuracy is ${lag.toFixed(2)} points below the peer's; at most 0.3 are allowed` : null,
  };
}

/** By the middle one of five epochs each time: a virtual machine may take 0.1 s, four epochs of the smallest network, to give it a second core. */
function twoThreads(spec, pairs) {
  const rates = {1: [], 2: []};
  for (let seed = 1; seed <= pairs; ++seed) {
    for (const threads of [1, 2]) rates[threads].push(rate(trainNatively({spec, batch: 512, seed, threads, epochs: 5})));
  }
  const value = median(rates[2]) / median(rates[1]);
  return {value, figure: `${value.toFixed(2)} (${count(median(rates[2]))} against ${count(median(rates[1]))} images/s)`};
}

/** Milliseconds from starting the program to the line that it prints of its first step, and of the first after one that fills caches. */
async function start(pairs) {
  const once = () => new Promise((done, failed) => {
    const begin = performance.now();
    const child = spawn(...pinned(program, 'train', '--data', mnist, '--max-steps', '1', '--trace', '--json', '--out', temporary('bench.safetensors')));
    let first = null;
    child.stdout.on('data', () => first ??= performance.now() - begin);
    child.on('error', failed);
    child.on('close', (status) => status === 0 && first !== null ? done(first) : failed(new Error(`exit status ${status}`)));
  });
  await once();
  const times = [];
  for (let i = 0; i < 2 * pairs + 1; ++i) times.push(await once());
  const value = median(times);
  return {value, figure: `${value.toFixed(0)} ms`};
}

/** Seconds of training to 99.0% of the test images, looked at after each epoch of `inkgrad train --speedrun`: infinite without. */
const toGoal = (epochs) => {
  let seconds = 0;
  for (const line of epochs) {
    seconds += line.seconds;
    if (line.accuracy >= 0.99) return seconds;
  }
  return Infinity;
};

function goal(pairs) {
  const reason = torchMissing();
  if (reason) return skip(reason);
  const seeds = pairs > 2 ? 10 : 3;
  const ours = [];
  const theirs = [];
  for (let seed = 1; seed <= seeds; ++seed) {
    const command = pinned(program, 'train', '--speedrun', '--data', mnist, '--seed', String(seed), '--json', '--out', temporary('bench.safetensors'));
    ours.push(toGoal(jsonLines(...command, {may_miss: true}).filter((line) => line.epoch !== undefined && line.seconds !== undefined)));
    theirs.push(toGoal(trainWithTorch({spec: 'c8x5-b-r-p2-c16x5-b-r-p2-10', epochs: 2, seed, more: ['0.01']})));
  }
  const reached = (times) => times.filter(Number.isFinite).length;
  const value = median(theirs) / median(ours);
  return {
    value: Number.isNaN(value) ? 0 : value,
    figure: `${value.toFixed(2)} times sooner (median of ${seeds} seeds: ${median(ours).toFixed(2)} s against ${median(theirs).toFixed(2)} s of ` +
      `training; ${reached(ours)} and ${reached(theirs)} reach it in two epochs)`,
  };
}

/** How much longer an image takes with more of them: the worst of the four networks. */
function scaling(pairs) {
  const growth = {};
  for (const [name, spec] of Object.entries(networks)) {
    const times = (options) => {
      const seconds = [];
      for (let seed = 1; seed <= pairs; ++seed) seconds.push(1 / trainNatively({spec, seed, ...options})[0].images_per_second);
      return median(seconds);
    };
    growth[`${name}, batch 4096 against 64`] = times({batch: 4096}) / times({batch: 64}) - 1;
    growth[`${name}, 60,000 images against 1,000`] = times({}) / times({more: ['--images', '1000']}) - 1;
  }
  const [where, value] = Object.entries(growth).sort((a, b) => b[1] - a[1])[0];
  return {value: 100 * value, figure: `${(100 * value).toFixed(0)}% (${where})`};
}

const least = {softmax: [5, 3], mlp: [3, 1.8], wide: [1.5, 1.1], cnn: [2.5, 2.5]};

export const rows = [
  ...Object.entries(networks).flatMap(([name, spec]) => [64, 512].map((batch, i) => ({
    name: `train-${name}-${batch}`, what: `native training, ${spec}, Adam, batch ${batch}, one thread, against PyTorch`, least: least[name][i],
    measure: (pairs) => againstTorch(spec, batch, pairs),
  }))),
  ...Object.entries(networks).map(([name, spec]) => ({
    name: `threads-${name}`, what: `native training, ${spec}, batch 512, two threads against one`, least: 1.7,
    measure: (pairs) => twoThreads(spec, pairs),
  })),
  {name: 'goal', what: 'training to 99.0% of the test images, native, one core, against PyTorch with the same recipe', least: 2, measure: goal},
  {name: 'start', what: '`inkgrad train` to its first step, data in the page cache', most: 100, unit: ' ms', measure: start},
  {name: 'scaling', what: 'time an image, batch 4096 against 64 and 60,000 images against 1,000, the worst growth', most: 15, unit: '%', measure: scaling},
];
