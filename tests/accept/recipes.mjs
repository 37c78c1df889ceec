// What the README's recipes reach, each from its one command, and how the second reads digits drawn with a pen.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {inkgrad, median, mnist, root, temporary} from '../support/program.mjs';

const commands = {
  mlp: {least: 0.982, args: ['--model', '784-512r-512r-10', '--epochs', '12', '--batch', '128', '--optimizer', 'adamw', '--lr', '0.003',
    '--weight-decay', '0.05', '--schedule', 'onecycle']},
  cnn: {least: 0.994, below: 100_000, args: ['--model', 'c12x3p1-b-r-c12x3p1-b-r-p2-c24x3p1-b-r-c24x3p1-b-r-p2-c48x3-b-r-d25-64-b-r-10',
    '--epochs', '15', '--optimizer', 'adamw', '--lr', '0.004',
    '--weight-decay', '0.01', '--schedule', 'onecycle', '--augment', 'shift=1.5,rotate=15,scale=0.15,elastic=4',
    '--slashed-zeros', '0.15']},
};
const seeds = [1, 2, 3];
const percent = (share) => `${(100 * share).toFixed(2)}%`;
const trained = new Map();

/** A recipe's models, one a seed, trained once: their paths, last lines, and the seconds that training took. */
function train(name) {
  if (!trained.has(name)) {
    trained.set(name, seeds.map((seed) => {
      const path = temporary(`${name}-${seed}.safetensors`);
      const epochs = inkgrad('train', ...commands[name].args, '--data', mnist, '--seed', String(seed), '--threads', '2', '--out', path);
      return {path, accuracy: epochs.at(-1).accuracy, seconds: epochs.reduce((sum, {seconds}) => sum + seconds, 0)};
    }));
  }
  return trained.get(name);
}

export function recipes(report) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8').replaceAll(/\\\n\s*/g, '');
  for (const [name, {args, least, below = Infinity}] of Object.entries(commands)) {
    const command = `./run train ${args.join(' ')}`;
    report.check(readme.includes(command), 'documented as one command', command, 'stands in the README');
    const runs = train(name), reached = runs.map(({accuracy}) => accuracy);
    const [{parameters}] = inkgrad('summary', args[1]);
    report.check(median(reached) >= least && parameters < below, `${args[1]}, ${parameters} parameters, median of seeds 1 to 3`,
      `${percent(median(reached))} (${reached.map(percent).join(', ')}), ${Math.round(median(runs.map(({seconds}) => seconds)))} s of training`,
      `at least ${percent(least)}${below < Infinity ? `, fewer than ${below} parameters` : ''}`);
  }
}

export function drawn(report) {
  const file = join(root, '../shared/freehand/dev.jsonl.gz');
  if (!existsSync(file)) return report.skip('freehand digits', `they are in no clone: no ${file}`);
  const lines = train('cnn').map(({path}) => inkgrad('predict', path, '--strokes', file));
  const reached = lines.map((all) => all.at(-1).accuracy);
  report.check(median(reached) >= 0.983, `${commands.cnn.args[1]} on ${lines[0].at(-1).count} freehand digits, median of seeds 1 to 3`,
    `${percent(median(reached))} (${reached.map(percent).join(', ')})`, 'at least 98.30%');
}
