// What kernels may take, and what that leaves of a multiprocessor.

/**
 * A multiprocessor, by compute capability: warps and blocks that it holds at a time, its shared memory and what each block takes of that
 * besides its own. CUDA C++ Programming Guide 13.0, "Technical Specifications per Compute Capability", and of 8.0 and later "1 KB of
 * shared memory is reserved for system use per thread block".
 */
const multiprocessors = {
  75: {warps: 32, blocks: 16, shared: 64 << 10, reserved: 0, step: 256},
  80: {warps: 64, blocks: 32, shared: 164 << 10, reserved: 1024, step: 128},
  90: {warps: 64, blocks: 32, shared: 228 << 10, reserved: 1024, step: 128},
  100: {warps: 64, blocks: 32, shared: 228 << 10, reserved: 1024, step: 128},
  120: {warps: 48, blocks: 24, shared: 100 << 10, reserved: 1024, step: 128},
};
const registers_of_multiprocessor = 65536;
const warps_share = 4;     // the parts of a multiprocessor among which a block's warps are dealt out, each with its share of registers
const registers_step = 256;  // given out by so many a warp: by 8 a thread

const rounded = (number, step) => Math.ceil(number / step) * step;

/**
 * The share of a multiprocessor's warps that blocks of this kernel can fill. Bytes of shared memory without what is reserved; `dynamic`: what
 * a launch adds, or as much of it as the multiprocessor has.
 */
export function occupancy(architecture, {threads, registers, shared, dynamic = 0}) {
  const {warps, blocks, shared: all, reserved, step} = multiprocessors[architecture];
  const of_block = Math.ceil(threads / 32);
  const by_registers = Math.floor(Math.floor(registers_of_multiprocessor / rounded(Math.max(registers, 1) * 32, registers_step) / warps_share) * warps_share / of_block);
  const taken = rounded(Math.min(shared + dynamic, all - reserved) + reserved, step);
  const by_shared = taken === 0 ? blocks : Math.floor(all / taken);
  return Math.min(blocks, Math.floor(warps / of_block), by_registers, by_shared) * of_block / warps;
}

/** Kernels put together by name: the most of each thing, and by architecture (`on`). */
export function families(kernels) {
  const all = new Map();
  for (const kernel of kernels) {
    if (!all.has(kernel.family)) all.set(kernel.family, {family: kernel.family, registers: 0, stack: 0, shared: 0, bound: kernel.bound, on: new Map()});
    const family = all.get(kernel.family);
    if (!family.on.has(kernel.architecture)) family.on.set(kernel.architecture, {registers: 0, shared: 0});
    const here = family.on.get(kernel.architecture);
    for (const most of [family, here]) {
      most.registers = Math.max(most.registers, kernel.registers);
      most.shared = Math.max(most.shared, kernel.shared);
    }
    family.stack = Math.max(family.stack, kernel.stack + kernel.local);
    family.bound = Math.max(family.bound, kernel.bound) || null;
  }
  for (const family of all.values()) family.on = new Map([...family.on].sort(([a], [b]) => a - b));
  return [...all.values()].sort((a, b) => (a.family < b.family ? -1 : 1));
}

/** What is not within the budget, a line each. `usual`: the row of a kernel that has none of its own. */
export function complaints(kernels, rows, usual) {
  const said = [];
  const have = families(kernels);
  for (const {family, registers, stack, shared, bound} of have) {
    const row = rows[family] ?? usual;
    const over = (what, used, allowed) => { if (used > allowed) said.push(`${family}: ${what}: ${used}, and the budget is ${allowed}`); };
    over('registers', registers, row.registers);
    over('shared memory', shared, row.shared);
    over('stack, where spilled registers go', stack, row.stack ?? 0);
    over('threads of a block', bound ?? 0, row.threads);
  }
  for (const family of Object.keys(rows)) if (!have.some((kernel) => kernel.family === family)) said.push(`${family}: no such kernel`);
  return said;
}
