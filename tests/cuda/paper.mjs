// What an H100 allows each op of a training step on paper: the time for its bytes or for its floating-point operations, whichever is
// longer. Nothing here was measured.
import {spawnSync} from 'node:child_process';

/** What NVIDIA's data sheets say of float32 without tensor cores, which is what the kernels use, and of memory. SXM where there is one. */
const devices = [
  {name: 'H100', flops: 67e12, bytes: 3.35e12, multiprocessors: 132},
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

/** persistent.cuh: blocks, a multiprocessor each; bytes of a batch of 64 that come from the data set, and with their labels are all that is moved. */
const cluster_blocks = 8, batch_bytes = 64 * (784 + 8);

/** The ops of a step of each model at batch 64: [{model, op, bytes, flops}], in order, counted on the emulated GPU; `whole`: models that one kernel trains. */
function steps(emulated) {
  const {stdout} = spawnSync(emulated, ['--no-colors', '--thorough', '--test-case=*floating-point operations are*'], {encoding: 'utf8'});
  const found = [...stdout.matchAll(/^work (\S+) (\S+) (\d+) (\d+)$/gm)];
  if (found.length === 0) throw new Error(`${emulated} printed no work`);
  return {
    all: found.map(([, model, op, bytes, flops]) => ({model, op, bytes: Number(bytes), flops: Number(flops)})),
    whole: [...stdout.matchAll(/^whole (\S+)$/gm)].map(([, model]) => model),
  };
}

/** A table for the README: kernels down, models across. `budget` says which ops a kernel computes. */
export function paperTable(emulated, {kernels}) {
  const {all, whole} = steps(emulated);
  const models = [...new Set(all.map(({model}) => model))];
  const kernel_of = (op) => Object.keys(kernels).find((kernel) => kernels[kernel].ops.includes(op));
  const unknown = all.find(({op}) => !kernel_of(op));
  if (unknown) throw new Error(`no kernel of budget.json says that it computes ${unknown.op}`);
  const figure = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));
  const cell = (rows) => {
    if (rows.length === 0) return '';
    const sum = (of) => rows.reduce((total, row) => total + of(row), 0);
    return `${rows.length}: ${figure(sum(({bytes}) => bytes) / 1e6)} MB, ${figure(sum(({flops}) => flops) / 1e6)} MFLOP, ${figure(1e6 * sum((row) => floor(row)))} us`;
  };
  const line = (name, pick) => `| ${name} | ${models.map((model) => cell(all.filter((row) => row.model === model && pick(row)))).join(' | ')} |`;
  /** The whole step on one cluster: its multiprocessors' share of the arithmetic. */
  const of_cluster = (model) => {
    if (!whole.includes(model)) return '';
    const flops = all.filter((row) => row.model === model).reduce((total, row) => total + row.flops, 0);
    const seconds = floor({bytes: batch_bytes, flops}, {...h100, flops: h100.flops * cluster_blocks / h100.multiprocessors});
    return `1 for 16 steps: ${figure(batch_bytes / 1e6)} MB, ${figure(flops / 1e6)} MFLOP, ${figure(1e6 * seconds)} us`;
  };
  const used = Object.keys(kernels).filter((kernel) => all.some(({op}) => kernel_of(op) === kernel));
  return [`| paper, ${h100.name}, a step of 64 images | ${models.join(' | ')} |`, `| --- |${' --- |'.repeat(models.length)}`,
    ...used.map((kernel) => line(`\`${kernel}\``, ({op}) => kernel_of(op) === kernel)), line('all', () => true), `| instead, on a cluster: \`persistent\` | ${models.map(of_cluster).join(' | ')} |`].join('\n');
}
