// ./run bench --device cuda: everything that is to be measured on a GPU, PyTorch in the same run if it is installed. Prints a table and
// leaves it, and all figures as JSON, in build/bench/.
//   usage: node tests/bench/device.mjs --device cuda|cpu [--quick]
//   --quick   3 seeds instead of 30, one epoch of each training instead of three; on the CPU, which only tries this program, a small
//             part of an epoch, and an easier target
// Exit status: 0, or 2 with one line where there is no such device.
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {deviceNamed, floor} from '../cuda/paper.mjs';
import {execute, executeSlowly, median, mnist, python, root, torchMissing} from '../support/program.mjs';

const program = join(root, 'build/native/inkgrad_device_bench');
const batches = [64, 512, 4096];
/** Milliseconds an epoch on an H100, on paper: the floor, and what is realistic, whose double is the bar; by batch. */
const models = [
  {spec: '784-10', paper: [[5.2, 14], [0.68, 1.7], [0.11, 0.26]]},
  {spec: '784-128r-10', paper: [[9.5, 28], [1.4, 3.8], [0.40, 0.77]]},
  {spec: '784-512r-512r-10', paper: [[14, 42], [2.7, 6.6], [1.4, 2.2]]},
  {spec: 'c32x3r-c64x3r-p2-128r-10', paper: [[29, 75], [21, 32], [20, 26]]},
];

function refuse(reason) {
  console.error(`bench: ${reason}`);
  process.exit(2);
}

const words = process.argv.slice(2);
const device = words[words.indexOf('--device') + 1];
const quick = words.includes('--quick');
if (!words.includes('--device') || !['cpu', 'cuda'].includes(device)) refuse('--device takes cuda, or cpu to try this program without a GPU');
if (device === 'cpu' && !quick) refuse('--device cpu is here only to try this program: add --quick');
const unknown = words.find((word) => !['--device', device, '--quick'].includes(word));
if (unknown) refuse(`--device ${device} knows no '${unknown}'; there is --quick`);
if (!existsSync(program)) refuse(`no ${program}; ./run bench --device ${device} builds it`);

const epochs = device === 'cpu' ? '0.002' : quick ? '1' : '3';
const options = ['--epochs', epochs, '--seeds', quick ? '3' : '30', ...(device === 'cpu' ? ['--target-spec', '784-128r-10', '--target', '0.95'] : [])];

/** A program's JSON lines, each shown as it comes; or why there are none. */
async function lines(command, args) {
  const found = [];
  const {status, output} = await executeSlowly(command, args, (line) => {
    if (!line.startsWith('{')) return;
    const object = JSON.parse(line);
    found.push(object);
    if (!object.op) console.log(line);
  });
  return {status, found, reason: output.trim().split('\n').pop()};
}

const ours = await lines(program, ['--device', device, '--data', mnist, ...options]);
if (ours.status !== 0) refuse(ours.reason.replace(/^bench: /, ''));

async function peer() {
  const missing = torchMissing();
  if (missing) return {found: [], reason: missing};
  const specs = models.map(({spec}) => spec).join(), {status, found, reason} =
    await lines(python, ['tests/peers/torch_device.py', mnist, device, epochs, specs, batches.join()]);
  return status === 0 ? {found} : {found, reason};
}

const torch = await peer();
/** Of the linear layers' products, those that the device can do; float32 is compared with PyTorch's. */
const precisions = ['float32', 'tf32', 'bf16'].filter((precision) => ours.found.some((row) => row.milliseconds && row.precision === precision));
const [{device: name}] = ours.found;
const date = new Date().toISOString().slice(0, 10);
const text = [];
const say = (line = '') => text.push(line);
const figure = (value) => (value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function sayEpochs() {
  const ways = [...new Set(torch.found.filter(({peer: way}) => way).map(({peer: way}) => way))];
  const columns = [...precisions.map((precision) => `ours, ${precision}`), ...ways.map((way) => `PyTorch, ${way}`)];
  say(`| milliseconds an epoch | batch | ${columns.join(' | ')} | an H100 on paper: floor, realistic |`);
  say(`| --- | --- |${' --- |'.repeat(columns.length)} --- |`);
  for (const {spec, paper} of models) {
    batches.forEach((batch, i) => {
      const is_this = (row) => row.spec === spec && row.batch === batch;
      const [mine, ...rounded] = precisions.map((precision) =>
        ours.found.find((row) => is_this(row) && !row.op && row.precision === precision)?.milliseconds);
      const theirs = ways.map((way) => torch.found.find((row) => is_this(row) && row.peer === way));
      const compared = theirs.map((row) => (row?.failed ? ` failed: ${row.failed} |` : row ? ` ${figure(row.milliseconds)} (${figure(row.milliseconds / mine)} times) |` : ' |'));
      say(`| ${spec} | ${batch} | ${[mine, ...rounded].map(figure).join(' | ')} |${compared.join('')} ${paper[i].join(', ')} |`);
    });
  }
  for (const {precision, missing} of ours.found.filter((row) => row.missing)) say(`\nNo ${precision}: ${missing}`);
  if (torch.reason) say(`\nPyTorch: ${torch.reason}`);
}

function sayTarget() {
  const runs = ours.found.filter((row) => row.target);
  const reached = runs.filter((row) => row.reached);
  say(`\n${runs[0].spec} to ${100 * runs[0].target}% of the test images: ${reached.length} of ${runs.length} seeds reach it` +
    (reached.length > 0 ? `; median ${figure(median(reached.map(({seconds}) => seconds)))} s of training, ${median(reached.map((row) => row.epochs))} epochs` : ''));
}

function sayOps() {
  const ops = ours.found.filter((row) => row.op);
  if (ops.length === 0) return say('\nSingle kernels are timed on a GPU only.');
  const known = deviceNamed(name);
  say(`\n| model | batch | op of a step | operands | us |${known ? ` floor on paper, us | share of ${known.name}'s roofline |` : ''}`);
  say(`| --- | --- | --- | --- | --- |${known ? ' --- | --- |' : ''}`);
  for (const {spec, op, batch, operands, microseconds, bytes, flops} of ops) {
    const least = known ? 1e6 * floor({bytes, flops}, known) : 0;
    say(`| ${spec} | ${batch} | ${op} | ${operands} | ${figure(microseconds)} |${known ? ` ${figure(least)} | ${Math.round(100 * least / microseconds)}% |` : ''}`);
  }
  if (!known) say(`\nNo data sheet of ${name} in tests/cuda/paper.mjs: no share of its roofline.`);
}

say(`Measured ${date} on ${name}${device === 'cpu' ? ', a small part of an epoch, only to try this program' : ''}.\n`);
sayEpochs();
sayTarget();
sayOps();
const folder = join(root, 'build/bench');
mkdirSync(folder, {recursive: true});
const file = join(folder, `${name.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '')}-${date}`);
const commit = execute('git', ['rev-parse', '--short', 'HEAD']).stdout.trim();
writeFileSync(`${file}.json`, `${JSON.stringify({device: name, date, commit, quick, ours: ours.found, torch: torch.found, torch_missing: torch.reason ?? null}, null, 1)}\n`);
writeFileSync(`${file}.md`, `${text.join('\n')}\n`);
console.log(`\n${text.join('\n')}\n\n${file}.md and .json have this.`);
