// What an H100 allows each op of a training step on paper: the time for its bytes or for its floating-point operations, whichever is
// longer. Nothing here was measured.
import {spawnSync} from 'node:child_process';

/** What NVIDIA's data sheets say of float32 without tensor cores, which is what the kernels use, and of memory. SXM where there is one. */
const devices = [
  {name: 'H100', flops: 67e12, bytes: 3.35e12},
  {name: 'H200', flops: 67e12, bytes: 4.8e12},
  {name: 'A100', flops: 19.5e12, bytes: 2.039e12},
  {name: 'L40S', flops: 91.6e12, bytes: 0.864e12},
  {name: 'L4', flops: 30.3e12, bytes: 0.3e12},
  {name: 'T4', flops: 8.1e12, bytes: 0.32e12},
];
export const h100 = devices[0];
/** The device that a description names, or nothing. */
export const deviceNamed = (text) => devices.find(({name}) => new RegExp(`\\b${name}\\b`).test(text));

/** Seconds that a device cannot do without. */
export const floor = ({bytes, flops}, device = h100) => Math.max(bytes / device.bytes, flops / device.flops);

/** The ops of a step of each model at batch 64: [{model, op, bytes, flops}], in order, counted on the emulated GPU. */
function steps(emulated) {
  const {stdout} = spawnSync(emulated, ['--no-colors', '--thorough', '--test-case=*floating-point operations are*'], {encoding: 'utf8'});
  const found = [...stdout.matchAll(/^work (\S+) (\S+) (\d+) (\d+)$/gm)];
  if (found.length === 0) throw new Error(`${emulated} printed no work`);
  return found.map(([, model, op, bytes, flops]) => ({model, op, bytes: Number(bytes), flops: Number(flops)}));
}

/** A table for the README: kernels down, models across. `budget` says which ops a kernel computes. */
export function paperTable(emulated, {kernels}) {
  const all = steps(emulated);
  const models = [...new Set(all.map(({model}) => model))];
  const kernel_of = (op) => Object.keys(kernels).find((kernel) => kernels[kernel].ops.includes(op));
  const unknown = all.find(({op}) => !kernel_of(op));
  if (unknown) throw new Error(`no kernel of budget.json says that it computes ${unknown.op}`);
  const cell = (rows) => {
    if (rows.length === 0) return '';
    const sum = (of) => rows.reduce((total, row) => total + of(row), 0);
    const figure = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));
    return `${rows.length}: ${figure(sum(({bytes}) => bytes) / 1e6)} MB, ${figure(sum(({flops}) => flops) / 1e6)} MFLOP, ${figure(1e6 * sum((row) => floor(row)))} us`;
  };
  const line = (name, pick) => `| ${name} | ${models.map((model) => cell(all.filter((row) => row.model === model && pick(row)))).join(' | ')} |`;
  const used = Object.keys(kernels).filter((kernel) => all.some(({op}) => kernel_of(op) === kernel));
  return [`| paper, ${h100.name}, a step of 64 images | ${models.join(' | ')} |`, `| --- |${' --- |'.repeat(models.length)}`,
    ...used.map((kernel) => line(`\`${kernel}\``, ({op}) => kernel_of(op) === kernel)), line('all', () => true)].join('\n');
}
