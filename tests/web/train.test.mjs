// Training in the page: by its button, beside a live page, with the native program's numbers.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {hasRelaxedSimd} from '../../web/site/features.js';
import {digits} from './digits.mjs';
import {startEngine} from './engine.mjs';
import {click, mnist, openPage, openPlayground, runProgram, site, state, waitForState} from './harness.mjs';

const all_here = ({data}) => data.train === 60000 && data.validation === 10000;

const traced = {spec: '784-128r-10', images: 4000, seed: 1, batch: 64, lr: 0.001, optimizer: 'adam', steps: 100};

let native_losses = null;

/** The losses of the same training by the native program, a step each. */
function nativeLosses() {
  if (!native_losses) {
    const {spec, images, seed, batch, lr, optimizer, steps} = traced;
    const out = join(mkdtempSync(join(tmpdir(), 'inkgrad-')), 'model.safetensors');
    native_losses = runProgram(
      'train', '--model', spec, '--data', mnist, '--images', `${images}`, '--seed', `${seed}`, '--batch', `${batch}`,
      '--lr', `${lr}`, '--optimizer', optimizer, '--max-steps', `${steps}`, '--device', 'cpu', '--trace', '--json',
      '--out', out).filter((line) => 'step' in line && !('epoch' in line)).map(({loss}) => loss);
    assert.equal(native_losses.length, steps);
  }
  return native_losses;
}

function expectNativeLosses(trace) {
  const native = nativeLosses();
  assert.equal(trace.length, native.length);
  const differences = trace.map((loss, i) => Math.abs(loss - native[i]) / native[i]);
  const worst = Math.max(...differences);
  // Weights, batches and their order are the same to the bit. Sums are rounded differently where an instruction set lacks
  // fused multiply-adds, by some 1e-7 a step; a wrong batch, seed or rate shows as 1e-3 or more.
  assert.ok(worst <= 1e-5, `relative difference ${worst} at step ${differences.indexOf(worst) + 1}`);
  assert.ok(trace.at(-1) < 0.6 * trace[0], 'the loss went down');
  return `within ${worst.toExponential(1)} over ${trace.length} steps`;
}

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
    await waitForState(page, 'the pause', ({running}) => !running, 5000);
    // The page shows the pause at once; the worker's last slice, and the frame that shows it, are still to come.
    await page.waitForTimeout(1000);
    const {step} = await state(page);
    await page.waitForTimeout(1000);
    assert.equal((await state(page)).step, step, 'steps after the pause');
    assert.deepEqual(complaints, []);
    return `${later.accuracy} after ${later.step} steps, ${Math.round(later.images_per_second)} images/s`;
  },

  async 'training begins within a second of the page, on the starter part'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    const begin = Date.now();
    await page.evaluate(() => window.inkgrad.train({steps: 1}));
    const ms = Date.now() - begin;
    assert.ok(ms < 1000, `${ms} ms from the page's being ready to its first step`);
    return `${ms} ms from ready to the first step done`;
  },

  async 'keeps its frame rate while it trains'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    await waitForState(page, 'all of MNIST', all_here);
    await page.evaluate((strokes) => window.inkgrad.draw(strokes), digits[3]);
    /** Frames a second while something moves, and the longest time that the page's thread was busy in one go. */
    const measure = () => page.evaluate(async () => {
      let busy_ms = 0;
      const observer = new PerformanceObserver((list) => {
        for (const {duration} of list.getEntries()) busy_ms = Math.max(busy_ms, duration);
      });
      observer.observe({type: 'longtask'});
      const {frames} = window.inkgrad.state();
      const begin = performance.now();
      while (performance.now() < begin + 3000) {
        await new Promise(requestAnimationFrame);
        window.inkgrad.predict();  // asks for a frame
      }
      const rate = (window.inkgrad.state().frames - frames) / (performance.now() - begin) * 1000;
      observer.disconnect();
      return {rate, busy_ms};
    });
    const before = await measure();
    await click(page, 'train');
    const {step} = await waitForState(page, 'steps', (now) => now.running && now.step > 20);
    const during = await measure();
    const after = await state(page);
    assert.ok(after.step > step);
    // Here pictures are drawn by the processor, on the cores that the worker trains on; the page's own work is what counts.
    const least = Math.min(30, before.rate / 3);
    const note = `${before.rate.toFixed(1)} frames a second, ${during.rate.toFixed(1)} while it trains ` +
      `(${Math.round(after.images_per_second)} images/s; at most ${during.busy_ms.toFixed(0)} ms in one go)`;
    assert.ok(during.rate >= least, note);
    assert.ok(during.busy_ms < 200, note);
    return note;
  },

  async 'losses of the worker are those of the native program'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    const {trace, reason} = await page.evaluate((options) => window.inkgrad.train(options), {...traced, trace: true});
    assert.equal(reason, 'finished');
    return expectNativeLosses(trace);
  },

  async 'losses of each build of the engine are those of the native program'() {
    const notes = [];
    for (const build of ['engine_simd', 'engine_relaxed']) {
      if (build === 'engine_relaxed' && !hasRelaxedSimd()) continue;  // this version of Node is older
      const trace = [];
      const session = await startEngine(build, (event) => {
        if (event.type === 'error') throw new Error(event.message);
        if (event.type === 'trace') trace.push(...event.losses);
      });
      for (const kind of ['images', 'labels']) {
        session.command({type: 'data', split: 'train', kind}, readFileSync(join(site, `data/train-0-${kind}.idx.gz`)));
      }
      const {steps, ...options} = traced;
      session.command({type: 'configure', ...options});
      session.command({type: 'train', steps, trace: true});
      while (session.run(100));
      notes.push(`${build}: ${expectNativeLosses(trace)}`);
    }
    return notes.join('; ');
  },

  async 'a typed learning rate reaches a training that runs'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await waitForState(page, 'images', ({data}) => data.train > 0);
    await click(page, 'train');
    await waitForState(page, 'steps', ({running, step}) => running && step > 20);
    await click(page, 'rate_field');
    await page.keyboard.press('Control+A', {delay: 60});
    await page.keyboard.type('0.00002', {delay: 60});
    await page.keyboard.press('Enter', {delay: 60});
    const {step} = await waitForState(page, 'the rate', ({draft}) => Math.abs(draft.lr - 2e-5) < 1e-9, 5000);
    await waitForState(page, 'steps at the new rate', (now) => now.running && now.step > step + 20);
    const {runs, training_error} = await state(page);
    assert.equal(runs, 1, 'the same run goes on');
    assert.equal(training_error, '');
    assert.deepEqual(complaints, []);
  },

  async 'a new learning rate takes effect at the next step'({browser, url}) {
    const {page} = await openPage(browser, url);
    const seen = await page.evaluate(async () => {
      // The worker alone, by its protocol: so small a rate must keep every weight, from the step after the command.
      const none = 1e-30;
      const worker = new Worker('worker.js', {type: 'module'});
      const events = [];
      let wake = () => {};
      let fail = () => {};
      worker.onmessage = ({data}) => {
        const event = {...JSON.parse(data.head), body: data.body};
        if (event.type === 'error') fail(new Error(event.message));
        events.push(event);
        wake();
      };
      const next = async (type) => {
        for (;;) {
          const at = events.findIndex((event) => event.type === type);
          if (at >= 0) return events.splice(at, 1)[0];
          await new Promise((resolve, reject) => [wake, fail] = [resolve, reject]);
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
      for (const [name, lr] of [['moves', 0.01], ['stays', none], ['moves again', 0.01]]) {
        post({type: 'set_lr', lr});
        const before = await weights();
        post({type: 'step'});
        const after = await weights();
        log[name] = {steps: after.step - before.step, same: same(before, after)};
      }
      post({type: 'train'});
      while ((await next('progress')).step < 10);
      post({type: 'set_lr', lr: none});
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
    return `a busy worker answered after ${seen.milliseconds.toFixed(0)} ms, ${seen.running.steps} further steps at 1e-30 changed nothing`;
  },
};
