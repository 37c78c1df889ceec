// Drawing by real pointer events, and what is read.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {click, drawByMouse, drawByTouch, onPad, openPlayground, Skip, state, tap, touch, waitForState} from './harness.mjs';
import {bringIntoView} from './lessons.mjs';

const inkOf = ({image}) => image.filter((value) => value > 0).length;

async function openWithModel(browser, url, options) {
  const opened = await openPlayground(browser, url, options);
  if ((await state(opened.page)).models.length === 0) throw new Skip('the site has no trained model');
  return opened;
}

/** Expects the drawing to be `strokes` strokes and read as `digit`, clearly. */
async function expectReading(page, digit, strokes) {
  const now = await waitForState(page, 'a reading', ({reading}) => reading !== null);
  assert.equal(now.strokes, strokes, 'strokes');
  const ink = inkOf(now);
  assert.ok(ink > 20 && ink < 300, `${ink} of 784 pixels have ink`);
  assert.equal(now.reading, Number(digit));
  const probability = now.probabilities[digit];
  assert.ok(probability > 0.5, `${digit} with probability ${probability}`);
  return `${digit}: ${probability.toFixed(3)}`;
}

export default {
  async 'reads digits drawn with the mouse'({browser, url}) {
    const {page, complaints} = await openWithModel(browser, url);
    const notes = [];
    for (const [digit, strokes] of Object.entries(digits)) {
      await click(page, 'clear');
      await waitForState(page, 'an empty pad', (now) => now.strokes === 0);
      await drawByMouse(page, strokes);
      notes.push(await expectReading(page, digit, strokes.length));
    }
    assert.deepEqual(complaints, []);
    return notes.join(', ');
  },

  async 'reads digits drawn with a finger'({browser, url}) {
    const {page, context, complaints} = await openWithModel(browser, url, {width: 360, height: 740, touch: true});
    const cdp = await context.newCDPSession(page);
    const notes = [];
    for (const [digit, strokes] of Object.entries(digits)) {
      if ((await state(page)).strokes > 0) await tap(page, cdp, 'clear');
      await waitForState(page, 'an empty pad', (now) => now.strokes === 0);
      await drawByTouch(page, cdp, strokes);
      notes.push(await expectReading(page, digit, strokes.length));
    }
    assert.deepEqual(complaints, []);
    return notes.join(', ');
  },

  async 'draws nothing with two fingers'({browser, url}) {
    const {page, context} = await openPlayground(browser, url, {width: 360, height: 740, touch: true});
    const cdp = await context.newCDPSession(page);
    const [[a, b, c], [d, e, f]] = await onPad(page, [[[0.2, 0.3], [0.3, 0.4], [0.4, 0.6]], [[0.8, 0.3], [0.7, 0.4], [0.6, 0.6]]]);
    // Two fingers hardly ever touch in the same instant: the first has begun a stroke, which must go.
    await touch(cdp, 'touchStart', [a]);
    await page.waitForTimeout(30);
    await touch(cdp, 'touchStart', [a, d]);
    await touch(cdp, 'touchMove', [b, e]);
    await touch(cdp, 'touchMove', [c, f]);
    await touch(cdp, 'touchEnd', [c]);
    await touch(cdp, 'touchMove', [b]);
    await touch(cdp, 'touchEnd', []);
    await page.waitForTimeout(200);
    const now = await state(page);
    assert.equal(now.strokes, 0);
    assert.equal(inkOf(now), 0);
  },

  async 'takes strokes back and clears by button and by key'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    await drawByMouse(page, [[[0.3, 0.2], [0.3, 0.8]], [[0.7, 0.2], [0.7, 0.8]]]);
    await waitForState(page, 'two strokes', (now) => now.strokes === 2);
    await click(page, 'undo');
    await waitForState(page, 'undo', (now) => now.strokes === 1);
    await page.keyboard.press('c', {delay: 50});
    await waitForState(page, 'clear by key', (now) => now.strokes === 0 && now.reading === null);
    await page.keyboard.press('z', {delay: 50});
    await waitForState(page, 'undo by key', (now) => now.strokes === 1);
    await click(page, 'clear');
    await waitForState(page, 'clear', (now) => now.strokes === 0);
  },

  async 'tells screen readers what was read'({browser, url}) {
    const {page} = await openWithModel(browser, url);
    await drawByMouse(page, digits[7]);
    await page.waitForFunction(() => /Read as 7, \d+ percent sure/.test(document.getElementById('reading').textContent),
                               null);
  },

  async 'a phone\'s keyboard types into the field that was tapped'({browser, url}) {
    const {page, context, complaints} = await openPlayground(browser, url, {width: 360, height: 740, touch: true});
    const cdp = await context.newCDPSession(page);
    await tap(page, cdp, 'tab_train');
    await bringIntoView(page, 'spec');
    await tap(page, cdp, 'spec');
    await page.waitForFunction(() => document.activeElement?.id === 'typing', null);
    assert.equal(await page.locator('#typing').inputValue(), '784-128r-10');
    await page.locator('#typing').fill('784-16r-10');
    await waitForState(page, 'the typed layers', ({draft}) => draft.spec === '784-16r-10');
    assert.deepEqual(complaints, []);
  },
};
