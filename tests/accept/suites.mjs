// Points that other programs check: a bare machine, the browser tests.
import {existsSync} from 'node:fs';
import {executeSlowly} from '../support/program.mjs';

export async function fresh(report) {
  const what = 'both README commands in a bare Debian 12 root; the second ./run test downloads nothing';
  if (process.getuid() !== 0) return report.skip(what, 'needs root: sudo tests/fresh_machine.sh');
  if (!existsSync('/usr/sbin/debootstrap')) return report.skip(what, 'no debootstrap; ./run accept installs it, --no-install does not');
  const {status, output} = await executeSlowly('tests/fresh_machine.sh', []);
  report.check(status === 0, what, output.trim().split('\n').pop(), 'passed');
}

/** Runs browser tests whose file names contain a word; reports the count, and gives the output. */
async function webTests(report, what, ...words) {
  const {output} = await executeSlowly('node', ['tests/web/run.mjs', ...words]);
  const [summary, passed, failed] = /^(\d+) passed, (\d+) failed.*$/m.exec(output) ?? [output.trim().split('\n').pop(), '0', '1'];
  report.check(Number(passed) > 0 && failed === '0', what, summary, 'all passed');
  return output;
}

export async function browser(report) {
  await webTests(report, 'browser tests, mouse and touch; screenshots in build/screenshots are for looking at');
}

export async function dropped(report) {
  const output = await webTests(report, 'a dropped model reads as the native program does, within 1e-5', 'models');
  const note = /dropped model reads as the native program does: (.+?) \(/.exec(output);
  const worst = Math.max(...[...(note?.[1] ?? 'within NaN').matchAll(/within (\S+?)(?:,|$)/g)].map((match) => Number(match[1])));
  report.check(worst <= 1e-5, 'probabilities of a dropped model against native', note?.[1] ?? 'not printed', 'within 1e-5');
}

export async function webgpu(report) {
  const what = 'the WebGPU backend in Chromium\'s software adapter, ops and trainings against PyTorch; a browser without an adapter';
  await webTests(report, what, 'webgpu.test', '--thorough');
  await webTests(report, 'the page with #device=webgpu in the same adapter: the CPU\'s losses; drawing, pause and reset meanwhile; a GPU taken away; none',
    'webgpu_page');
}
