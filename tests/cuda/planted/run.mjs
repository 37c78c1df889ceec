// Plants a bug after another in the CUDA backend, as the patches beside this file say, and expects the tests on the emulator to fail:
// a test that catches none of them would be worth nothing. Needs build/native/inkgrad_cuda_tests; takes minutes, so ./run test leaves
// it out. A patch's head says what is wrong and which files are to be compiled anew.
//   usage: node tests/cuda/planted/run.mjs [WORD]      only patches whose name contains WORD
// Ends with one line: N passed, N failed
import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url)), root = join(here, '../../..'), build = join(root, 'build/native');

function execute(command, args, options) {
  return spawnSync(command, args, {encoding: 'utf8', maxBuffer: 1 << 28, timeout: 300_000, ...options});
}

/** The command that links the test program, and the one that compiles a file of native/cuda into it. */
const commands = execute('ninja', ['-C', build, '-t', 'commands', 'inkgrad_cuda_tests']).stdout.trim().split('\n');
const link = commands.at(-1);
const compilation = (file) => commands.find((line) => line.includes('inkgrad_cuda_tests.dir') && line.endsWith(`/native/cuda/${file}`));

/** Which test case fails with the patched backend: its name, or null if none does. */
function caughtBy(patch, files, folder) {
  const [, patched] = patch.match(/^--- a\/(.+)$/m);
  mkdirSync(join(folder, dirname(patched)), {recursive: true});
  cpSync(join(root, patched), join(folder, patched));
  const applied = execute('git', ['apply', '-'], {cwd: folder, input: patch});
  if (applied.status !== 0) throw new Error(`the patch does not apply: ${applied.stderr}`);
  const run = (command) => {
    const {status, stdout, stderr} = execute('sh', ['-c', command], {cwd: build});
    if (status !== 0) throw new Error(`it does not compile: ${stdout}${stderr}`);
  };
  const program = join(folder, 'tests');
  let linkPlanted = link.replace('-o inkgrad_cuda_tests', `-o ${program}`);
  for (const file of files) {
    // The patched file is found before that of the same name in the repository.
    const whole = compilation(file), object = whole.match(/ -o (\S+)/)[1], planted = join(folder, `${basename(file)}.o`);
    run(whole.replace(` -o ${object}`, ` -o ${planted}`).replace(/ -MD -MT \S+ -MF \S+/, '').replace(/ -I/, ` -I${folder} -I`)
      .replace(/\S+$/, (source) => source.endsWith(patched) ? join(folder, patched) : source));
    linkPlanted = linkPlanted.replace(object, planted);
  }
  run(linkPlanted);
  const {status, signal, stdout} = execute(program, ['--no-colors', '--abort-after=1', '--test-case-exclude=*pinned losses*'], {cwd: build});
  if (status === 0) return null;
  return stdout.match(/TEST CASE: +(.+)/)?.[1] ?? `a program that ends with ${signal ?? status}`;
}

const count = {passed: 0, failed: 0};
for (const name of readdirSync(here).filter((file) => file.endsWith('.patch') && file.includes(process.argv[2] ?? '')).sort()) {
  const folder = mkdtempSync(join(tmpdir(), 'inkgrad-planted-')), patch = readFileSync(join(here, name), 'utf8');
  const [, what, files] = patch.match(/^what: (.+)\ncompile: (.+)\n/);
  try {
    const test = caughtBy(patch, files.split(' '), folder);
    if (test === null) throw new Error('no test noticed');
    ++count.passed;
    console.log(`  caught   ${basename(name, '.patch')} (${what}) by "${test}"`);
  } catch (error) {
    ++count.failed;
    console.log(`  MISSED   ${basename(name, '.patch')} (${what}): ${error.message}`);
  }
  rmSync(folder, {recursive: true});
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
