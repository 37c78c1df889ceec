// Training in the page: by its button, beside a live page, with the native program's numbers.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {digits} from './digits.mjs';
import {
  click, drawByMouse, mnist, newContext, openPage, openPlayground, ready, runProgram, site, state, waitForState,
} from './harness.mjs';

const all_here = ({data}) => data.train === 60000 && data.validation === 10000;

const traced = {spec: '784-128r-10', images: 4000, seed: 1, batch: 64, lr: 0.001, optimizer: 'adam', steps: 100};
/** Layers that do in training what they do not do afterwards, and none whose ties a rounding could turn. */
const layered = {...traced, spec: 'c4x5-b-t-a2-d25-10', lr: 0.01, steps: 40};

/** So many images that the engine takes them in parts. */
const in_parts = {...traced, spec: 'c4x5r-p2-10', batch: 512, steps: 20};

const native_losses = new Map();

/** The losses of the same training by the native program, a step each. */
function nativeLosses({spec, images, seed, batch, lr, optimizer, steps}) {
  if (!native_losses.has(spec)) {
    const out = join(mkdtempSync(join(tmpdir(), 'inkgrad-')), 'model.safetensors');
    const losses = runProgram(
      'train', '--model', spec, '--data', mnist, '--images', `${images}`, '--seed', `${seed}`, '--batch', `${batch}`,
      '--lr', `${lr}`, '--optimizer', optimizer, '--max-steps', `${steps}`, '--device', 'cpu', '--trace', '--json',
      '--out', out).filter((line) => 'step' in line && !('epoch' in line)).map(({loss}) => loss);
    assert.equal(losses.length, steps);
    native_losses.set(spec, losses);
  }
  return native_losses.get(spec);
}

function expectNativeLosses(options, trace) {
  const native = nativeLosses(options);
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
    await waitForState(page, 'the pause', ({running}) => !running);
    // The page shows the pause at once; the worker's last slice, and the frame that shows it, are still to come.
    await page.waitForTimeout(1000);
    const {step} = await state(page);
    await page.waitForTimeout(1000);
    assert.equal((await state(page)).step, step, 'steps after the pause');
    assert.deepEqual(complaints, []);
    return `${later.accuracy} after ${later.step} steps, ${Math.round(later.images_per_second)} images/s`;
  },

  async 'training begins on the starter part, before the rest of MNIST is here'({browser, url}) {
    const context = await newContext(browser);
    await context.route('**/data/*-1-*.gz', () => {});  // never answered
    const page = await context.newPage();
    await page.goto(url);
    await ready(page);
    await page.evaluate(() => window.inkgrad.train({steps: 1}));
    const {data} = await waitForState(page, 'the step', ({step}) => step === 1);
    assert.ok(data.train > 0 && data.train < 60000, `${data.train} images`);
    return `a step on ${data.train} images`;
  },

  async 'a training that somebody awaited is what the page reads with'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    const {now, later} = await page.evaluate(async (strokes) => {
      window.inkgrad.draw(strokes);
      await window.inkgrad.train({spec: '784-10', images: 4000, lr: 0.01, steps: 60});
      const {model, probabilities: now} = window.inkgrad.predict();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return {now: {model, probabilities: now}, later: window.inkgrad.predict()};
    }, digits[7]);
    assert.equal(now.model, later.model);
    assert.deepEqual(now.probabilities, later.probabilities);
  },

  async 'draws frames and follows the pen while it trains'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    await waitForState(page, 'all of MNIST', all_here);
    await click(page, 'train');
    const before = await waitForState(page, 'steps', (now) => now.running && now.step > 20);
    await drawByMouse(page, digits[3]);
    const read = await waitForState(page, 'a reading', ({reading}) => reading !== null);
    assert.ok(read.running && read.step > before.step, 'it went on training');
    assert.ok(read.frames > before.frames + 2, `${read.frames - before.frames} frames`);
    return `${read.frames - before.frames} frames and ${read.step - before.step} steps while a 3 was drawn`;
  },

  async 'losses of the worker are those of the native program'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    const notes = [];
    for (const options of [traced, layered, in_parts]) {
      const {trace, reason} = await page.evaluate((wanted) => window.inkgrad.train(wanted), {...options, trace: true});
      assert.equal(reason, 'finished');
      notes.push(`${options.spec} ${expectNativeLosses(options, trace)}`);
    }
    return notes.join('; ');
  },

  async 'losses of the worker without relaxed SIMD are those of the native program'({browser, url}) {
    const context = await newContext(browser);
    await context.route('**/features.js', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace('() => validates(relaxed_simd)', '() => false');
      assert.match(body, /hasRelaxedSimd = \(\) => false/);
      await route.fulfill({response, body});
    });
    const fetched = [];
    context.on('request', (request) => fetched.push(request.url()));
    const page = await context.newPage();
    await page.goto(url);
    await ready(page);
    const {trace} = await page.evaluate((options) => window.inkgrad.train(options), {...traced, trace: true});
    assert.ok(!fetched.some((name) => name.includes('engine_relaxed')), 'the page\u2019s program trains');
    return expectNativeLosses(traced, trace);
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
    const {step} = await waitForState(page, 'the rate', ({draft}) => Math.abs(draft.lr - 2e-5) < 1e-9);
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
