// What the rows of ./run bench share.
import {cpus} from 'node:os';

const core = String(cpus().length - 1);

/** A command on one core, as arguments of spawn. */
export const pinned = (command, ...args) => ['taskset', ['-c', core, command, ...args]];

export const count = (value) => Math.round(value).toLocaleString('en-US');

/** A skipped row. */
export const skip = (reason) => ({skipped: reason});
