// Training in the page: by its button, beside a live page, with the native program's numbers.
import assert from 'node:assert/strict';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {click, drawByMouse, mnist, openPage, openPlayground, runProgram, state, waitForState}
  from './harness.mjs';
import {digits} from './digits.mjs';

const all_here = ({data}) => data.train === 60000 && data.validation === 10000;

export default {
  async 'trains by its button past 0.88 validation accuracy, the curve moving'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await waitForState(page, 'images', ({data}) => data.train > 0);
    await click(page, 'train');
    const first = await waitForState(page, 'steps', ({running, step, loss}) => running && step > 20 && loss !== null);
    const later = await waitForState(page, 'validation accuracy above 0.88', ({accuracy}) => accuracy > 0.88);
    assert.ok(later.step > first.step);
    assert.ok(later.loss < first.loss, `loss ${first.loss} -> ${later.loss}`);
    assert.ok(later.images_per_second > 0);
    await click(page, 'train');
    const paused = await waitForState(page, 'the pause', ({running}) => !running, 5000);
    await page.waitForTimeout(300);
    assert.equal((await state(page)).step, paused.step, 'steps after the pause');
    assert.deepEqual(complaints, []);
    return `${later.accuracy} after ${later.step} steps, ${Math.round(later.images_per_second)} images/s`;
  },

  async 'training begins within a second of the page, on the starter part'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    const begin = Date.now();
    await page.evaluate(() => window.inkgrad.train({steps: 1}));
    const ms = Date.now() - begin;
    assert.ok(ms < 2000, `${ms} ms from the page's being ready to its first step`);
    return `${ms} ms from ready to the first step done`;
  },

  async 'keeps its frame rate while it trains'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    await waitForState(page, 'all of MNIST', all_here);
    await drawByMouse(page, digits[3]);
    await click(page, 'train');
    await waitForState(page, 'steps', ({running, step}) => running && step > 20);
    const before = await state(page);
    const begin = Date.now();
    await page.waitForTimeout(4000);
    const after = await state(page);
    const rate = (after.frames - before.frames) / (Date.now() - begin) * 1000;
    assert.ok(after.step > before.step);
    assert.ok(rate >= 30, `${rate.toFixed(1)} frames a second`);
    return `${rate.toFixed(1)} frames a second, ${Math.round(after.images_per_second)} images/s`;
  },

  async 'losses of the worker are those of the native program'({browser, url}) {
    const steps = 100;
    const out = join(mkdtempSync(join(tmpdir(), 'inkgrad-')), 'model.safetensors');
    const native = runProgram('train', '--model', '784-128r-10', '--data', mnist, '--images', '4000', '--seed', '1',
                              '--batch', '64', '--lr', '0.001', '--optimizer', 'adam', '--max-steps', `${steps}`,
                              '--trace', '--json', '--out', out)
      .filter((line) => 'step' in line && 'loss' in line && !('epoch' in line)).map(({loss}) => loss);
    assert.equal(native.length, steps);
    const {page} = await openPlayground(browser, url);
    const {trace, reason} = await page.evaluate((n) => window.inkgrad.train({
      spec: '784-128r-10', images: 4000, seed: 1, batch: 64, lr: 0.001, optimizer: 'adam', steps: n, trace: true,
    }), steps);
    assert.equal(reason, 'finished');
    assert.equal(trace.length, steps);
    const differences = trace.map((loss, i) => Math.abs(loss - native[i]) / native[i]);
    const worst = Math.max(...differences);
    // Weights, batches and order are the same to the bit; only the order of sums differs between instruction sets, by some
    // 1e-7 a step. A wrong batch, seed or rate shows as 1e-3 or more.
    assert.ok(worst <= 1e-5, `relative difference ${worst} at step ${differences.indexOf(worst)}`);
    assert.ok(trace[steps - 1] < 0.6 * trace[0], 'the loss went down');
    return `largest relative difference ${worst.toExponential(1)} in ${steps} steps`;
  },

  async 'a new learning rate takes effect at the next step'({browser, url}) {
    const {page} = await openPage(browser, url);
    const seen = await page.evaluate(async () => {
      // The worker alone, by its protocol: a rate of 0 must keep every weight, from the step after the command.
      const worker = new Worker('worker.js', {type: 'module'});
      const events = [];
      let wake = () => {};
      worker.onmessage = ({data}) => {
        events.push({...JSON.parse(data.head), body: data.body});
        wake();
      };
      const next = async (type) => {
        for (;;) {
          const at = events.findIndex((event) => event.type === type);
          if (at >= 0) return events.splice(at, 1)[0];
          await new Promise((resolve) => { wake = resolve; });
        }
      };
      const post = (command) => worker.postMessage({head: JSON.stringify(command)});
      const weights = async () => {
        post({type: 'snapshot'});
        const {body, step} = await next('model');
        const header = Number(new DataView(body).getBigUint64(0, true));
        return {step, bytes: new Uint8Array(body, 8 + header)};
      };
      const same = (a, b) => a.bytes.length === b.bytes.length && a.bytes.every((byte, i) => byte === b.bytes[i]);
      await next('ready');
      while ((await next('data')).split !== 'validation');
      post({type: 'configure', spec: '784-16r-10', lr: 0.01, seed: 3, images: 4000, optimizer: 'sgd'});
      const log = {};
      for (const [name, lr] of [['moves', 0.01], ['stays', 0], ['moves again', 0.01]]) {
        post({type: 'set_lr', lr});
        const before = await weights();
        post({type: 'step'});
        const after = await weights();
        log[name] = {steps: after.step - before.step, same: same(before, after)};
      }
      post({type: 'train'});
      while ((await next('progress')).step < 10);
      post({type: 'set_lr', lr: 0});
      const begin = performance.now();
      const first = await weights();
      const milliseconds = performance.now() - begin;
      await new Promise((resolve) => setTimeout(resolve, 200));
      const second = await weights();
      log['running'] = {steps: second.step - first.step, same: same(first, second)};
      log.milliseconds = milliseconds;
      worker.terminate();
      return log;
    });
    assert.deepEqual(seen.moves, {steps: 1, same: false});
    assert.deepEqual(seen.stays, {steps: 1, same: true});
    assert.deepEqual(seen['moves again'], {steps: 1, same: false});
    assert.ok(seen.running.steps > 10 && seen.running.same, JSON.stringify(seen.running));
    return `a busy worker answered after ${seen.milliseconds.toFixed(0)} ms, ${seen.running.steps} further steps at rate 0 changed nothing`;
  },
};
