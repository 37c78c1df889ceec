// Measures what the project promises about speed and size, peers in the same run, and prints a table for the README.
//   usage: node tests/bench/bench.mjs [--json] [--quick] [WORD...]      only rows whose name contains a WORD
// Rows that compare two programs take them in turn, each pinned to one core, and compare medians: of five pairs, with --quick of
// one. The exit status is 1 if a row misses its limit.
import {existsSync} from 'node:fs';
import {cpus} from 'node:os';
import {execute, mlp, mnist, program, python, temporary} from '../support/program.mjs';
import {rows as page} from './page.mjs';
import {rows as products} from './products.mjs';
import {rows as training} from './training.mjs';

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
  ...training,
  ...products,
  ...page,
  {name: 'memory', what: `peak memory of native training, ${mlp}`, most: 300, unit: ' MB', measure: memory},
];

async function verdict(row) {
  if (!existsSync(program)) return {...row, broken: `no ${program}; build it with ./run build`};
  try {
    const result = await row.measure(pairs);
    const within = (row.least === undefined || result.value >= row.least) && (row.most === undefined || result.value <= row.most);
    return {...row, ...result, met: !result.skipped && !result.broken && within};
  } catch (error) {
    return {...row, met: false, broken: String(error.message).split('\n')[0]};
  }
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const json = process.argv.includes('--json');
const pairs = process.argv.includes('--quick') ? 1 : 5;
const option = process.argv.slice(2).find((word) => word.startsWith('--') && !['--json', '--quick'].includes(word));
if (option) {
  console.error(`bench: no option ${option}; there are --json and --quick`);
  process.exit(2);
}
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
  const {name, what, least, most, unit = '', figure, skipped, broken, met} = await verdict(row);
  const limit = least !== undefined ? `at least ${least}` : `at most ${most}${unit}`;
  const outcome = skipped ? 'skipped' : met ? 'met' : 'MISSED';
  const text = [figure, skipped, broken].filter(Boolean).join('; ');
  if (!met && !skipped) ++missed;
  console.log(json ? JSON.stringify({name, what, limit, figure: text, outcome}) : `| ${what} | ${limit} | ${text} | ${outcome} |`);
}
process.exitCode = missed > 0 ? 1 : 0;
