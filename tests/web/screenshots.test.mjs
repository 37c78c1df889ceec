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
    }
    await picture(page, `${width}x${height}-${tab}`);
  }
  for (const [name, area] of Object.entries((await state(page)).layout)) {
    if (name.startsWith('tab')) assert.ok(area.width >= 44 && area.height >= 44, `${name} is large enough for a thumb`);
  }
  return tabs.join(', ');
};

export default {
  '1280 x 800': desktop('1280x800', {}),
  '1280 x 800, dark': desktop('1280x800-dark', {dark: true}),
  '1280 x 800 at two device pixels a pixel': desktop('1280x800@2', {ratio: 2}),
  '800 x 600': desktop('800x600', {width: 800, height: 600}),
  '360 x 740 with a finger': phone(360, 740),
};
