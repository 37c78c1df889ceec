// Runs every test suite and adds up: the last line is `N passed, N failed`, and the exit status is 1 if anything failed.
//   usage: node test.mjs [WORD]      only suites whose name contains WORD
// Two suites run at a time, on two cores, and the browser's (web) after them, alone.
// A suite is the doctest program, in three builds, that of the CUDA backend, or a tests/FOLDER/run.mjs, whose own last line is
// `N passed, N failed[, N skipped]`. Who skips says why: `skipped: REASON` in a doctest case, `skipped  REASON` elsewhere.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const time_limit_s = 900;

const suites = [
  { name: 'sanitizers', command: ['build/native-asan/inkgrad_tests', '--no-colors'] },  // takes longest
  { name: 'native', command: ['build/native/inkgrad_tests', '--no-colors'] },
  { name: 'cuda on the emulator', command: ['build/native/inkgrad_cuda_tests', '--no-colors'] },
  { name: 'wasm', command: ['node', 'build/web/inkgrad_tests.cjs', '--no-colors'] },
  ...readdirSync('tests').sort().map((folder) => ({ name: folder, command: ['node', `tests/${folder}/run.mjs`] }))
    .filter(({ command }) => existsSync(command[1])),
].filter(({ name }) => name.includes(process.argv[2] ?? ''));

/** Runs a suite; resolves to its output and how it ended. */
function run([program, ...args]) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let ended_by_limit = false;
    const limit = setTimeout(() => { ended_by_limit = true; child.kill('SIGKILL'); }, time_limit_s * 1000);
    for (const stream of ['stdout', 'stderr']) child[stream].on('data', (data) => { output += data; });
    const finish = (how) => { clearTimeout(limit); done({ output, how: ended_by_limit ? `no end after ${time_limit_s} s` : how }); };
    child.on('error', (error) => finish(error.message));
    child.on('close', (status, signal) => finish(signal ?? status));
  });
}

/** The counts in a suite's output, or null where it printed none (it crashed). */
function counts(output) {
  const doctest = [...output.matchAll(/test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed/g)].pop();
  const reasons = [...output.matchAll(/\bskipped(?:: |  )(.+)/g)].map((match) => match[1].trim());
  if (doctest) return { passed: doctest[1] - reasons.length, failed: Number(doctest[2]), skipped: reasons.length, reasons };
  const own = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/gm)].pop();
  return own ? { passed: Number(own[1]), failed: Number(own[2]), skipped: Number(own[3] ?? 0), reasons } : null;
}

const total = { passed: 0, failed: 0, skipped: 0, reasons: new Set() };
const table = [];

async function judge({ name, command }) {
  const began = Date.now();
  const { output, how } = await run(command);
  console.log(`\n== ${name}\n${output.trimEnd()}`);
  const result = counts(output) ?? { passed: 0, failed: 0, skipped: 0, reasons: [] };
  let remark = '';
  if (result.failed === 0 && (how !== 0 || !counts(output))) {
    result.failed = 1;
    remark = how === 0 ? ' (printed no summary)' : ` (ended with ${how})`;
  } else if (result.failed === 0 && result.passed + result.skipped === 0) {
    result.failed = 1;
    remark = ' (ran no test)';
  }
  for (const key of ['passed', 'failed', 'skipped']) total[key] += result[key];
  for (const reason of result.reasons) total.reasons.add(reason);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  table.push(`${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped, ${seconds} s${remark}`);
}

async function judgeInTurn(queue) {
  while (queue.length > 0) await judge(queue.shift());
}

const together = suites.filter(({ name }) => name !== 'web');
await Promise.all([judgeInTurn(together), judgeInTurn(together)]);
await judgeInTurn(suites.filter(({ name }) => name === 'web'));
console.log(`\n${table.join('\n')}`);
const reasons = [...total.reasons].join('; ');
console.log(`${total.skipped} skipped${reasons ? `: ${reasons}` : ''}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || suites.length === 0 ? 1 : 0;
