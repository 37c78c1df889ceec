// What the page does when the browser takes its WebGL context away.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {click, drawByMouse, openPlayground, state, waitForState} from './harness.mjs';

const all_here = ({data}) => data.train === 60000 && data.validation === 10000;

async function loseContext(page) {
  await page.evaluate(() => {
    window.context_loss = document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
    window.context_loss.loseContext();
  });
  await page.locator('#notice').waitFor({state: 'visible', timeout: 20_000});
}

/** The picture that is there, and the same painted anew from nothing: the context is lost and comes back. */
async function paintedTwice(page) {
  await page.mouse.move(0, 0);
  let frames = -1;
  for (let now = await state(page); now.frames !== frames; now = await state(page)) {  // until nothing moves
    ({frames} = now);
    await page.waitForTimeout(600);
  }
  const before = await page.screenshot();
  await loseContext(page);
  await page.evaluate(() => window.context_loss.restoreContext());
  await page.locator('#notice').waitFor({state: 'hidden', timeout: 20_000});
  await waitForState(page, 'frames again', (now) => now.frames > frames, 20_000);
  await page.waitForTimeout(400);
  return [before, await page.screenshot()];
}

export default {
  async 'paints what changes, and nothing of what was there stays behind'({browser, url}) {
    const {page} = await openPlayground(browser, url, {still: true});
    await waitForState(page, 'all of MNIST', all_here);
    const steps = {
      'a drawing': () => drawByMouse(page, digits[3]),
      'training': () => page.evaluate(() => window.inkgrad.train({steps: 60})),
      'another drawing': async () => { await click(page, 'clear'); await drawByMouse(page, digits[7]); },
      'a lesson, scrolled': async () => {
        await page.evaluate(() => window.inkgrad.lesson('predictions'));
        await waitForState(page, 'its numbers', ({lesson}) => lesson.numbers.right?.[0] > 0);
        await page.mouse.move(700, 400);
        await page.mouse.wheel(0, 300);
        await page.waitForTimeout(300);
      },
      'help that was open': async () => {
        await page.keyboard.press('?');
        await page.waitForTimeout(300);
        await page.keyboard.press('Escape');
      },
    };
    for (const [what, act] of Object.entries(steps)) {
      await act();
      const [parts, whole] = await paintedTwice(page);
      assert.ok(parts.equals(whole), `${what}: the picture painted in parts is the one painted whole`);
    }
  },

  async 'says that the graphics card is gone, goes on training, and brings the same picture back'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url, {still: true});
    await waitForState(page, 'all of MNIST', all_here);
    await page.evaluate((strokes) => window.inkgrad.draw(strokes), digits[3]);
    await page.waitForTimeout(500);
    const before = await page.screenshot();
    await loseContext(page);
    assert.match(await page.locator('#notice-text').textContent(), /graphics card/);
    assert.equal(await page.locator('#notice-action').textContent(), 'Reload');
    const {frames} = await state(page);
    for (let i = 0; i < 10; ++i) await page.mouse.move(100 + 20 * i, 300);
    await page.waitForTimeout(500);
    assert.equal((await state(page)).frames, frames, 'frames without a context');
    await page.evaluate(() => window.context_loss.restoreContext());
    await page.locator('#notice').waitFor({state: 'hidden', timeout: 20_000});
    await page.mouse.move(0, 0);
    await waitForState(page, 'frames again', (now) => now.frames > frames, 20_000);
    await page.waitForTimeout(500);
    assert.ok(before.equals(await page.screenshot()), 'the picture is what it was');

    const training = page.evaluate(() => window.inkgrad.train({steps: 400}));
    await loseContext(page);
    const {reason} = await training;
    assert.equal(reason, 'finished', 'the training ends without a picture');
    assert.deepEqual(complaints.filter((text) => !/CONTEXT_LOST_WEBGL/.test(text)), []);
    assert.ok(complaints.length <= 4, `${complaints.length} complaints: ${complaints[0]}`);
  },

  async 'offers to reload when the graphics card is gone for good'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    await loseContext(page);
    await page.evaluate(() => { window.before_reload = true; });
    await page.locator('#notice-action').click();
    await page.waitForFunction(() => !window.before_reload && window.inkgrad, null, {timeout: 60_000});
    await page.evaluate(() => window.inkgrad.ready);
    assert.equal(await page.locator('#notice').isVisible(), false);
  },
};
