// The lesson "speed": one distance in several ways, the same numbers from each, timed; by a GPU where the browser has one.
import assert from 'node:assert/strict';
import {click, openBrowser, Skip, state} from './harness.mjs';
import {expectEqual, openLesson, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const hasGpu = (page) => page.evaluate(async () => navigator.gpu !== undefined && (await navigator.gpu.requestAdapter()) !== null);

/** Measures with `count` images; gives the numbers. */
async function measure(page, count, timeout_ms) {
  await typeInto(page, 'count_field', String(count));
  await waitForNumbers(page, `${count} to be chosen`, (_, {choices}) => choices.count === count);
  await click(page, 'measure');
  return (await waitForNumbers(page, `${count} images to be measured`, ({measured}) => measured?.[0] === count, timeout_ms)).numbers;
}

function expectSame(numbers, way) {
  assert.ok(numbers[`microseconds-${way}`][0] > 0);
  assert.ok(numbers[`difference-${way}`][0] <= 1e-6, `${way}: ${numbers[`difference-${way}`]}`);
  expectEqual(numbers[`times-${way}`], [numbers['microseconds-loop'][0] / numbers[`microseconds-${way}`][0]]);
}

export default {
  async 'speed: loop, xtensor and kernels give the program\'s numbers, each with its time; without a GPU its row says so'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'speed');
    const program = programNumbers('speed');
    const few = await measure(page, 10);
    for (const way of ['loop', 'xtensor', 'kernels']) expectSame(few, way);
    assert.deepEqual(few.distances, [10]);
    if (await hasGpu(page)) {
      expectSame(few, 'gpu');
    } else {
      assert.ok(!('microseconds-gpu' in few));
      const {layout} = await state(page);
      assert.ok('gpu_no_webgpu' in layout || 'gpu_no_adapter' in layout, 'the row says what is missing');
    }
    const all = await measure(page, 6131, 150_000);
    assert.deepEqual(all.distances, program.distances);
    expectEqual(all.mean, program.mean);
    for (const way of ['loop', 'xtensor', 'kernels']) expectSame(all, way);
    await waitUntilDone(page);
    // What Chromium itself says of a request without an answer.
    assert.deepEqual(complaints.filter((text) => !text.startsWith('No available adapters')), []);
  },

  async 'speed: a GPU gives the loop\'s distances'({url}) {
    // Chromium's own GPU in software, which it gives to no page unasked.
    const browser = await openBrowser(['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']);
    try {
      const {page, complaints} = await openLesson(browser, url, 'speed');
      if (!await hasGpu(page)) throw new Skip('this browser has no WebGPU in software');
      expectSame(await measure(page, 300), 'gpu');
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  },

  async 'speed: by keyboard alone, from the slider on to the button'({browser, url}) {
    const {page} = await openLesson(browser, url, 'speed');
    await click(page, 'count_field');
    // Back to the slider, down to few images, and on again.
    await page.keyboard.press('Shift+Tab', {delay: 60});
    for (let i = 0; i < 50; ++i) await page.keyboard.press('ArrowLeft', {delay: 30});
    await waitForNumbers(page, 'few images', (_, {choices}) => choices.count <= 10);
    for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key, {delay: 100});
    await waitForNumbers(page, 'few to be measured', ({measured}) => measured?.[0] <= 10, 20_000);
  },
};
