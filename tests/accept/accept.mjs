// Checks every acceptance point, a line each: PASS, MISS or SKIP, what, the figure, its limit. Exit status 1 on a miss.
//   usage: node tests/accept/accept.mjs [WORD...]      only points whose number or name contains a WORD
// ./run accept builds what this needs. Points: 1 fresh, 2 accuracy, 3 torch, 4 freehand, 5 browser, 6 dropped, 7 hostile,
// 8 bench. Numbers with a point are those of a later list: 3.2 ops, 3.3 traces, 3.4 onnx and state-dict, 3.7 errors.
import {accuracy, freehand, torch} from './models.mjs';
import {errors, ops, traces} from './engine.mjs';
import {hostile} from './hostile.mjs';
import {onnx, stateDict} from './interchange.mjs';
import {bench, browser, dropped, fresh} from './suites.mjs';

const points = [
  {number: 2, name: 'accuracy', check: accuracy},
  {number: 3, name: 'torch', check: torch},
  {number: 4, name: 'freehand', check: freehand},
  {number: 5, name: 'browser', check: browser},
  {number: 6, name: 'dropped', check: dropped},
  {number: 7, name: 'hostile', check: hostile},
  {number: 8, name: 'bench', check: bench},
  {number: 3.2, name: 'ops', check: ops},
  {number: 3.3, name: 'traces', check: traces},
  {number: 3.4, name: 'onnx', check: onnx},
  {number: 3.4, name: 'state-dict', check: stateDict},
  {number: 3.7, name: 'errors', check: errors},
  {number: 1, name: 'fresh', check: fresh},
];

const words = process.argv.slice(2);
const unknown = words.find((word) => !points.some(({number, name}) => word === String(number) || name.includes(word)));
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
  const {number, name, check} = point;
  if (words.length > 0 && !words.some((word) => word === String(number) || name.includes(word))) continue;
  const report = reporter(point);
  try {
    await check(report);
  } catch (error) {
    report.miss('could not be checked', String(error.message).split('\n')[0]);
  }
}
console.log(`${tally.PASS} passed, ${tally.MISS} missed, ${tally.SKIP} skipped`);
process.exitCode = tally.MISS > 0 ? 1 : 0;
