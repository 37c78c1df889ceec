// Reads what nvcc built out of a program: for which architectures, and what each kernel takes of a multiprocessor. It needs nothing of
// the CUDA Toolkit, whose cuobjdump says the same.
//   .nv_fatbin of the program holds containers, one a .cu file, each a header (magic, version, its bytes: u16, bytes behind it: u64) and
//   entries (kind: 1 PTX, 2 machine code; version; bytes of this header: u32; bytes behind it: u64; ...; compute capability: u32 at 28).
//   Machine code is an ELF file: .nv.info lists registers and stack frame by symbol, .nv.info.KERNEL the largest block,
//   .nv.shared.KERNEL and .nv.local.KERNEL are as large as that memory, the former from 9.0 on with the system's own kilobyte.
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

const container_magic = 0xba55ed50;
const attribute = {registers: 0x2f, frame: 0x11, threads: 0x05};  // EIATTR_REGCOUNT, _FRAME_SIZE, _MAX_THREADS
const reserved_shared = 1024;
const with_bytes = 4;  // an attribute's format: what follows has its length before it

/** The sections of a 64-bit little-endian ELF file: {name, type, bytes, size}. */
function sections(file) {
  if (file.length < 64 || file.toString('latin1', 0, 4) !== '\x7fELF' || file[4] !== 2) throw new Error('no 64-bit ELF file');
  const first = Number(file.readBigUInt64LE(40));
  const headers = Array.from({length: file.readUInt16LE(60)}, (_, i) => file.subarray(first + 64 * i, first + 64 * (i + 1)));
  const place = (header) => [Number(header.readBigUInt64LE(24)), Number(header.readBigUInt64LE(32))];
  const [names] = place(headers[file.readUInt16LE(62)]);
  return headers.map((header) => {
    const [offset, size] = place(header);
    const name = names + header.readUInt32LE(0);
    return {name: file.toString('latin1', name, file.indexOf(0, name)), size, bytes: file.subarray(offset, offset + size)};
  });
}

/** The symbols' names by number. */
function symbols(all) {
  const [table, names] = ['.symtab', '.strtab'].map((name) => all.find((section) => section.name === name).bytes);
  return Array.from({length: table.length / 24}, (_, i) => {
    const name = table.readUInt32LE(24 * i);
    return names.toString('latin1', name, names.indexOf(0, name));
  });
}

/** The attributes of a .nv.info section that have bytes. */
function attributes(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; at += 4) {
    if (bytes[at] !== with_bytes) continue;
    const length = bytes.readUInt16LE(at + 2);
    found.push({kind: bytes[at + 1], bytes: bytes.subarray(at + 4, at + 4 + length)});
    at += length;
  }
  return found;
}

/** The kernels of one file of machine code. */
function kernels(code, architecture) {
  const all = sections(code);
  const named = symbols(all);
  const size = (name) => all.find((section) => section.name === name)?.size ?? 0;
  const of_symbol = new Map();
  for (const {kind, bytes} of attributes(all.find(({name}) => name === '.nv.info')?.bytes ?? Buffer.alloc(0))) {
    if (bytes.length === 8) of_symbol.set(`${kind} ${named[bytes.readUInt32LE(0)]}`, bytes.readUInt32LE(4));
  }
  return all.filter(({name}) => name.startsWith('.text.')).map(({name}) => {
    const symbol = name.slice('.text.'.length);
    const about = attributes(all.find((section) => section.name === `.nv.info.${symbol}`)?.bytes ?? Buffer.alloc(0));
    const bound = about.find(({kind}) => kind === attribute.threads)?.bytes;
    return {
      symbol,
      architecture,
      registers: of_symbol.get(`${attribute.registers} ${symbol}`),
      stack: of_symbol.get(`${attribute.frame} ${symbol}`) ?? 0,
      local: size(`.nv.local.${symbol}`),
      shared: Math.max(0, size(`.nv.shared.${symbol}`) - (architecture >= 90 ? reserved_shared : 0)),
      bound: bound ? bound.readUInt32LE(0) * bound.readUInt32LE(4) * bound.readUInt32LE(8) : null,
    };
  });
}

/** inkgrad::cuda::product<4, ...>(...) is of the family product. */
const family_of = (name) => /^(?:[\w ]+ )?inkgrad::cuda::(?:\(anonymous namespace\)::)?(\w+)[<(]/.exec(name)?.[1] ?? name;

/**
 * What is in a program: {files: [{architectures: of machine code, ptx: of PTX, kernels: their symbols}], a .cu file each, kernels: [{family,
 * name, symbol, architecture, registers, stack, local, shared, bound: __launch_bounds__ or null}]}; null if nvcc built nothing of it. Bytes.
 */
export function machineCode(program) {
  const bundle = sections(readFileSync(program)).find(({name}) => name === '.nv_fatbin')?.bytes;
  if (!bundle) return null;
  const files = [];
  const found = [];
  for (let at = 0; at + 16 <= bundle.length;) {
    if (bundle.readUInt32LE(at) !== container_magic) {
      at += 8;  // they are aligned
      continue;
    }
    const end = at + bundle.readUInt16LE(at + 6) + Number(bundle.readBigUInt64LE(at + 8));
    const file = {ptx: [], architectures: [], kernels: []};
    for (at += bundle.readUInt16LE(at + 6); at < end;) {
      const [kind, header, length] = [bundle.readUInt16LE(at), bundle.readUInt32LE(at + 4), Number(bundle.readBigUInt64LE(at + 8))];
      const architecture = bundle.readUInt32LE(at + 28);
      file[kind === 1 ? 'ptx' : 'architectures'].push(architecture);
      const code = bundle.subarray(at + header, at + header + length);
      if (kind === 2) {
        if (code.readUInt32BE(0) !== 0x7f454c46) throw new Error(`${program}: compressed machine code, which nvcc leaves as it is unless told to`);
        const here = kernels(code, architecture);
        file.kernels.push(...here.map(({symbol}) => symbol));
        found.push(...here);
      }
      at += header + length;
    }
    if (file.ptx.length + file.architectures.length > 0) files.push(file);
    at = end;
  }
  const names = spawnSync('c++filt', [], {input: found.map(({symbol}) => symbol).join('\n'), encoding: 'utf8', maxBuffer: 1 << 26});
  if (names.status !== 0) throw new Error('c++filt, which comes with the compiler, does not run');
  const readable = names.stdout.split('\n');
  return {
    files,
    kernels: found.map((kernel, i) => ({...kernel, name: readable[i], family: family_of(readable[i])})),
  };
}
