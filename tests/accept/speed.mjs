// Points of speed: the bench's table, the guard that counts instructions, and that neither threads nor instruction sets change a byte.
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {networks} from '../bench/training.mjs';
import {execute, executeSlowly, inkgrad, mnist, temporary} from '../support/program.mjs';

/** The bench's rows, all or those of these words. */
async function benchRows(report, ...words) {
  const {output} = await executeSlowly('node', ['tests/bench/bench.mjs', '--json', ...words]);
  const rows = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  if (rows.length === 0) report.miss('speed and memory', output.trim().split('\n').pop());
  for (const {what, limit, figure, outcome} of rows) {
    if (outcome === 'skipped') report.skip(what, figure);
    else report.check(outcome === 'met', what, figure, limit);
  }
}

/** What issue 2 asked of speed and memory. */
export const bench = (report) => benchRows(report, 'train-mlp-64', 'bars', 'frames', 'size', 'load', 'memory');

/** The whole table. */
export const speed = (report) => benchRows(report);

export function instructions(report) {
  const {stdout, status} = execute('node', ['tests/instructions/run.mjs']);
  const lines = stdout.split('\n').filter((line) => /^ {2}(passed|FAILED) /.test(line));
  if (lines.length === 0) return report.skip('instructions of a training step', stdout.split('\n')[0]);
  report.check(status === 0, `instructions of a step of ${lines.length} networks`, lines.map((line) => line.trim().replace(/^\w+ +/, '')).join('; '), 'as it says');
}

export function unchanged(report) {
  for (const spec of Object.values(networks)) {
    const hashes = [1, 2, 3].map((threads) => {
      const file = temporary(`threads-${threads}.safetensors`);
      inkgrad('train', '--data', mnist, '--model', spec, '--images', '3000', '--epochs', '2', '--threads', String(threads), '--out', file);
      return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
    });
    report.check(new Set(hashes).size === 1, `${spec}, two epochs of 3,000 images on 1, 2 and 3 threads`, `model files ${hashes.join(', ')}`, 'the same bytes');
  }
  const {stdout, status} = execute('build/native/inkgrad_tests', ['--no-colors', '--test-case=cpu*']);
  const count = /test cases:\s*\d+ \|\s*(\d+) passed/.exec(stdout)?.[1] ?? '0';
  report.check(status === 0 && Number(count) > 15, 'the CPU\'s kernels of every instruction set here, AVX-512 beside AVX2 byte by byte', `${count} cases passed`, 'all');
}
