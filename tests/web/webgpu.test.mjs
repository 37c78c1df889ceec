// The engine's WebGPU backend, computed in software by Chromium: every op that has a kernel against the reference and PyTorch's numbers,
// trainings against PyTorch's losses; and a browser without an adapter.
import assert from 'node:assert/strict';
import {openWithAdapter, runDoctest} from './webgpu.mjs';

const thorough = process.argv.includes('--thorough');

export default {
  async 'every kernel agrees with the reference and with PyTorch, and trainings follow PyTorch\'s losses'() {
    const browser = await openWithAdapter();
    try {
      const {status, lines} = await runDoctest(browser, '*', thorough);
      assert.equal(status, 0, lines.join('\n'));
      const [, cases] = lines.join('\n').match(/test cases: +(\d+) \| +\1 passed/) ?? [];
      assert.equal(Number(cases), 7, lines.join('\n'));
    } finally {
      await browser.close();
    }
  },

  async 'without an adapter a line says so'({browser}) {
    const {status, lines} = await runDoctest(browser, '*');
    assert.equal(status, 2);
    assert.match(lines.join('\n'), /^no GPU: this browser(?:'s WebGPU finds no GPU| has no WebGPU here)$/);
  },
};
