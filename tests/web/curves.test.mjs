// Learning curves: smoothing, zoom, a logarithmic axis, several runs over each other, by pointer, keys and finger.
import assert from 'node:assert/strict';
import {click, openPage, openPlayground, ready, state, tap, touch, waitForState} from './harness.mjs';
import {typeInto} from './lessons.mjs';

const curves = async (page) => (await state(page)).curves;
const waitForCurves = async (page, what, holds) => (await waitForState(page, what, (now) => holds(now.curves, now))).curves;

/** Two short runs, one after the other. */
async function trainTwice(page) {
  for (const [i, spec] of ['784-10', '784-128r-10'].entries()) {
    const {reason} = await page.evaluate((options) => window.inkgrad.train(options), {spec, images: 4000, batch: 64, lr: 0.01, steps: 500});
    assert.equal(reason, 'finished');
    await waitForCurves(page, 'a curve of some points', ({points}) => points.length === i + 1 && points[i] >= 3);
  }
}

/** The place at a share of the loss chart's width. */
async function inChart(page, share, height = 0.5) {
  const {layout: {loss_curves: {x, y, width, height: high}}} = await waitForState(page, 'the chart', ({layout}) => 'loss_curves' in layout);
  return [x + width * share, y + high * height];
}

export default {
  async 'curves of two runs are smoothed, zoomed and read by mouse and keys'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await waitForState(page, 'images', ({data}) => data.train >= 4000);
    await trainTwice(page);

    await page.mouse.move(...await inChart(page, 0.5));
    const raw = await waitForCurves(page, 'the values of both runs', ({pointed}) => pointed.length === 2);
    for (const [step, loss] of raw.pointed) assert.ok(Math.abs(step - 250) < 125 && loss > 0, `${loss} at step ${step}`);
    await typeInto(page, 'smoothing_field', '0.9');
    await page.mouse.move(...await inChart(page, 0.5));
    const smooth = await waitForCurves(page, 'smoothing', ({smoothing, pointed}) => smoothing === 0.9 && pointed.length === 2);
    // What falls lies above itself when smoothed, at its end and under the pointer.
    smooth.last.forEach((loss, run) => assert.ok(loss > raw.last[run], `run ${run + 1}: ${raw.last[run]} smoothed to ${loss}`));
    smooth.pointed.forEach(([, loss], run) => assert.ok(loss > raw.pointed[run][1], `run ${run + 1}: ${raw.pointed[run][1]} smoothed to ${loss}`));

    await page.mouse.move(...await inChart(page, 0.25));
    await page.waitForTimeout(60);
    await page.mouse.down();
    await page.waitForTimeout(60);
    await page.mouse.move(...await inChart(page, 0.75), {steps: 4});
    await page.waitForTimeout(60);
    await page.mouse.up();
    const {zoom} = await waitForCurves(page, 'the part that was dragged over', ({zoom}) => zoom !== null);
    assert.ok(Math.abs(zoom[0] - 125) <= 3 && Math.abs(zoom[1] - 375) <= 3, `${zoom} of 500 steps`);
    await page.mouse.wheel(0, -100);
    const closer = await waitForCurves(page, 'the wheel', (now) => now.zoom[1] - now.zoom[0] < zoom[1] - zoom[0]);
    assert.ok(closer.zoom[0] > zoom[0] && closer.zoom[1] <= zoom[1] + 1);

    await click(page, 'zoom_out');
    await waitForCurves(page, 'twice as many steps', (now) => !now.zoom || now.zoom[1] - now.zoom[0] > closer.zoom[1] - closer.zoom[0]);
    await click(page, 'zoom_in');
    const before = await waitForCurves(page, 'half as many', (now) => now.zoom !== null);
    // From one button to the one after the next, and Enter.
    for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key, {delay: 60});
    await waitForCurves(page, 'earlier steps', (now) => now.zoom !== null && now.zoom[0] < before.zoom[0]);

    await click(page, 'log_axis');
    await waitForCurves(page, 'the axis', ({log}) => log);
    await page.waitForFunction(() => /smoothing=0\.9.*log=1.*zoom=\d/.test(location.hash));
    const link = page.url();

    const [x, y] = await inChart(page, 0.5);
    await page.mouse.dblclick(x, y, {delay: 40});
    await waitForCurves(page, 'all steps', (now) => now.zoom === null);
    assert.deepEqual(complaints, []);

    const other = await openPage(browser, link);
    await ready(other.page);
    const there = await curves(other.page);
    assert.equal(there.smoothing, 0.9);
    assert.equal(there.log, true);
    assert.ok(there.zoom[1] > there.zoom[0]);
  },

  async 'a finger sideways over the curves zooms, up and down it moves the page'({browser, url}) {
    const {page, context} = await openPlayground(browser, url, {width: 390, height: 844, touch: true});
    const cdp = await context.newCDPSession(page);
    await waitForState(page, 'images', ({data}) => data.train >= 4000);
    await tap(page, cdp, 'tab_train');
    const drag = async (from, to) => {
      await touch(cdp, 'touchStart', [from]);
      for (const part of [0.25, 0.5, 0.75, 1]) {
        await page.waitForTimeout(40);
        await touch(cdp, 'touchMove', [from.map((at, i) => at + part * (to[i] - at))]);
      }
      await page.waitForTimeout(40);
      await touch(cdp, 'touchEnd', []);
    };
    const middle = await inChart(page, 0.6);
    const {layout: {loss_curves: chart}} = await state(page);
    await drag(middle, [middle[0], middle[1] - 80]);
    const moved = await waitForState(page, 'the page to move', ({layout}) => layout.loss_curves.y < chart.y - 40);
    assert.equal(moved.curves.zoom, null);
    await page.waitForTimeout(300);  // it glides on a little
    await drag(await inChart(page, 0.25), await inChart(page, 0.75));
    const {zoom} = await waitForCurves(page, 'the zoom', (now) => now.zoom !== null);
    assert.ok(Math.abs(zoom[0] - 25) <= 4 && Math.abs(zoom[1] - 75) <= 4, `${zoom} of 100 steps`);
    await tap(page, cdp, 'zoom_all');
    await waitForCurves(page, 'all steps', (now) => now.zoom === null);
  },

  async 'two fingers on the curves zoom the steps under them'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url, {width: 390, height: 844, touch: true});
    await waitForState(page, 'images', ({data}) => data.train >= 4000);
    await page.evaluate(() => window.inkgrad.train({spec: '784-10', images: 4000, steps: 500}));
    const cdp = await page.context().newCDPSession(page);
    await tap(page, cdp, 'tab_train');
    const {layout: {loss_curves: chart}} = await waitForState(page, 'the chart', ({layout}) => 'loss_curves' in layout);
    const y = chart.y + chart.height / 2;
    const fingers = (left, right) => [[chart.x + chart.width * left, y], [chart.x + chart.width * right, y]];
    await touch(cdp, 'touchStart', fingers(0.45, 0.55).slice(0, 1));
    await touch(cdp, 'touchStart', fingers(0.45, 0.55));
    for (const apart of [0.1, 0.15, 0.2]) {
      await touch(cdp, 'touchMove', fingers(0.5 - apart, 0.5 + apart));
      await page.waitForTimeout(60);
    }
    const {zoom} = await waitForCurves(page, 'a zoom', (now) => now.zoom !== null && now.zoom[1] - now.zoom[0] < 200);
    // Four times as far apart: a quarter of the 500 steps, around the middle.
    assert.ok(Math.abs(zoom[1] - zoom[0] - 125) < 10 && Math.abs(zoom[0] + zoom[1] - 500) < 20, `${zoom}`);
    for (const apart of [0.15, 0.05, 0.02]) {
      await touch(cdp, 'touchMove', fingers(0.5 - apart, 0.5 + apart));
      await page.waitForTimeout(60);
    }
    await touch(cdp, 'touchEnd', []);
    await waitForCurves(page, 'all steps', (now) => now.zoom === null);
    assert.deepEqual(complaints, []);
  },
};
