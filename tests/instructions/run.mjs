// How many instructions a training step takes, against pinned.json: a kernel or a plan that has become slower shows here on any machine,
// however busy. Valgrind counts them; it has no AVX-512, so what it sees are the AVX2 kernels, and all around them.
//   usage: node tests/instructions/run.mjs             the tests; the last line is: N passed, N failed, N skipped
//          node tests/instructions/run.mjs --update    pins what it counts
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {slice} from '../../.toolchain/idx.mjs';
import {execute, mnist, program, root, temporary} from '../support/program.mjs';

const file = join(root, 'tests/instructions/pinned.json');
const pinned = JSON.parse(readFileSync(file, 'utf8'));

/** MNIST's first images, few enough that reading and measuring them is nothing beside a step. */
function fewImages() {
  const folder = temporary('few');
  mkdirSync(folder);
  for (const [part, images] of [['train', 128], ['t10k', 1]]) {
    for (const name of [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`]) {
      writeFileSync(join(folder, name), slice(readFileSync(join(mnist, name)), 0, images));
    }
  }
  return folder;
}

/** Instructions a step: what two more steps take, halved. All that happens once a run cancels. */
function count(folder, {spec, batch}) {
  const [few, more] = [2, 4].map((steps) => {
    const {stderr, status} = execute('valgrind', ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null', program, 'train',
      '--data', folder, '--model', spec, '--batch', String(batch), '--epochs', '1000', '--max-steps', String(steps), '--out', temporary('m.safetensors')]);
    const refs = /I +refs: +([\d,]+)/.exec(stderr);
    if (status !== 0 || !refs) throw new Error(stderr.trim().split('\n').pop());
    return Number(refs[1].replaceAll(',', ''));
  });
  return Math.round((more - few) / 2);
}

function skipped() {
  if (execute('sh', ['-c', 'command -v valgrind']).status !== 0) return 'no valgrind';
  if (!existsSync(join(mnist, 'train-images-idx3-ubyte'))) return 'no MNIST';
  if (process.arch !== 'x64') return 'pinned for x86-64';
  const compiler = /CMAKE_CXX_COMPILER_VERSION "(\d+)/.exec(execute('sh', ['-c', 'cat build/native/CMakeFiles/*/CMakeCXXCompiler.cmake']).stdout)?.[1];
  return compiler === pinned.gcc ? null : `pinned for GCC ${pinned.gcc}, this is ${compiler}`;
}

const reason = skipped();
if (reason) {
  console.log(`skipped  ${reason}\n0 passed, 0 failed, ${pinned.steps.length} skipped`);
} else {
  const folder = fewImages();
  let failed = 0;
  for (const step of pinned.steps) {
    const counted = count(folder, step);
    const growth = counted / step.instructions - 1;
    const ok = growth <= pinned.slack;
    if (!ok) ++failed;
    console.log(`  ${ok ? 'passed' : 'FAILED'}   ${step.spec}, batch ${step.batch}: ${counted.toLocaleString('en-US')} instructions a step, ` +
      `${(100 * growth).toFixed(1)}% more than pinned, ${100 * pinned.slack}% allowed`);
    step.instructions = counted;
  }
  if (process.argv.includes('--update')) {
    const steps = pinned.steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
    writeFileSync(file, `{\n  "about": ${JSON.stringify(pinned.about)},\n  "gcc": ${JSON.stringify(pinned.gcc)},\n  "slack": ${pinned.slack},\n  "steps": [\n${steps}\n  ]\n}\n`);
  } else {
    console.log(`${pinned.steps.length - failed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
  }
}
