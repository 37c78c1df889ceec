// What is drawn on the canvas and what the plain page has of it, counted against each other in every view: Dear ImGui itself says what
// a hand could press (app_drawn of bridge_web.cpp), whoever drew it.
import assert from 'node:assert/strict';
import {openPlayground, waitForState} from './harness.mjs';
import {pressPlain} from './plain_page.mjs';

const lessons = ['pixels', 'mean-digit', 'distance', 'broadcasting', 'gradients', 'stepping', 'loss', 'mini-batches', 'training-loop',
  'optimizers', 'normalise', 'ten-digits', 'hidden-layers', 'generalise', 'convolution', 'speed', 'own-digits', 'questions',
  'layers', 'predictions', 'map', 'framing'];

/** What can be pressed on the canvas and has no control of its own in the plain page, or one without a name: lines of words. */
const compare = (page) => page.evaluate(() => {
  const name = (made) => made.getAttribute('aria-label') ?? (made.labels?.[0] ?? made.querySelector('summary') ?? made).textContent.trim();
  const {items: drawn, same} = window.inkgrad.drawn();
  const items = drawn.map(([id]) => id);
  const covered = new Map(same);
  const outline = document.getElementById('outline');
  const names = [...outline.querySelectorAll('button, input, [role="group"]')].map(name);
  const wrong = [];
  for (const id of items) {
    const made = [...outline.querySelectorAll(`[data-id="${id}"]`)];
    const other = covered.get(id);
    // It has only a tip, or does what another control does.
    if (other === '' || names.some((one) => one === other || one.startsWith(`${other}, as `))) continue;
    if (made.length !== 1) wrong.push(`${id} has ${made.length} controls${other ? ` and none called "${other}"` : ''}`);
    else if (!name(made[0])) wrong.push(`${id} has a control without a name`);
  }
  return {wrong, drawn: items.length, distinct: new Set(items).size};
});

/** Counts once the plain page has followed, which what moves may be ahead of. Gives how many things there are to press. */
async function count(page, view) {
  for (let tries = 0; ; ++tries) {
    const {wrong, drawn, distinct} = await compare(page);
    if (wrong.length === 0 && drawn > 0) {
      assert.equal(distinct, drawn, `${view}: two items with one number`);
      return drawn;
    }
    if (tries === 10) assert.fail(`${view}: ${wrong.join('; ')}; ${drawn} drawn`);
    await page.waitForTimeout(300);
  }
}

/** Presses and gives what that brings time to be drawn. */
async function press(page, text, how) {
  await pressPlain(page, text, how);
  await page.waitForTimeout(350);
}

async function countLessons(page, form) {
  let all = 0;
  for (const lesson of lessons) {
    await page.evaluate((id) => { window.inkgrad.lesson(id); }, lesson);
    await waitForState(page, lesson, (now) => now.lesson?.id === lesson && !now.lesson.busy, 30_000);
    all += await count(page, `${lesson}, ${form}`);
  }
  await page.evaluate(() => { window.inkgrad.lesson(null); });
  await waitForState(page, 'no lesson', ({lesson}) => lesson === null);
  return all;
}

export default {
  async 'everything that can be pressed has its control, in every lesson, tab and list, on a desktop, between and on a phone'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url, {width: 1440, height: 900});
    await waitForState(page, 'MNIST', ({data}) => data.train === 60000);
    let all = await count(page, 'the bench');
    for (const tab of ['Inside', 'Learn']) {
      await press(page, tab);
      all += await count(page, tab);
    }
    for (const list of ['The model that reads', 'A link to what you see', 'What the keys do']) {
      await press(page, list, {begins: true});
      all += await count(page, list);
      await page.keyboard.press('Escape');
      await page.waitForTimeout(200);
    }
    all += await countLessons(page, 'desktop');
    await page.setViewportSize({width: 900, height: 900});
    await press(page, 'Settings');
    all += await count(page, 'settings');
    await press(page, 'Settings');
    await page.setViewportSize({width: 390, height: 844});
    for (const tab of ['Learn', 'Train', 'Inside', 'Draw']) {
      await waitForState(page, 'the tabs', ({layout}) => 'tab_draw' in layout);
      await press(page, tab);
      all += await count(page, `${tab}, phone`);
    }
    all += await countLessons(page, 'phone');
    assert.deepEqual(complaints, []);
    return `${all} controls`;
  },
};
