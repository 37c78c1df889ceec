// Checks every acceptance point, a line each: PASS, MISS or SKIP, what, the figure, its limit. Exit status 1 on a miss.
//   usage: node tests/accept/accept.mjs [WORD...]      only points whose number begins with, or whose name contains, a WORD
// ./run accept builds what this needs. A number is an issue and a point of it: 2.3.
import {emulated, launches, planted, sanitized, travelled} from './cuda.mjs';
import {access, examples, fuzz, hosted, language, many, offline, packaged, policy, released, sizes, threads} from './embed.mjs';
import {errors, ops, traces} from './engine.mjs';
import {hostile} from './hostile.mjs';
import {onnx, stateDict} from './interchange.mjs';
import {lessons} from './lessons.mjs';
import {accuracy, freehand, torch} from './models.mjs';
import {budget, present} from './nvcc.mjs';
import {link, memory, quick, small, taught} from './playground.mjs';
import {drawn, recipes} from './recipes.mjs';
import {bench, instructions, speed, unchanged} from './speed.mjs';
import {browser, dropped, fresh, webgpu} from './suites.mjs';

const points = [
  {number: '2.2', name: 'accuracy', check: accuracy},
  {number: '2.3', name: 'torch', check: torch},
  {number: '2.4', name: 'freehand', check: freehand},
  {number: '2.5', name: 'browser', check: browser},
  {number: '2.6', name: 'dropped', check: dropped},
  {number: '2.7', name: 'hostile', check: hostile},
  {number: '2.8', name: 'bench', check: bench},
  {number: '3.1', name: 'lessons', check: lessons},
  {number: '3.2', name: 'ops', check: ops},
  {number: '3.3', name: 'traces', check: traces},
  {number: '3.4', name: 'onnx', check: onnx},
  {number: '3.4', name: 'state-dict', check: stateDict},
  {number: '3.5', name: 'recipes', check: recipes},
  {number: '3.6', name: 'drawn', check: drawn},
  {number: '3.7', name: 'errors', check: errors},
  {number: '4.1', name: 'taught', check: taught},
  {number: '4.2', name: 'quick', check: quick},
  {number: '4.3', name: 'memory', check: memory},
  {number: '4.4', name: 'link', check: link},
  {number: '4.5', name: 'small', check: small},
  {number: '5.1', name: 'present', check: present},
  {number: '5.2', name: 'emulated', check: emulated},
  {number: '5.2', name: 'sanitized', check: sanitized},
  {number: '5.2', name: 'planted', check: planted},
  {number: '5.2', name: 'travelled', check: travelled},
  {number: '5.3', name: 'budget', check: budget},
  {number: '5.4', name: 'launches', check: launches},
  {number: '6.1', name: 'hosted', check: hosted},
  {number: '6.2', name: 'many', check: many},
  {number: '6.3', name: 'fuzz', check: fuzz},
  {number: '6.4', name: 'package', check: packaged},
  {number: '6.4', name: 'examples', check: examples},
  {number: '6.5', name: 'policy', check: policy},
  {number: '6.5', name: 'access', check: access},
  {number: '6.5', name: 'language', check: language},
  {number: '6.6', name: 'offline', check: offline},
  {number: '6.6', name: 'released', check: released},
  {number: '6.6', name: 'threads', check: threads},
  {number: '6.7', name: 'sizes', check: sizes},
  {number: '7.1', name: 'speed', check: speed},
  {number: '7.1', name: 'instructions', check: instructions},
  {number: '7.2', name: 'unchanged', check: unchanged},
  {number: '7.4', name: 'webgpu', check: webgpu},
  {number: '2.1', name: 'fresh', check: fresh},  // last: it takes half an hour
];

const words = process.argv.slice(2);
const isMeant = ({number, name}, word) => word === number || number.startsWith(`${word}.`) || name.includes(word);
const unknown = words.find((word) => !points.some((point) => isMeant(point, word)));
if (unknown) {
  console.error(`accept: no point is called '${unknown}'; there are ${points.map(({number, name}) => `${number} ${name}`).join(', ')}`);
  process.exit(2);
}

const tally = {PASS: 0, MISS: 0, SKIP: 0};

/** What a point reports with: its lines carry the point's number and name. */
function reporter({number, name}) {
  const line = (verdict, what, rest) => {
    ++tally[verdict];
    console.log(`${verdict}  ${number} ${name.padEnd(10)}  ${what}: ${rest}`);
  };
  return {
    check: (met, what, figure, limit) => line(met ? 'PASS' : 'MISS', what, `${figure}; limit: ${limit}`),
    miss: (what, reason) => line('MISS', what, reason),
    skip: (what, reason) => line('SKIP', what, reason),
  };
}

for (const point of points) {
  if (words.length > 0 && !words.some((word) => isMeant(point, word))) continue;
  const report = reporter(point);
  try {
    await point.check(report);
  } catch (error) {
    report.miss('could not be checked', String(error.message).split('\n')[0]);
  }
}
console.log(`${tally.PASS} passed, ${tally.MISS} missed, ${tally.SKIP} skipped`);
process.exitCode = tally.MISS > 0 ? 1 : 0;
