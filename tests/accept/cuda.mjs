// Points of the CUDA backend that need no GPU: its tests on the emulator, and bugs planted for them to catch.
import {readFileSync} from 'node:fs';
import {execute, executeSlowly, jsonLines, mnist, program, root, temporary} from '../support/program.mjs';
import {openBrowser, openPage, ready, serveSite, waitForState} from '../web/harness.mjs';
import {waitForNumbers} from '../web/lessons.mjs';
import {drop} from '../web/models.test.mjs';

const tests = 'build/native/inkgrad_cuda_tests';

export function emulated(report) {
  const what = "every row of the op table on the emulated GPU, under four schedules; PyTorch's losses, eager and captured, for 100 steps (10 of convolutional networks); the CPU's for 10 of c32x3r-c64x3r-p2-128r-10";
  const {status, stdout, stderr} = execute(tests, ['--no-colors', '--thorough'], {cwd: root, timeout: 3_600_000});
  const [cases, failed] = /test cases:\s*(\d+)\s*\|\s*\d+ passed\s*\|\s*(\d+) failed/.exec(stdout)?.slice(1) ?? [0, stderr.trim().split('\n').pop()];
  const skipped = /skipped: (.+)/.exec(stdout)?.[1];
  if (skipped) return report.skip(what, skipped);
  report.check(status === 0 && cases > 0, what, `${cases} test cases, ${failed} fail`, 'none fails');
}

export function sanitized(report) {
  const what = "the tests on the emulated GPU, as in ./run test, under the address and undefined-behaviour sanitizers, which know its memory and its fibres' stacks";
  const {status, stdout, stderr} = execute('build/native-asan/inkgrad_cuda_tests', ['--no-colors'], {cwd: root, timeout: 3_600_000});
  const [, passed, failed] = /test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed/.exec(stdout) ?? [null, 0, 'all'];
  const said = /(ERROR: AddressSanitizer: .+|runtime error: .+)/.exec(stderr)?.[1];
  report.check(status === 0 && passed > 0 && !said, what, said ?? `${passed} test cases, ${failed} fail, no report`, 'no report, none fails');
}

export async function planted(report) {
  const {output} = await executeSlowly('node', ['tests/cuda/planted/run.mjs']);
  const [summary, caught, missed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [output.trim().split('\n').pop(), '0', '1'];
  report.check(Number(caught) >= 12 && missed === '0', 'bugs planted in the CUDA backend that its tests catch', summary, 'at least 12, none missed');
}

/** How many of the 10,000 test images the page reads right with a model file. */
async function rightInPage(bytes) {
  const served = await serveSite();
  const browser = await openBrowser();
  try {
    const {page} = await openPage(browser, served.url);
    await ready(page);
    await drop(page, {name: 'emulated.safetensors', bytes});
    await waitForState(page, 'the model', ({model}) => model === 'emulated');
    await page.evaluate(() => window.inkgrad.lesson('predictions'));
    const {numbers} = await waitForNumbers(page, 'all images', ({right}) => right?.[0] > 0);
    return numbers.right[0];
  } finally {
    await browser.close();
    served.close();
  }
}

export async function travelled(report) {
  const model = temporary('emulated.safetensors');
  const {status, stdout} = execute(tests, ['--no-colors', '--test-case=a model trained on cuda*'], {env: {...process.env, INKGRAD_CUDA_MODEL: model}});
  const what = 'a model trained on the emulated GPU reads the same digits there and on the CPU; of the test images natively and in WebAssembly';
  if (status !== 0) return report.miss(what, stdout.trim().split('\n').pop());
  const natively = Math.round(10_000 * jsonLines(program, ['eval', model, '--data', mnist, '--json', '--device', 'cpu']).at(-1).accuracy);
  const inPage = await rightInPage(readFileSync(model));
  report.check(natively === inPage && natively > 5000, what, `${natively} and ${inPage}`, 'equal');
}

export function launches(report) {
  const {stdout} = execute(tests, ['--no-colors', '--success', '--test-case=between two looks*']);
  const limits = {'784-10': 5, '784-128r-10': 9, '784-512r-512r-10': 12, 'c32x3r-c64x3r-p2-128r-10': 16};
  for (const [spec, limit] of Object.entries(limits)) {
    const counted = stdout.split('\n').map((line) => /logged: .*?(\S+): (\d+) kernels in 2 steps/.exec(line)).find((found) => found?.[1] === spec);
    if (!counted) report.miss(spec, 'was not counted');
    else report.check(Number(counted[2]) <= 2 * limit, `kernels a step of ${spec} on the emulated GPU`, `${counted[2] / 2}`, `at most ${limit}`);
  }
  const small = execute(tests, ['--no-colors', "--test-case=a small network's steps are one kernel*"]);
  report.check(small.status === 0 && / 1 passed/.test(small.stdout), 'on an emulated GPU with clusters 784-10 and 784-128r-10 are one kernel for 16 steps',
    small.status === 0 ? 'counted so' : 'not so', 'one');
  const [, failed] = /test cases:.*?\|\s*(\d+) failed/s.exec(stdout)?.[0].match(/(\d+) failed/) ?? [];
  report.check(failed === '0', 'between two looks: one launch and one copy for several steps, no wait, no allocation', failed === '0' ? 'counted so' : 'not so', 'all of it');
}
