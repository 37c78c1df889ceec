// Training in the page on the browser's GPU, computed in software by Chromium: what #device= asks for, the CPU's losses, a page that stays
// alive meanwhile, and a GPU that is missing or taken away.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {newContext, openPlayground, ready, state, waitForState} from './harness.mjs';
import {openWithAdapter} from './webgpu.mjs';

const mlp = {spec: '784-32r-10', images: 4000, seed: 3, batch: 32, lr: 0.001, optimizer: 'adam', steps: 8, trace: true};
const cnn = {spec: 'c4x5r-p2-10', images: 4000, seed: 3, batch: 16, lr: 0.05, optimizer: 'sgd', steps: 5, trace: true};

// As plans on WebGPU follow the CPU's in tests/webgpu: sums of another order, a few steps.
const tolerance = 1e-4;

const train = (page, options) => page.evaluate((wanted) => window.inkgrad.train(wanted), options);
const noticed = (page, what) => waitForState(page, `a notice ${what}`, ({notices}) => notices.some((text) => what.test(text)));
const enginesOf = (page) => page.workers()[0].evaluate(() => performance.getEntriesByType('resource').map(({name}) => name)
  .filter((name) => name.endsWith('.wasm')).map((name) => name.split('/').pop()));

function expectSame(losses, expected) {
  assert.equal(losses.length, expected.length);
  const worst = Math.max(...losses.map((loss, i) => Math.abs(loss - expected[i]) / expected[i]));
  assert.ok(worst <= tolerance, `losses ${losses} against ${expected}: relative difference ${worst}`);
  return worst;
}

/** Opens the page with a worker whose GPU the test can take away: `loseGpu` in the worker. */
async function openLosable(browser, url) {
  const context = await newContext(browser);
  await context.route('**/worker.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({response, body: `const {requestDevice} = GPUAdapter.prototype;
      GPUAdapter.prototype.requestDevice = async function (...wanted) {
        const device = await requestDevice.apply(this, wanted);
        globalThis.loseGpu = () => device.destroy();
        return device;
      };\n${await response.text()}`});
  });
  const page = await context.newPage();
  await page.goto(url);
  await ready(page);
  return page;
}

async function withAdapter(test) {
  const browser = await openWithAdapter();
  try {
    return await test(browser);
  } finally {
    await browser.close();
  }
}

export default {
  'a perceptron and a CNN train on the GPU with the CPU\'s losses, by the engine that the link asks for': ({url}) => withAdapter(async (browser) => {
    const {page: on_cpu} = await openPlayground(browser, url);
    const {page: on_gpu, complaints} = await openPlayground(browser, `${url}#device=webgpu`);
    await noticed(on_gpu, /^Training runs on the GPU: webgpu \(.+\)\.$/);
    const differences = [];
    for (const options of [mlp, cnn]) {
      const expected = await train(on_cpu, options);
      const got = await train(on_gpu, options);
      assert.equal(got.reason, 'finished');
      assert.equal(got.trace.length, options.steps);
      differences.push(expectSame(got.trace, expected.trace));
    }
    assert.deepEqual(await enginesOf(on_gpu), ['engine_webgpu.wasm']);
    assert.ok(!(await enginesOf(on_cpu)).includes('engine_webgpu.wasm'));
    assert.match(await on_gpu.evaluate(() => location.hash), /device=webgpu/);
    assert.deepEqual(complaints, []);
    return `within ${differences.map((worst) => worst.toExponential(1)).join(' and ')}`;
  }),

  'while the GPU trains the page draws, reads, pauses, begins anew and goes on': ({url}) => withAdapter(async (browser) => {
    const {page, complaints} = await openPlayground(browser, `${url}#device=webgpu`);
    await noticed(page, /^Training runs on the GPU/);
    await waitForState(page, 'images', ({data}) => data.train > 0);
    await page.evaluate(() => void window.inkgrad.train({spec: '784-16r-10', batch: 32, lr: 0.01}).catch(() => {}));
    const before = await waitForState(page, 'steps', (now) => now.running && now.step > 20 && now.loss !== null);
    const {digit, model} = await page.evaluate((strokes) => window.inkgrad.draw(strokes), digits[3]);
    assert.ok(digit !== null && model);
    const later = await waitForState(page, 'weights of a later step', ({model_step}) => model_step > before.step);
    assert.ok(later.frames > before.frames && later.images_per_second > 0);
    await page.evaluate(() => window.inkgrad.pause());
    await waitForState(page, 'the weights of the last step', ({running, step, model_step}) => !running && step === model_step);
    await page.waitForTimeout(500);
    const {step: paused} = await state(page);
    await page.waitForTimeout(500);
    assert.equal((await state(page)).step, paused, 'steps after the pause');
    await page.evaluate(() => {
      window.inkgrad.reset();
      void window.inkgrad.train().catch(() => {});
    });
    await waitForState(page, 'steps of the new run', (now) => now.running && now.step > 0);
    // In one go: the worker is waiting for the GPU when they come.
    await page.evaluate(() => {
      window.inkgrad.pause();
      window.inkgrad.reset();
      window.inkgrad.reset();
    });
    await waitForState(page, 'the beginning', ({running, step, model_step}) => !running && step === 0 && model_step === 0);
    const {reason, step} = await page.evaluate(() => window.inkgrad.train({steps: 12}));
    assert.deepEqual({reason, step}, {reason: 'finished', step: 12});
    assert.equal((await state(page)).training_error, '');
    assert.deepEqual(complaints, []);
    return `paused at step ${paused}`;
  }),

  'a GPU that is taken away: a line says so, the CPU goes on from the last weights': ({url}) => withAdapter(async (browser) => {
    const page = await openLosable(browser, `${url}#device=webgpu`);
    await noticed(page, /^Training runs on the GPU/);
    // On one step at a time, so that every loss is here: nothing of the run is lost, and nothing told twice.
    const steps = 300;
    const lost = page.evaluate((options) => window.inkgrad.train(options), {...mlp, steps});
    await waitForState(page, 'a snapshot', ({running, model_step}) => running && model_step > 5);
    await page.evaluate((strokes) => void window.inkgrad.draw(strokes), digits[7]);
    await page.workers()[0].evaluate(() => globalThis.loseGpu());
    await noticed(page, /^The GPU is gone \(.+\)\. Training goes on on the CPU\.$/);
    const {reason, step, trace} = await lost;
    assert.deepEqual({reason, step}, {reason: 'finished', step: steps});
    const {notices, strokes, training_error, runs} = await state(page);
    assert.equal(notices.filter((text) => text.startsWith('The GPU is gone')).length, 1);
    assert.equal(training_error, '');
    assert.equal(runs, 1, 'the same run goes on');
    assert.ok(strokes > 0, 'the drawing is kept');
    const {page: on_cpu} = await openPlayground(browser, url);
    const expected = await train(on_cpu, {...mlp, steps});
    expectSame(trace, expected.trace);
    // And what is asked for from now on is done by the CPU.
    const again = await train(page, cnn);
    const other = await train(on_cpu, cnn);
    assert.deepEqual(again.trace.length, other.trace.length);
    expectSame(again.trace, other.trace);
  }),

  async 'without an adapter a line says so and the CPU trains'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, `${url}#device=webgpu`);
    await noticed(page, /^No GPU for WebGPU here: .+\. Training runs on the CPU\.$/);
    const {reason, trace} = await train(page, mlp);
    assert.equal(reason, 'finished');
    assert.equal(trace.length, mlp.steps);
    assert.ok(!(await enginesOf(page)).includes('engine_webgpu.wasm'), 'the engine for the GPU is not loaded');
    assert.deepEqual(complaints.filter((text) => !/WebGPU|adapter/i.test(text)), []);
  },

  'without JavaScript Promise Integration a line says so and the CPU trains': ({url}) => withAdapter(async (browser) => {
    const context = await newContext(browser);
    await context.route('**/features.js', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace("typeof WebAssembly.Suspending === 'function'", 'false');
      assert.match(body, /=== 'object' && false/);
      await route.fulfill({response, body});
    });
    const page = await context.newPage();
    await page.goto(`${url}#device=webgpu`);
    await ready(page);
    await noticed(page, /has no JavaScript Promise Integration\. Training runs on the CPU\.$/);
    assert.equal((await train(page, mlp)).reason, 'finished');
  }),

  async 'a device that is none is refused in a line, and cpu says nothing'({browser, url}) {
    const {page: none} = await openPlayground(browser, `${url}#device=tpu`);
    await noticed(none, /^This link asks for the device tpu, which is none of cpu, webgpu and auto: training runs on the CPU\.$/);
    const {page: cpu} = await openPlayground(browser, `${url}#device=cpu`);
    await waitForState(cpu, 'images', ({data}) => data.train > 0);
    assert.deepEqual((await state(cpu)).notices, []);
    assert.match(await cpu.evaluate(() => location.hash), /device=cpu/);
    await cpu.evaluate(() => { location.hash = '#device=webgpu'; });
    await noticed(cpu, /^Reload the page to train on the device that this link asks for\.$/);
  },
};
