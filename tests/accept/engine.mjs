// Points of the engine itself: parts of the test program, natively and in WebAssembly.
import {execute, root} from '../support/program.mjs';

const builds = [
  {where: 'natively', command: ['build/native/inkgrad_tests']},
  {where: 'in WebAssembly', command: ['node', 'build/web/inkgrad_tests.cjs']},
];

/** Runs some of the test program's cases, chosen by doctest's own options. {output, passed, failed, assertions}. */
function cases({command: [program, ...args]}, ...options) {
  const {status, stdout, stderr} = execute(program, [...args, '--no-colors', ...options], {cwd: root, timeout: 3_600_000});
  const [passed, failed] = /test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed/.exec(stdout)?.slice(1).map(Number) ?? [0, 0];
  const assertions = Number(/assertions:\s*(\d+)/.exec(stdout)?.[1] ?? 0);
  const skipped = /skipped: (.+)/.exec(stdout)?.[1];
  if (passed + failed === 0) throw new Error(`${program} ran no case: ${(stderr || stdout).trim().split('\n').pop()}`);
  return {status, stdout, passed, failed, assertions, skipped};
}

/** A line for the cases of some files, in each build. */
function checkFiles(report, what, files) {
  for (const build of builds) {
    const {status, passed, failed, assertions} = cases(build, `--source-file=${files.map((file) => `*${file}.cpp`).join()}`);
    report.check(status === 0 && failed === 0, `${what}, ${build.where}`,
      `${passed} test cases and ${assertions.toLocaleString('en-US')} comparisons hold, ${failed} cases fail`, 'none fails');
  }
}

export function ops(report) {
  checkFiles(report, "every row of the op table and every function: PyTorch's values and gradients, on the reference and the CPU",
    ['test_golden_ops', 'test_golden_functions']);
  checkFiles(report, 'every row on the CPU beside the reference, over generated shapes', ['test_parity']);
  checkFiles(report, 'every gradient beside finite differences in double, within 1e-6', ['test_gradients']);
}

export function traces(report) {
  for (const build of builds) {
    // The reference as a whole takes minutes; in WebAssembly it goes as far as in ./run test.
    const native = build === builds[0];
    const whole = cases(build, '--thorough', `--test-case=${native ? '*pinned*' : '*pinned*cpu,*pinned*step by step,*are pinned*'}`);
    if (whole.skipped) return report.skip('loss traces', whole.skipped);
    const runs = [...whole.stdout.matchAll(/^trace (\S+) (\S+), (.+): (\d+) steps within (\S+)$/gm)]
      .map(([, spec, optimizer, how, steps, away]) => ({spec, optimizer, how, steps: Number(steps), away: Number(away)}));
    for (const how of new Set(runs.map((run) => run.how))) {
      const these = runs.filter((run) => run.how === how);
      const steps = these.map((run) => run.steps);
      const worst = Math.max(...these.map(({away}) => away));
      report.check(whole.status === 0 && worst <= 1e-4, `loss traces of ${these.length} trainings, ${how}, ${build.where}`,
        `${Math.min(...steps)} to ${Math.max(...steps)} steps within ${worst.toExponential(1)} of PyTorch's losses`, '1e-4, relative');
    }
    if (whole.status !== 0) report.miss(`loss traces, ${build.where}`, /ERROR: (.+)/.exec(whole.stdout)?.[1] ?? `exit status ${whole.status}`);
  }
}

export function errors(report) {
  checkFiles(report, 'errors for shapes, types, backward without a graph and twice, and in-place changes: each says what to do', ['test_errors']);
}
