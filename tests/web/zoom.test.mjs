// The page at 200% and 400% of a window of 1280 x 1024 (WCAG 2.2, 1.4.4 and 1.4.10): nothing is cut off at the sides, each control comes
// into sight by the keyboard, and the plain page needs no scrolling sideways.
import assert from 'node:assert/strict';
import {openPlayground, output, waitForState} from './harness.mjs';
import {pressPlain} from './plain_page.mjs';

const zooms = {200: {width: 640, height: 512, ratio: 2}, 400: {width: 320, height: 256, ratio: 4}};

const drawn = (page) => page.evaluate(() => window.inkgrad.drawn());

/** Names of items by their numbers, as the plain page has them. */
const named = (page, ids) => page.evaluate((all) => all.map((id) => document.querySelector(`#outline [data-id="${id}"]`)?.textContent || `${id}`), ids);

/** What is drawn lies between the sides of the window. */
async function checkSides(page, view, width) {
  const {items} = await drawn(page);
  const out = items.filter(([, x, , wide]) => x < -0.5 || x + wide > width + 0.5).map(([id]) => id);
  assert.deepEqual(await named(page, out), [], `${view}: beyond the sides`);
}

/** Tabs once around the canvas: every control takes the focus, and then lies between the bars as far as it fits. */
async function tabAround(page, view, {width, height}, bars) {
  await page.waitForFunction(() => {
    const {items: all, same} = window.inkgrad.drawn();
    return all.every(([id]) => same.some(([one]) => one === id) || document.querySelector(`#outline [data-id="${id}"]`));
  }, null, {timeout: 10_000});
  const {items} = await drawn(page);
  const seen = new Set();
  const hidden = [];
  await page.focus('#canvas');
  for (let presses = 0, before = 0; presses < items.length + 6; ++presses) {
    await page.keyboard.press('Tab');
    await page.waitForFunction((last) => window.inkgrad.drawn().focus !== last, before, {timeout: 3000});
    await page.waitForTimeout(40);  // what was out of sight scrolls there in the frame after
    const {items: now, focus} = await drawn(page);
    before = focus;
    const area = now.find(([id]) => id === focus);
    if (!area) continue;
    if (seen.has(focus)) break;  // around
    seen.add(focus);
    const [, x, y, wide, high] = area;
    const in_bars = y + high <= bars + 1 || y >= height - bars - 1;
    const fits = in_bars ? y >= -1 && y + high <= height + 1 : y >= bars - 1 && (y + high <= height - bars + 1 || high > height - 2 * bars);
    if (x < -0.5 || x + wide > width + 0.5 || !fits) hidden.push(focus);
  }
  assert.deepEqual(await named(page, hidden), [], `${view}: out of sight with the focus`);
  const controls = await page.evaluate(() => [...document.querySelectorAll('#outline :is(button:not([aria-disabled]), label)[data-id]')].map(({dataset}) => Number(dataset.id)));
  const missed = controls.filter((id) => !seen.has(id) && items.some(([item]) => item === id));
  assert.deepEqual(await named(page, missed), [], `${view}: not reached by Tab`);
  return `${view} ${seen.size}`;
}

/** The plain page scrolls down only, with a table open, too, and nothing in it is wider than it is. */
async function checkPlain(page, view) {
  await page.keyboard.press('F6');
  await page.evaluate(() => document.querySelector('#outline summary')?.click());
  await page.waitForTimeout(900);
  const wide = await page.evaluate(() => {
    const outline = document.getElementById('outline');
    const {right} = outline.getBoundingClientRect();
    return [outline.scrollWidth > outline.clientWidth && 'the page',
            ...[...outline.querySelectorAll('button, input, p, h1, h2, summary')]
              .filter((one) => !one.closest('table') && one.getBoundingClientRect().right > right + 0.5).map((one) => one.textContent || one.tagName)].filter(Boolean);
  });
  assert.deepEqual(wide, [], `${view}: wider than the plain page`);
  await page.evaluate(() => document.querySelector('#outline details[open] summary')?.click());
  await page.keyboard.press('F6');
}

async function checkZoom(browser, url, zoom, lessons) {
  const size = zooms[zoom];
  const {page, complaints} = await openPlayground(browser, url, size);
  await waitForState(page, 'MNIST', ({data}) => data.train === 60000);
  const bars = size.height < 360 ? 48 : 56;
  const reached = [];
  for (const tab of ['Draw', 'Train', 'Inside', 'Learn']) {
    await pressPlain(page, tab);
    await page.waitForTimeout(400);
    await page.screenshot({path: output(`screenshots/zoom-${zoom}-${tab}.png`)});
    await checkSides(page, tab, size.width);
    reached.push(await tabAround(page, `${tab} at ${zoom}%`, size, bars));
    await checkPlain(page, `${tab} at ${zoom}%`);
  }
  for (const lesson of lessons) {
    await page.evaluate((id) => { window.inkgrad.lesson(id); }, lesson);
    await waitForState(page, lesson, (now) => now.lesson?.id === lesson && !now.lesson.busy, 60_000);
    await page.waitForTimeout(400);
    await checkSides(page, `${lesson} at ${zoom}%`, size.width);
    await checkPlain(page, `${lesson} at ${zoom}%`);
  }
  reached.push(await tabAround(page, `${lessons.at(-1)} at ${zoom}%`, size, bars));
  assert.deepEqual(complaints, []);
  return `reached by Tab: ${reached.join(', ')}`;
}

export default {
  'at 400%': ({browser, url}) => checkZoom(browser, url, 400, ['pixels', 'broadcasting', 'convolution', 'hidden-layers', 'predictions', 'map', 'questions', 'own-digits', 'loss']),
  'at 200%': ({browser, url}) => checkZoom(browser, url, 200, ['broadcasting', 'predictions', 'loss']),
};
