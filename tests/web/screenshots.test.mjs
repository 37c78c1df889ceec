// Pictures of the page in use, for people to look at, in build/screenshots/; and that nothing is cut off.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {click, drawByMouse, drawByTouch, openPlayground, output, state, tap, waitForState} from './harness.mjs';

const all_here = ({data}) => data.train === 60000 && data.validation === 10000;

/** Expects every control inside the viewport's width, and no sideways scrolling. */
async function expectInside(page) {
  const {layout, width} = await state(page);
  for (const [name, area] of Object.entries(layout)) {
    assert.ok(area.x >= -0.5 && area.x + area.width <= width + 0.5,
              `${name} reaches from ${area.x} to ${area.x + area.width} of ${width}`);
    assert.ok(area.width > 0 && area.height > 0, `${name} has a size`);
  }
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, `the page is ${sideways} pixels wider than its window`);
}

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Expects the ranges of learning rate and batch beside their controls, on nothing. */
async function expectRanges(page) {
  const {layout} = await state(page);
  for (const name of ['rate_low', 'rate_high', 'batch_range']) {
    assert.ok(layout[name], `${name} is to be seen`);
    for (const other of ['spec', 'rate_field', 'batch', 'train', 'rate_low', 'rate_high', 'batch_range', 'double', 'optimizer']) {
      const free = other === name || !layout[other] || !overlap(layout[name], layout[other]);
      assert.ok(free, `${name} lies on ${other}`);
    }
  }
}

/** Trains for a while with the page's own button, draws a 3 and takes pictures while the curve moves. */
async function picture(page, name) {
  await page.waitForTimeout(400);
  await page.screenshot({path: output(`screenshots/${name}.png`)});
  await expectInside(page);
}

const desktop = (name, options) => async ({browser, url}) => {
  const {page} = await openPlayground(browser, url, {width: 1280, height: 800, ...options});
  await waitForState(page, 'all of MNIST', all_here);
  await picture(page, `${name}-empty`);
  await click(page, 'train');
  await drawByMouse(page, digits[3]);
  await waitForState(page, 'two epochs', ({epoch}) => epoch >= 2, 120_000);
  await picture(page, name);
  await expectRanges(page);
};

/** Where there is no right column: everything to be seen at once, and the sheet over it. */
const between = (width, height, options = {}) => async ({browser, url}) => {
  const name = `${width}x${height}${options.dark ? '-dark' : ''}`;
  const {page, complaints} = await openPlayground(browser, url, {width, height, ...options});
  await waitForState(page, 'all of MNIST', all_here);
  await click(page, 'train');
  await drawByMouse(page, digits[3]);
  await waitForState(page, 'an epoch', ({epoch}) => epoch >= 1, 120_000);
  await picture(page, name);
  const {layout} = await state(page);
  assert.equal(layout.sheet, undefined, 'the sheet is closed');
  const {pad, bars} = layout;
  assert.ok(bars.y < pad.y + pad.height && bars.x >= pad.x + pad.width, 'the bars stand beside the pad');
  assert.ok(bars.y + bars.height <= height, `the bars end at ${bars.y + bars.height}`);

  const closed = (now) => !now.layout.sheet;
  // Where it stands when it has come: no control of its moves any more.
  const open = ({layout: {sheet}}) => sheet && Math.abs(sheet.x + sheet.width + 12 - width) < 0.5;
  const ways = {
    Escape: () => page.keyboard.press('Escape', {delay: 60}),
    'its cross': () => click(page, 'sheet_close'),
    'its button': () => click(page, 'settings'),
    'a click beside it': async () => {
      await page.mouse.move(pad.x + 60, pad.y + 60);
      await page.mouse.down();
      await page.waitForTimeout(60);
      await page.mouse.up();
    },
  };
  for (const [way, close] of Object.entries(ways)) {
    await click(page, 'settings');
    await waitForState(page, 'the sheet', open, 5000);
    if (way === 'Escape') {
      await page.mouse.move(width - 60, height - 40);
      await picture(page, `${name}-sheet`);
      await expectRanges(page);
    }
    await close();
    await waitForState(page, `the sheet to go by ${way}`, closed, 5000);
  }
  assert.equal((await state(page)).strokes, digits[3].length, 'a click beside the sheet draws nothing');
  assert.deepEqual(complaints, []);
};

const phone = (width, height) => async ({browser, url}) => {
  const {page, context} = await openPlayground(browser, url, {width, height, ratio: 2, touch: true});
  const cdp = await context.newCDPSession(page);
  await waitForState(page, 'all of MNIST', all_here);
  await drawByTouch(page, cdp, digits[7]);
  await picture(page, `${width}x${height}-draw`);
  const {layout} = await state(page);
  const tabs = Object.keys(layout).filter((name) => name.startsWith('tab'));
  for (const tab of tabs) {
    await tap(page, cdp, tab);
    if ((await state(page)).layout.train) {
      await tap(page, cdp, 'train');
      await waitForState(page, 'an epoch', ({epoch}) => epoch >= 1, 60_000);
      await expectRanges(page);
    }
    await picture(page, `${width}x${height}-${tab}`);
  }
  for (const [name, area] of Object.entries((await state(page)).layout)) {
    if (name.startsWith('tab')) assert.ok(area.width >= 44 && area.height >= 44, `${name} is large enough for a thumb`);
  }
  return tabs.join(', ');
};

export default {
  '1280 x 800, dark': desktop('1280x800-dark', {dark: true}),
  '700 x 500, the least that is no phone': between(700, 500),
  '360 x 740 with a finger': phone(360, 740),
  '800 x 600': between(800, 600),
  '1280 x 800': desktop('1280x800', {}),
  '1280 x 800 at two device pixels a pixel': desktop('1280x800@2', {ratio: 2}),
  '800 x 600, dark': between(800, 600, {dark: true}),
  '768 x 1024, a tablet': between(768, 1024),
};
