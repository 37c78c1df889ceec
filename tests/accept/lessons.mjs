// The lessons' numbers, as `inkgrad lesson NAME --json` prints them: on MNIST against the numbers that were computed elsewhere, and on
// a generated IDX set against NumPy's (tests/golden/lessons.json), so that none can be printed from memory.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inkgrad, mnist, root, temporary} from '../support/program.mjs';

/** Of each lesson some steps: `is` to the digits given, `least`, `within` so much of `is`, or numbers each smaller than the one before. */
const known = {
  'pixels': {threes: {is: [6131, 28, 28]}, 'test-threes': {is: [1010]}, sevens: {is: [6265]}, 'test-sevens': {is: [1028]}},
  'pixel-similarity': {
    'l1-to-3': {is: [0.1114], digits: 4}, 'l1-to-7': {is: [0.1586], digits: 4}, 'rmse-to-3': {is: [0.2021], digits: 4},
    'rmse-to-7': {is: [0.3021], digits: 4}, 'right-of-threes': {is: [0.9168], digits: 4}, 'right-of-sevens': {is: [0.9854], digits: 4},
    'right': {is: [0.9511], digits: 4}, 'six-of-them': {is: [0.1050, 0.1526, 0.1186, 0.1122, 0.1170, 0.1086], digits: 4},
    'ten-by-l1': {is: [0.6685], digits: 4}, 'ten-by-l2': {is: [0.8203], digits: 4},
  },
  'broadcasting': {'sum': {is: [12, 14, 3]}, 'matmul': {is: [140, 320, 500]}, 'bytes': {is: [0]}},
  'speed': {'same': {is: [0], digits: 5}, 'times': {least: [100, 10, 100]}},
  'gradients': {value: {is: [9]}, slope: {is: [6]}, sum: {is: [125]}, slopes: {is: [6, 8, 20]}},
  'fitting': {'at-2': {is: [11]}, 'at-minus-2': {is: [-1]}, 'line': {is: [3, 5], digits: 2}},
  'loss': {
    'loss': {is: [0.4333], digits: 4}, 'better': {is: [0.2333], digits: 4}, 'loss-of-sigmoid': {is: [0.4460], digits: 4},
    'better-of-sigmoid': {is: [0.3993], digits: 4},
  },
  'mini-batches': {'last-batch': {is: [3]}, alphabet: {is: [26]}},
  'sgd-from-scratch': {'accuracy-after': {least: [0.96]}},
  'optimizer': {'two-layers': {least: [0.98]}},
  'normalise': {
    'validation-label': {is: [3]}, 'mean': {is: [0.13096], digits: 5}, 'std': {is: [0.30849], digits: 5},
    'validation-mean': {is: [-0.00585], digits: 5}, 'validation-std': {is: [0.99243], digits: 5},
  },
  'logistic-regression': {
    'validation': {least: [0.912]}, 'lbfgs': {is: [0.9205], within: 0.003}, 'rmse': {is: [1.182], within: 0.05}, 'mae': {is: [0.290], within: 0.05},
  },
  'by-hand': {'slow': {is: [0.875], within: 0.005}, 'faster': {least: [0.905]}},
  'generalise': {'gap': {falls: true}},
  'neural-nets': {'baseline': {is: [0.8203], digits: 4}, 'cnn': {least: [0.97]}},
};

/** "" if a step has the numbers that are known, else what is wrong. */
function difference(ours, {is, digits = 0, within, least, falls}) {
  if (falls) return ours?.every((value, i) => i === 0 || value < ours[i - 1]) ? '' : `${ours} do not fall`;
  const wanted = is ?? least;
  if (ours?.length !== wanted.length) return `${ours?.length ?? 'no'} numbers, expected ${wanted.length}`;
  const away = within ?? 0.5 * 10 ** -digits + 1e-9;
  const wrong = wanted.findIndex((value, i) => !(least ? ours[i] >= value : Math.abs(ours[i] - value) <= away));
  return wrong < 0 ? '' : `${ours[wrong]}, expected ${least ? 'at least ' : ''}${wanted[wrong]}`;
}

/** The decimals that a list of numbers is given to. */
const decimals = (values) => Math.max(...values.map((value) => (String(value).split('.')[1] ?? '').length));

const golden = JSON.parse(readFileSync(join(root, 'tests/golden/lessons.json'), 'utf8'));

/** The steps of a lesson that differ from NumPy's by more than 1e-5. */
function compareWithNumpy(set, steps, lesson) {
  const wanted = Object.entries(golden[set][lesson] ?? {});
  const near = (a, b) => Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b));
  const wrong = wanted.filter(([name, values]) => !(steps.get(name)?.length === values.length && values.every((v, i) => near(steps.get(name)[i], v))));
  return {count: wanted.length, wrong: wrong.map(([name]) => name)};
}

/** A labelled set of images as IDX files, the same as in tests/golden/make_lessons.py. */
function writeGenerated(folder) {
  mkdirSync(folder);
  const header = (magic, ...lengths) => {
    const bytes = Buffer.alloc(4 + 4 * lengths.length);
    [magic, ...lengths].forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
    return bytes;
  };
  for (const {name, count, part} of [{name: 'train', count: 200, part: 1}, {name: 't10k', count: 100, part: 2}]) {
    const images = Buffer.alloc(count * 784), labels = Buffer.alloc(count);
    for (let i = 0; i < count; ++i) {
      labels[i] = i % 10;
      for (let p = 0; p < 784; ++p) images[i * 784 + p] = (i * i * 31 + part * 97 + p * (labels[i] * 5 + 3) * 7 + Math.floor(p / 28) * 13) % 256;
    }
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), Buffer.concat([header(0x803, count, 28, 28), images]));
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), Buffer.concat([header(0x801, count), labels]));
  }
}

const tell = (lesson, data) => inkgrad('lesson', lesson, '--data', data);
const stepsOf = (lines) => new Map(lines.map(({name, ours}) => [name, ours]));

export function lessons(report) {
  const generated = temporary('generated');
  writeGenerated(generated);
  for (const [lesson, wanted] of Object.entries(known)) {
    const lines = tell(lesson, mnist);
    const steps = stepsOf(lines);
    const wrong = Object.entries(wanted).map(([name, expected]) => [name, difference(steps.get(name), expected)]).filter(([, what]) => what);
    const documented = lines.filter(({document}) => document);
    const off = documented.filter(({ours, document}) => difference(ours, {is: document, digits: decimals(document)}));
    const numpy = compareWithNumpy('mnist', steps, lesson), again = compareWithNumpy('generated', stepsOf(tell(lesson, generated)), lesson);
    const faults = [...wrong.map(([name, what]) => `${name}: ${what}`), ...off.map(({name}) => name), ...numpy.wrong, ...again.wrong];
    report.check(faults.length === 0, lesson,
      faults.length > 0 ? faults.join('; ')
        : `${lines.length} steps; ${Object.keys(wanted).length} known numbers, ${documented.length} of the documents, ${numpy.count} and ${again.count} of NumPy on MNIST and the generated set agree`,
      'all agree');
  }
}
