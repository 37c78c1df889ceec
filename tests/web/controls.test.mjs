// Controls by keyboard; what lies where, by wheel.
import assert from 'node:assert/strict';
import {click, openPlayground, output, state, waitForState} from './harness.mjs';

/** Types `text` into the number field `name`, in place of what stands there. */
async function typeInto(page, name, text) {
  await click(page, name);
  await page.keyboard.press('Control+A', {delay: 60});
  await page.keyboard.type(text, {delay: 60});
  await page.keyboard.press('Enter', {delay: 60});
}

export default {
  async 'the pen\'s width can be typed, within its range'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url, {width: 800, height: 600});
    await waitForState(page, 'the field', ({layout}) => layout.pen_field, 10_000);
    assert.ok(Math.abs((await state(page)).pen - 7) < 1e-9);
    await typeInto(page, 'pen_field', '10.5');
    await waitForState(page, 'the typed width', ({pen}) => Math.abs(pen - 10.5) < 1e-9, 10_000);
    await typeInto(page, 'pen_field', '99');
    await page.waitForTimeout(300);
    assert.ok(Math.abs((await state(page)).pen - 10.5) < 1e-9, 'a width out of range is forgotten');
    assert.deepEqual(complaints, []);
  },

  async 'a lesson longer than its place scrolls above the curves, which stay'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url, {width: 1200, height: 640});
    await page.evaluate(() => { window.inkgrad.lesson('ten-digits'); });
    const {layout} = await waitForState(page, 'the lesson', (now) => now.lesson?.id === 'ten-digits' && now.layout.loss_curves && now.layout.ten_network);
    await page.mouse.move(400, 200);
    await page.mouse.wheel(0, 150);
    const after = await waitForState(page, 'that it moves', (now) => now.layout.ten_network.y < layout.ten_network.y - 20, 10_000);
    assert.deepEqual(after.layout.loss_curves, layout.loss_curves);
    assert.deepEqual(complaints, []);
  },

  async 'a run that diverges at once says why, in sight, and can be started again'({browser, url}) {
    for (const [width, height] of [[1280, 800], [800, 600]]) {
      const {page, complaints} = await openPlayground(browser, url, {width, height});
      await waitForState(page, 'images', ({data}) => data.train > 0);
      const {reason} = await page.evaluate(() => window.inkgrad.train({lr: 1e10, optimizer: 'sgd'}));
      assert.equal(reason, 'diverged');
      const {draft, diverged} = await waitForState(page, 'the way out', ({layout}) => layout.trouble?.x + layout.trouble?.width <= width);
      assert.ok(diverged && draft.lr === 1e10);
      await page.waitForTimeout(400);
      await page.screenshot({path: output(`screenshots/${width}x${height}-diverged.png`)});
      await click(page, 'trouble');
      await waitForState(page, 'a rate of the page', (now) => !now.diverged && now.draft.lr === 1 && !now.layout.trouble);
      await page.evaluate(() => window.inkgrad.train({lr: 0.01, steps: 10}));
      await waitForState(page, 'a loss again', (now) => now.step === 10 && Number.isFinite(now.loss), 10_000);
      assert.deepEqual(complaints, []);
    }
  },
};
