// What is drawn on the canvas and what the plain page has of it, counted against each other in every view: Dear ImGui itself says what
// a hand could press (app_drawn of bridge_web.cpp), whoever drew it.
import assert from 'node:assert/strict';
import {openPlayground, state, waitForState} from './harness.mjs';

const lessons = ['pixels', 'mean-digit', 'distance', 'broadcasting', 'gradients', 'stepping', 'loss', 'mini-batches', 'training-loop',
  'optimizers', 'normalise', 'ten-digits', 'hidden-layers', 'generalise', 'convolution', 'speed', 'own-digits', 'questions',
  'layers', 'predictions', 'map', 'framing'];

/** What is pressed on the canvas without a control of its own in the plain page, or has one there without a name: lines of words. */
const missing = (page) => page.evaluate(() => {
  const name = (made) => (made.labels?.[0] ?? made.querySelector?.('summary') ?? made).textContent.trim() || made.getAttribute('aria-label') || '';
  const of = (id) => [...document.querySelectorAll(`#outline [data-id="${id}"]`)];
  const {items, same} = window.inkgrad.drawn();
  const covered = new Map(same);
  const names = [...document.querySelectorAll('#outline :is(button, input, [role="group"])')].map((made) => made.getAttribute('aria-label') ?? name(made));
  const wrong = [];
  for (const id of items) {
    const made = of(id);
    const other = covered.get(id);
    if (other === '' || (other && names.some((one) => one === other || one.startsWith(`${other},`)))) continue;
    if (made.length !== 1) wrong.push(`${id}: ${made.length} controls${other ? `, none called "${other}"` : ''}`);
    else if (!name(made[0])) wrong.push(`${id}: a control without a name`);
  }
  if (new Set(items).size !== items.length) wrong.push(`${items.length - new Set(items).size} items with another's number`);
  return {wrong, count: items.length};
});

/** Counts once the plain page has followed: what moves may be behind for a moment. */
async function count(page, view) {
  for (let tries = 0; ; ++tries) {
    const {wrong, count: counted} = await missing(page);
    if (wrong.length === 0 && counted > 0) return counted;
    if (tries === 10) assert.fail(`${view}: ${wrong.join('; ')} of ${counted}`);
    await page.waitForTimeout(300);
  }
}

async function countLessons(page) {
  let all = 0;
  for (const lesson of lessons) {
    await page.evaluate((id) => { window.inkgrad.lesson(id); }, lesson);
    await waitForState(page, lesson, (now) => now.lesson?.id === lesson && !now.lesson.busy, 30_000).catch(() => {});
    all += await count(page, lesson);
  }
  return all;
}

export default {
  async 'everything that can be pressed has its control: the bench and each lesson, on a desktop'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url, {width: 1440, height: 900});
    await waitForState(page, 'MNIST', ({data}) => data.train === 60000);
    let all = await count(page, 'the bench');
    all += await countLessons(page);
    assert.deepEqual(complaints, []);
    return `${all} controls in ${lessons.length + 1} views`;
  },
};
