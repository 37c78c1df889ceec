// Points of the CUDA backend that need no GPU: its tests on the emulator, and bugs planted for them to catch.
import {execute, executeSlowly, root} from '../support/program.mjs';

export function emulated(report) {
  const what = "every row of the op table on the emulated GPU, under four schedules; PyTorch's losses, eager and captured, for 100 steps (10 of convolutional networks)";
  const {status, stdout, stderr} = execute('build/native/inkgrad_cuda_tests', ['--no-colors', '--thorough'], {cwd: root, timeout: 3_600_000});
  const [cases, failed] = /test cases:\s*(\d+)\s*\|\s*\d+ passed\s*\|\s*(\d+) failed/.exec(stdout)?.slice(1) ?? [0, stderr.trim().split('\n').pop()];
  const skipped = /skipped: (.+)/.exec(stdout)?.[1];
  if (skipped) return report.skip(what, skipped);
  report.check(status === 0 && cases > 0, what, `${cases} test cases, ${failed} fail`, 'none fails');
}

export async function planted(report) {
  const {output} = await executeSlowly('node', ['tests/cuda/planted/run.mjs']);
  const [summary, caught, missed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [output.trim().split('\n').pop(), '0', '1'];
  report.check(Number(caught) >= 12 && missed === '0', 'bugs planted in the CUDA backend that its tests catch', summary, 'at least 12, none missed');
}
