// What ./run accept and ./run bench share: where things are, and running programs.
//   INKGRAD_PROGRAM             the native program                      (build/native/inkgrad)
//   INKGRAD_SANITIZED_PROGRAM   the same built with sanitizers          (build/native-asan/inkgrad)
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = resolve(process.env.INKGRAD_PROGRAM ?? join(root, 'build/native/inkgrad'));
export const sanitizedProgram = resolve(process.env.INKGRAD_SANITIZED_PROGRAM ?? join(root, 'build/native-asan/inkgrad'));
export const mnist = process.env.INKGRAD_MNIST_DIR ??
  join(process.env.XDG_CACHE_HOME || join(process.env.HOME ?? '', '.cache'), 'inkgrad/mnist');

/** The two networks of the acceptance points. */
export const mlp = '784-128r-10';
export const cnn = 'c8x5r-p2-c16x5r-p2-10';

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

let folder = null;
/** A path in a folder of this run's own, which goes when the run ends. */
export function temporary(name) {
  if (!folder) {
    folder = mkdtempSync(join(tmpdir(), 'inkgrad-'));
    process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
  }
  return join(folder, name);
}

/** Runs a command: {status, signal, stdout, stderr}. */
export function execute(command, args, {timeout = 900_000, ...options} = {}) {
  const result = spawnSync(command, args, {cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, timeout, ...options});
  if (result.error && result.error.code !== 'ETIMEDOUT') throw result.error;
  return result;
}

/** The same without standing still, for what takes long: passes every line to `onLine`. */
export function executeSlowly(command, args, onLine = () => {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
    let output = '';
    let rest = '';
    const take = (chunk) => {
      output += chunk;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      lines.forEach(onLine);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', failed);
    child.on('close', (status) => done({status, output}));
  });
}

/** Runs a command that must succeed (or with may_miss: miss its goal) and prints JSON, one object a line; gives the objects. */
export function jsonLines(command, args, {may_miss = false, ...options} = {}) {
  const {status, stdout, stderr} = execute(command, args, options);
  if (status !== 0 && !(may_miss && status === 1)) throw new Error(`${command} ${args.join(' ')}: exit status ${status}: ${stderr.trim() || stdout.trim()}`);
  return stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

/** inkgrad COMMAND ... --json. */
export const inkgrad = (...args) => jsonLines(program, [...args, '--json']);

/** Debian's Python; PyTorch is in no other. */
export const python = '/usr/bin/python3';

/** Why PyTorch cannot be asked; null if it can. */
export function torchMissing() {
  if (!existsSync(python)) return `no ${python}`;
  return execute(python, ['-c', 'import torch']).status === 0 ? null : 'no python3-torch; ./run accept installs it, --no-install does not';
}
