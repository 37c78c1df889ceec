// Point 7: damaged files of every kind that the program reads give exit status 2 and one line each; undamaged ones pass.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {execute, inkgrad, mnist, program, sanitizedProgram, temporary} from '../support/program.mjs';
import {digitPng} from './png.mjs';

const parts = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'];

/** The first images or labels of an IDX file, as a file. */
function shortened(file, count) {
  const bytes = readFileSync(join(mnist, file));
  const header = file.includes('idx3') ? 16 : 8;
  const short = Buffer.from(bytes.subarray(0, header + count * (header === 16 ? 784 : 1)));
  short.writeUInt32BE(count, 4);
  return short;
}

const flipped = (bytes, offset, bit) => {
  const copy = Buffer.from(bytes);
  copy[offset] ^= 1 << bit;
  return copy;
};

/**
 * Damage that must be noticed. `header` bytes at the front decide what follows; `checksummed` formats notice a flip
 * anywhere but in the bytes of `free`.
 */
function damages(bytes, {header, checksummed = false, free = [], appended = true}) {
  const list = [
    ['empty', Buffer.alloc(0)],
    ['one byte', bytes.subarray(0, 1)],
    ['cut in the header', bytes.subarray(0, header - 1)],
    ['cut by a byte', bytes.subarray(0, bytes.length - 1)],
    ['cut in half', bytes.subarray(0, bytes.length >> 1)],
    ['wrong magic', Buffer.concat([Buffer.from([0xde, 0xad, 0xbe, 0xef]), bytes.subarray(4)])],
    ['text', Buffer.from('this is no such file\n')],
    ['zeros', Buffer.alloc(bytes.length)],
    ['ones', Buffer.alloc(bytes.length, 0xff)],
  ];
  if (appended) list.push(['with a byte more', Buffer.concat([bytes, Buffer.from([0])])], ['twice', Buffer.concat([bytes, bytes])]);
  const end = checksummed ? bytes.length : header;
  const step = Math.max(1, Math.floor(end / 40));
  for (let offset = 0; offset < end; offset += step) {
    if (!free.includes(offset)) list.push([`bit ${offset % 8} of byte ${offset} flipped`, flipped(bytes, offset, offset % 8)]);
  }
  return list;
}

/** Flips that may be harmless (a digit in a training record): exit status 0 or 2, but nothing else. */
function flips(bytes, from, to, count) {
  const list = [];
  for (let i = 0; i < count; ++i) {
    const offset = from + Math.floor((to - from) * i / count);
    list.push([`bit ${i % 8} of byte ${offset} flipped`, flipped(bytes, offset, i % 8), true]);
  }
  return list;
}

/** Files to damage: where each goes, and the command that reads it. */
function subjects() {
  const folder = temporary('data');
  mkdirSync(folder, {recursive: true});
  for (const part of parts) writeFileSync(join(folder, part), shortened(part, part.startsWith('train') ? 60 : 40));
  const model = temporary('small.safetensors');
  const checkpoint = temporary('small.resume.safetensors');
  inkgrad('train', '--model', '784-10', '--data', folder, '--epochs', '1', '--batch', '16', '--out', model);
  // A checkpoint comes from an interrupted training: the signal arrives in an epoch that would take hours.
  const long = ['train', '--model', '784-10', '--data', folder, '--epochs', '1000000', '--batch', '1', '--out', temporary('small.safetensors')];
  execute('timeout', ['-s', 'INT', '2', program, ...long]);
  if (!existsSync(checkpoint)) throw new Error('Ctrl-C left no checkpoint');
  inkgrad('train', '--model', '784-10', '--data', folder, '--epochs', '1', '--batch', '16', '--out', model);

  const evaluate = ['eval', model, '--data', folder];
  const list = [];
  for (const part of parts) {
    const bytes = readFileSync(join(folder, part));
    list.push({name: part, path: join(folder, part), bytes, command: evaluate, damaged: damages(bytes, {header: part.includes('idx3') ? 16 : 8})});
  }
  const labels = readFileSync(join(folder, parts[3]));
  list[3].damaged.push(['a label of 10', Buffer.concat([labels.subarray(0, -1), Buffer.from([10])])]);

  // gzip'd files lie under their own name; byte 3 to 9 of gzip's header (time, system) mean nothing to a reader.
  const images = readFileSync(join(folder, parts[2]));
  const packed = gzipSync(images);
  list.push({name: `${parts[2]}.gz`, path: join(folder, `${parts[2]}.gz`), hides: join(folder, parts[2]), bytes: packed, command: evaluate,
    damaged: damages(packed, {header: 10, checksummed: true, free: [3, 4, 5, 6, 7, 8, 9]})});

  const file = readFileSync(model);
  const headerEnd = 8 + Number(file.readBigUInt64LE(0));
  const nan = Buffer.from(file);
  nan.writeFloatLE(NaN, file.length - 4);
  list.push({name: 'model', path: model, bytes: file, command: evaluate,
    damaged: [...damages(file, {header: 8}), ...flips(file, 8, headerEnd, 60), ['a weight that is no number', nan]]});

  const saved = readFileSync(checkpoint);
  const savedEnd = 8 + Number(saved.readBigUInt64LE(0));
  list.push({name: 'checkpoint', path: checkpoint, bytes: saved,
    command: ['train', '--resume', checkpoint, '--data', folder, '--max-steps', '1000000000', '--epochs', '1', '--out', temporary('resumed.safetensors')],
    passes: 2,  // its epochs are done already, which is said only after the file has been read
    damaged: [...damages(saved, {header: 8}), ...flips(saved, 8, savedEnd, 60)]});

  const png = digitPng();
  const picture = temporary('digit.png');
  list.push({name: 'PNG', path: picture, bytes: png, command: ['predict', model, picture],
    damaged: damages(png, {header: 33, checksummed: true})});

  const strokes = Buffer.from('{"label":1,"strokes":[[[0.5,0],[0.5,1]]]}\n{"label":7,"strokes":[[[0,0],[1,0],[0.4,1]]]}\n');
  const drawn = temporary('digits.jsonl');
  const bad = ['{"strokes":[[[0,1e999]]]}', '{"strokes":[[[0]]]}', '{"strokes":7}', '{"label":10,"strokes":[]}', '{"label":"7","strokes":[]}', '[]',
    '{"strokes":[[["a","b"]]]}', '{"strokes":[[[0,0],[1,', '['.repeat(100_000), '{"strokes":[[[0,NaN]]]}', '\u0000'];
  const packedStrokes = gzipSync(strokes);
  list.push({name: 'strokes', path: drawn, bytes: strokes, command: ['predict', model, '--strokes', drawn],
    damaged: [...bad.map((line, i) => [`bad line ${i + 1}`, Buffer.from(`${line}\n`)]), ['cut', strokes.subarray(0, 60)], ...flips(strokes, 0, strokes.length, 60)]});
  list.push({name: "gzip'd strokes", path: drawn, bytes: packedStrokes, command: ['predict', model, '--strokes', drawn],
    damaged: damages(packedStrokes, {header: 10, checksummed: true, free: [3, 4, 5, 6, 7, 8, 9]}).filter(([what]) => !['empty', 'twice'].includes(what))});
  return list;
}

/** What is wrong with how the program took a file; null if nothing is. */
function complaint(executable, command, allowed) {
  const {status, signal, stderr} = execute(executable, command, {timeout: 120_000});
  if (!allowed.includes(status)) return `exit status ${signal ?? status}, expected ${allowed.join(' or ')}: ${stderr.trim().split('\n').pop()}`;
  const lines = stderr.split('\n').filter((line) => line !== '').length;
  if (lines !== (status === 0 ? 0 : 1)) return `${lines} lines on standard error`;
  return null;
}

function checkAll(report, executable, what) {
  const wrong = [];
  let count = 0;
  const attempt = (name, command, allowed) => {
    ++count;
    const problem = complaint(executable, command, allowed);
    if (problem) wrong.push(`${name}: ${problem}`);
  };
  for (const {name, path, hides, bytes, command, passes = 0, damaged} of subjects()) {
    const hidden = hides && readFileSync(hides);
    if (hides) execute('mv', [hides, `${hides}.away`]);
    writeFileSync(path, bytes);
    attempt(`${name}, undamaged`, command, [passes]);
    for (const [how, contents, harmless] of damaged) {
      writeFileSync(path, contents);
      attempt(`${name}, ${how}`, command, harmless ? [0, 2] : [2]);
    }
    if (hides) {
      execute('rm', ['-f', path, `${hides}.away`]);
      writeFileSync(hides, hidden);
    } else {
      writeFileSync(path, bytes);
    }
  }
  const shown = wrong.length === 0 ? `${count} of ${count}` : `${count - wrong.length} of ${count}; ${wrong.slice(0, 3).join('; ')}`;
  report.check(wrong.length === 0, what, shown, 'all: exit 2 and one line for each damaged file, exit 0 for undamaged ones');
}

export function hostile(report) {
  checkAll(report, program, 'damaged IDX, gzip, safetensors, PNG and strokes files');
  const sanitized = 'the same under the address and undefined-behaviour sanitizers';
  if (!existsSync(sanitizedProgram)) return report.skip(sanitized, `no ${sanitizedProgram}; ./run accept builds it`);
  checkAll(report, sanitizedProgram, sanitized);
}
