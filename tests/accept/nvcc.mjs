// Points of the program with CUDA, as nvcc built it, on a machine without a GPU.
import {copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {complaints, families, occupancy} from '../cuda/budget.mjs';
import {machineCode} from '../cuda/machine_code.mjs';
import {execute, median, mnist, program, root, temporary} from '../support/program.mjs';

const cudaTests = 'build/native/inkgrad_cuda_tests';

/** A value that the native build was configured with. */
const configured = (name) => new RegExp(`^${name}:\\w+=(.*)$`, 'm').exec(readFileSync(join(root, 'build/native/CMakeCache.txt'), 'utf8'))?.[1];

/** Compute capabilities that the compiler of this build knows, of those that we want. */
function architecturesWanted() {
  const [, major, minor] = /release (\d+)\.(\d+)/.exec(execute(configured('CMAKE_CUDA_COMPILER'), ['--version']).stdout).map(Number);
  return major > 12 || (major === 12 && minor >= 8) ? [75, 80, 90, 100, 120] : [75, 80, 90];
}

/** Trains one step on a device: how it ended, and what it said. */
function trainOn(device, env = {}) {
  const {status, stdout, stderr} = execute(program, ['train', '--device', device, '--model', '784-10', '--data', mnist, '--images', '64',
    '--epochs', '1', '--out', temporary('cuda.safetensors')], {env: {...process.env, ...env}});
  return {status, output: stdout.trim(), errors: stderr.trim()};
}

/** Milliseconds from the start to the end of `inkgrad --help`, the median of nine. */
function startMilliseconds(env = {}) {
  return median(Array.from({length: 9}, () => {
    const began = process.hrtime.bigint();
    const {status} = execute(program, ['--help'], {env: {...process.env, ...env}});
    return status === 0 ? Number(process.hrtime.bigint() - began) / 1e6 : Infinity;
  }));
}

/** What a program or a library is linked with. */
const needs = (file) => [...execute('readelf', ['-dW', file]).stdout.matchAll(/NEEDED.*\[(.+)\]/g)].map((match) => match[1]);

/** That the module with cuBLASLt is what needs that library, and the program neither, with the module beside it or without. */
function checkModule(report) {
  const module = join(root, 'build/native/libinkgrad_cublaslt.so'), what = 'cuBLASLt, which the module needs and the program does not';
  if (!existsSync(module)) return report.skip(what, 'this build has no module, since the CUDA Toolkit has no cuBLASLt with its header');
  const symbols = (file) => execute('nm', ['-D', file]).stdout;
  const linked = (file) => /cublas/i.test(execute('ldd', [file]).stdout);
  const exported = symbols(module).split('\n').filter((line) => / T /.test(line)).map((line) => line.split(' ').pop());
  report.check(needs(module).some((name) => name.startsWith('libcublasLt.so')) && /U cublasLtMatmul@/.test(symbols(module)) && linked(module) &&
    exported.join() === 'inkgrad_cublaslt' && !needs(program).some((name) => /cublas/i.test(name)) && !/cublas/i.test(symbols(program)) && !linked(program),
  what, `the module is linked with ${needs(module)[0]} and exports ${exported.join(', ')}; no symbol, entry or library of the program has cublas in its name`,
  'readelf, nm and ldd say so');
  const both = [startMilliseconds(), startMilliseconds({LD_PRELOAD: module})];
  report.check(both.every(Number.isFinite), 'starting with the module and libcublasLt loaded at once, which the program never does',
    `\`inkgrad --help\` takes ${both[1].toFixed(0)} ms, and ${both[0].toFixed(0)} without`, 'it starts both ways');
  const alone = temporary('inkgrad-alone');
  copyFileSync(program, alone);
  const {status, stderr} = execute(alone, ['train', '--device', 'auto', '--model', '784-10', '--data', mnist, '--images', '64', '--epochs', '1',
    '--out', temporary('alone.safetensors')], {env: {...process.env, LD_DEBUG: 'files'}});
  report.check(status === 0 && stderr.includes('libc.so') && !/cublas/i.test(stderr), 'the program without its module, training where no GPU answers',
    `exit status ${status}; it ${/cublas/i.test(stderr) ? 'looks' : 'does not look'} for anything named cublas`, '0, and it does not look for it');
}

function checkRefusal(report, what, reason, env) {
  const line = `inkgrad: --device cuda: ${reason}; use --device cpu`;
  const {status, errors} = trainOn('cuda', env);
  report.check(status === 2 && errors === line, `--device cuda ${what}`, `exit status ${status}: ${errors}`, '2, and that it is this');
}

function checkMissingGpu(report) {
  const what = '--device cuda and auto on a machine without a driver';
  const libraries = execute('/sbin/ldconfig', ['-p']).stdout;
  if (libraries.includes('libcuda.so.1')) return report.skip(what, 'this machine has a driver');
  checkRefusal(report, 'without a driver', 'no NVIDIA driver is installed');
  const {status, output} = trainOn('auto');
  const said = output.split('\n')[0].split('; ').pop();
  report.check(status === 0 && /^cpu \(.+\), not on a GPU: no NVIDIA driver is installed$/.test(said), '--device auto without a driver',
    `exit status ${status}, trained on ${said}`, '0, on the CPU, with the reason');
  const stub = configured('CUDA_cuda_driver_LIBRARY');
  if (!stub || !existsSync(stub)) return report.skip('--device cuda with the stub driver', 'this CUDA Toolkit has no lib64/stubs/libcuda.so');
  const folder = temporary('stub');
  mkdirSync(folder);
  symlinkSync(stub, join(folder, 'libcuda.so.1'));
  checkRefusal(report, 'with the stub driver', 'in place of the NVIDIA driver there is only its stub, which programs are linked with', {LD_LIBRARY_PATH: folder});
}

export function present(report) {
  const code = machineCode(program);
  if (code === null) return report.skip('the program with the CUDA backend, without a GPU', 'this build has no CUDA backend, since there was no nvcc');
  const wanted = architecturesWanted();
  const text = (list) => list.map((architecture) => (architecture / 10).toFixed(1)).join(', ');
  // One file is for devices with clusters of multiprocessors alone.
  const of_clusters = new Set(code.kernels.filter(({family}) => family === 'persistent').map(({symbol}) => symbol));
  const wanted_of = (file) => (file.kernels.some((symbol) => of_clusters.has(symbol)) ? wanted.filter((architecture) => architecture >= 90) : wanted);
  const wrong = code.files.filter((file) => String(file.architectures) !== String(wanted_of(file)) || file.ptx.length === 0);
  const built = [...new Set(code.files.map(({architectures, ptx}) => `${text(architectures)} and PTX of ${text(ptx)}`))].join('; ');
  report.check(code.files.length > 0 && of_clusters.size > 0 && wrong.length === 0, 'what nvcc compiled each CUDA file for',
    `${code.files.length} files: ${built}${wrong.length ? `; ${wrong.length} of them otherwise than wanted` : ''}`,
    `${text(wanted)} and PTX, of what needs clusters from 9.0 on`);
  const needed = needs(program);
  report.check(needed.length > 0 && !needed.some((name) => /cuda|cublas|nvrtc|nvJit/i.test(name)), 'what the program loads when it starts',
    `${needed.join(' ')}; \`inkgrad --help\` takes ${startMilliseconds().toFixed(0)} ms`, "nothing of CUDA's");
  checkModule(report);
  checkMissingGpu(report);
  const {status, stdout} = execute(cudaTests, ['--no-colors', '--source-file=*test_cuda_device.cpp,*test_cuda_cublaslt.cpp'], {cwd: root});
  const [, passed, failed] = /test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed/.exec(stdout) ?? [null, 0, 'all'];
  report.check(status === 0 && passed > 0, 'each kind of missing GPU, and of missing cuBLASLt, injected into the emulated one', `${passed} test cases hold, ${failed} fail`, 'none fails');
}

export function budget(report) {
  const code = machineCode(program);
  if (code === null) return report.skip("the kernels' budget", 'this build has no CUDA backend, since there was no nvcc');
  const {kernels: rows, usual} = JSON.parse(readFileSync(join(root, 'tests/cuda/budget.json'), 'utf8'));
  const said = complaints(code.kernels, rows, usual);
  const lowest = families(code.kernels).map(({family, on}) => ({family, share: occupancy(90, {threads: rows[family]?.threads ?? 1024, dynamic: rows[family]?.dynamic, ...on.get(90)})}))
    .filter(({family}) => rows[family]?.ops.length > 0 && rows[family].threads >= 32).sort((a, b) => a.share - b.share)[0];
  report.check(said.length === 0, `spills, registers, shared memory and threads of ${families(code.kernels).length} kernels (${code.kernels.length} builds)`,
    said.join('; ') || `within the budget, and a spill would not have compiled; of whole warps in a training step ${lowest.family} fills least of an H100: ` +
    `${Math.round(100 * lowest.share)}% of its warps`, "tests/cuda/budget.json's");
  const table = execute('node', ['tests/cuda/run.mjs', '--table']).stdout.split('\n').filter((line) => line.startsWith('|'));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const missing = table.filter((line) => !readme.includes(`${line}\n`));
  report.check(table.length > 0 && missing.length === 0, "the README's tables of kernels and of an H100 on paper", `${table.length - missing.length} of ${table.length} lines are as now`,
    'all: node tests/cuda/run.mjs --table prints them');
}
