// What each CUDA kernel takes of a multiprocessor, against the budget of budget.json: no kernel may spill, or use more registers, shared
// memory or stack than its row says, or the usual one where it has none. It reads the program that nvcc built; no GPU is needed.
//   usage: node tests/cuda/run.mjs             the tests; the last line is: N passed, N failed, N skipped
//          node tests/cuda/run.mjs --update    writes the budget anew from the program; its diff is then to be looked at
//          node tests/cuda/run.mjs --table     the README's table of kernels, and what an H100 allows on paper
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {complaints, families, occupancy} from './budget.mjs';
import {machineCode} from './machine_code.mjs';
import {paperTable} from './paper.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'build/native/inkgrad'), emulated = join(root, 'build/native/inkgrad_cuda_tests');
const file = join(root, 'tests/cuda/budget.json');
const budget = JSON.parse(readFileSync(file, 'utf8'));
const no_cuda = 'the program has no CUDA backend, since there was no nvcc';

function update(code) {
  const rows = families(code.kernels).map(({family, registers, shared, bound}) => {
    const old = budget.kernels[family];
    if (!old) console.log(`${family} is new: look after its threads (a block's, at most) and its ops`);
    // Registers are given out by eights: up to the next multiple, a kernel costs the same.
    // A stack is granted by hand alone.
    return [family, {ops: [], stack: 0, ...old, threads: bound ?? old?.threads ?? 256, registers: Math.ceil(registers / 8) * 8, shared}];
  });
  const lines = rows.map(([family, row]) => `    ${JSON.stringify(family)}: ${JSON.stringify(row)}`);
  writeFileSync(file, `{\n  "about": ${JSON.stringify(budget.about)},\n  "usual": ${JSON.stringify(budget.usual)},\n  "kernels": {\n${lines.join(',\n')}\n  }\n}\n`);
  console.log(`${file}: ${rows.length} kernels`);
}

function table(code) {
  const percent = (share) => `${Math.round(100 * share)}%`;
  console.log('| kernel | threads a block | registers, at most | shared memory, bytes | occupancy 7.5, 8.0, 9.0, 10.0, 12.0 |\n| --- | --- | --- | --- | --- |');
  const architectures = [...new Set(code.kernels.map(({architecture}) => architecture))].sort((a, b) => a - b);
  for (const {family, registers, shared, on} of families(code.kernels)) {
    const {threads, dynamic} = budget.kernels[family] ?? budget.usual;
    const shares = architectures.map((architecture) => (on.has(architecture) ? percent(occupancy(architecture, {threads, dynamic, ...on.get(architecture)})) : 'none'));
    console.log(`| \`${family}\` | ${threads} | ${registers} | ${dynamic ? `up to ${shared + dynamic}` : shared} | ${shares.join(', ')} |`);
  }
  console.log(`\n${paperTable(emulated, budget)}`);
}

/** A kernel that cannot but spill, through nvcc and our reader; null without nvcc. */
function plantedSpill() {
  const nvcc = ['nvcc', '/usr/local/cuda/bin/nvcc'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (!nvcc) return null;
  const folder = mkdtempSync(join(tmpdir(), 'inkgrad-spill-')), object = join(folder, 'spill.o');
  try {
    const source = join(root, 'tests/cuda/planted/spill.cu');
    const {status, stderr} = spawnSync(nvcc, ['-c', '-arch=sm_90', '-o', object, source], {encoding: 'utf8'});
    if (status !== 0) throw new Error(stderr);
    return machineCode(object).kernels;
  } finally {
    rmSync(folder, {recursive: true});
  }
}

const count = {passed: 0, failed: 0, skipped: 0};

function test(what, check) {
  try {
    const reason = check();
    ++count[reason ? 'skipped' : 'passed'];
    console.log(reason ? `  skipped  ${reason}` : `  passed   ${what}`);
  } catch (error) {
    ++count.failed;
    console.log(`  FAILED   ${what}: ${error.message}`);
  }
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

function tests(code) {
  const some = {family: 'some', name: 'some(int)', architecture: 90, registers: 40, stack: 0, local: 0, shared: 64, bound: null};
  const row = {some: {threads: 256, registers: 40, shared: 64, stack: 0}};
  const complains = (change, rows, word) => {
    const said = complaints([{...some, ...change}], rows, {threads: 256, registers: 64, shared: 64, stack: 0});
    expect(said.length === 1 && said[0].includes(word), `it says: ${said.join('; ') || 'nothing'}`);
  };
  test('a kernel within its budget is fine', () => expect(complaints([some], row).length === 0, 'it complains'));
  test('one register, byte of shared memory or of stack too many is not, by its own row or the usual one, nor a row without a kernel', () => {
    complains({registers: 41}, row, 'registers');
    complains({shared: 65}, row, 'shared memory');
    complains({stack: 8}, row, 'stack');
    complains({local: 8}, row, 'stack');
    complains({bound: 512}, row, 'threads');
    complains({}, {...row, other: row.some}, 'other: no such kernel');
    complains({registers: 65}, {}, 'registers: 65, and the budget is 64');
    complains({stack: 8}, {}, 'stack');
  });
  test('occupancy as CUDA counts it', () => {
    expect(occupancy(80, {threads: 256, registers: 32, shared: 0}) === 1, 'by warps');
    expect(occupancy(75, {threads: 64, registers: 32, shared: 0}) === 1, 'by blocks: 16 of 2 warps');
    expect(occupancy(90, {threads: 128, registers: 255, shared: 0}) === 8 / 64, 'by registers: 256 a thread, 2 blocks of 4 warps');
    expect(occupancy(90, {threads: 64, registers: 32, shared: 48 << 10}) === 8 / 64, 'by shared memory: 4 blocks of 49 KiB');
    expect(occupancy(120, {threads: 96, registers: 32, shared: 16, dynamic: 227 << 10}) === 3 / 48, 'by dynamic shared memory, as much as there is: 1 block');
  });
  test('a planted spill is seen', () => {
    const kernels = plantedSpill();
    if (!kernels) return 'no nvcc';
    expect(kernels.length === 1 && complaints(kernels, {[kernels[0].family]: {threads: 1024, registers: 255, shared: 0, stack: 0}})[0]?.includes('stack'), 'it is not');
  });
  test(`every kernel is within its budget${code ? `: ${families(code.kernels).length} kernels, ${code.kernels.length} builds of them` : ''}`, () => {
    if (!code) return no_cuda;
    const said = complaints(code.kernels, budget.kernels, budget.usual);
    expect(said.length === 0, `${said.join('; ')}. If that is meant: node tests/cuda/run.mjs --update`);
  });
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  process.exitCode = count.failed > 0 ? 1 : 0;
}

const code = existsSync(program) ? machineCode(program) : null;
const modes = {'--update': update, '--table': table};
const mode = process.argv[2] ? modes[process.argv[2]] : tests;
if (!mode || (mode !== tests && !code)) {
  console.error(`tests/cuda/run.mjs: ${mode ? no_cuda : `unknown option ${process.argv[2]}; there are --update and --table`}`);
  process.exitCode = 2;
} else {
  mode(code);
}
