// Points 2 to 4: what trained models reach.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {cnn, inkgrad, jsonLines, median, mlp, mnist, python, root, temporary, torchMissing} from '../support/program.mjs';

const networks = [
  {spec: mlp, least: 0.975, freehandLeast: 0.92},
  {spec: cnn, least: 0.984, freehandLeast: 0.95},
];
const percent = (share) => `${(100 * share).toFixed(2)}%`;
const trained = new Map();

/** Trains with the defaults, once for each set of arguments: the model's path and the last epoch's line. */
function train(spec, seed, threads = 1) {
  const key = `${spec}-${seed}-${threads}`;
  if (!trained.has(key)) {
    const path = temporary(`${key}.safetensors`);
    const lines = inkgrad('train', '--model', spec, '--data', mnist, '--seed', String(seed), '--threads', String(threads), '--out', path);
    trained.set(key, {path, last: lines.filter((line) => line.epoch).pop()});
  }
  return trained.get(key);
}

export function accuracy(report) {
  for (const {spec, least} of networks) {
    const runs = [1, 2, 3].map((seed) => train(spec, seed));
    const reached = runs.map(({last}) => last.accuracy);
    report.check(median(reached) >= least, `${spec}, 5 epochs, median of seeds 1 to 3`,
      `${percent(median(reached))} (${reached.map(percent).join(', ')})`, `at least ${percent(least)}`);

    const [first] = runs;
    const again = temporary('again.safetensors');
    inkgrad('train', '--model', spec, '--data', mnist, '--seed', '1', '--out', again);
    const bytes = readFileSync(first.path);
    const same = bytes.equals(readFileSync(again)) && bytes.equals(readFileSync(train(spec, 1, 2).path));
    report.check(same, `${spec}, seed 1 twice with one thread and once with two`, same ? 'equal bytes' : 'different bytes', 'equal bytes');

    const [measured] = inkgrad('eval', first.path, '--data', mnist);
    report.check(measured.accuracy === first.last.accuracy && measured.loss === first.last.loss, `${spec}, eval --json against the training report`,
      `${measured.accuracy} and ${measured.loss} against ${first.last.accuracy} and ${first.last.loss}`, 'equal');
  }
}

export function torch(report) {
  const reason = torchMissing();
  if (reason) return report.skip('the same accuracy in PyTorch', reason);
  for (const {spec} of networks) {
    const {path} = train(spec, 1);
    const [ours] = inkgrad('eval', path, '--data', mnist);
    const [theirs] = jsonLines(python, ['tests/accept/torch_eval.py', path, mnist]);
    const right = Math.round(ours.accuracy * ours.images);
    report.check(right === theirs.right, `${spec} in PyTorch`, `${theirs.right} right against our ${right} of ${theirs.images}`, 'equal');
  }
}

export function freehand(report) {
  const file = join(root, '../shared/freehand/dev.jsonl.gz');
  if (!existsSync(file)) return report.skip('freehand digits', `they are in no clone: no ${file}`);
  for (const {spec, freehandLeast} of networks) {
    const reached = [1, 2, 3].map((seed) => inkgrad('predict', train(spec, seed).path, '--strokes', file).pop());
    const worst = Math.min(...reached.map((line) => line.accuracy));
    report.check(worst >= freehandLeast, `${spec} on ${reached[0].count} freehand digits, the worst of seeds 1 to 3`,
      `${percent(worst)} (${reached.map((line) => percent(line.accuracy)).join(', ')})`, `at least ${percent(freehandLeast)}`);
  }
}
