// Digits of one's own are kept between visits: by two tabs at once, and said so where the browser has no room.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {click, openPage, openPlayground, ready, waitForState} from './harness.mjs';
import {waitForNumbers} from './lessons.mjs';

const opens = (page, ...labels) => page.locator('#picker').setInputFiles({
  name: 'mine.jsonl', mimeType: '', buffer: Buffer.from(labels.map((label) => JSON.stringify({label, strokes: digits[label]})).join('\n')),
});
const waitForLabels = (page, ...labels) =>
  waitForNumbers(page, `the digits ${labels}`, (now) => [...(now.labels ?? [])].sort().join() === labels.join());

async function comesBack(page, ...labels) {
  await page.waitForTimeout(300);  // what was done last is being written
  await page.reload();
  await ready(page);
  await click(page, 'lesson_own-digits');
  await waitForLabels(page, ...labels);
}

export default {
  async 'two tabs lose nothing of each other, and what one deletes the other does not bring back'({browser, url}) {
    const {page: first, context, complaints} = await openPlayground(browser, url);
    const second = await context.newPage();
    await second.goto(url);
    await ready(second);
    await opens(first, 3, 7);
    await waitForLabels(first, 3, 7);
    await first.waitForTimeout(300);
    await opens(second, 1);
    await waitForLabels(second, 1);
    await comesBack(second, 1, 3, 7);

    await opens(first, 0);
    await waitForLabels(first, 0, 3, 7);
    await comesBack(first, 0, 1, 3, 7);
    await click(first, 'own_digit_0');
    await click(first, 'own_remove');
    const {numbers: {labels}} = await waitForNumbers(first, 'one less', (now) => now.digits[0] === 3);
    await first.waitForTimeout(300);
    await opens(second, 7);
    await waitForLabels(second, 1, 3, 7, 7);
    await comesBack(second, ...[...labels, 7].sort());
    assert.deepEqual(complaints, []);
  },

  async 'a browser without room says so, loses nothing that is there, and keeps again when there is room'({browser, url}) {
    const {page, context} = await openPage(browser, 'about:blank');
    const cdp = await context.newCDPSession(page);
    const {origin} = new URL(url);
    // Before the page: a browser asks seldom how much room is left.
    await cdp.send('Storage.overrideQuotaForOrigin', {origin, quotaSize: 1000});
    await page.goto(url);
    await ready(page);
    await opens(page, 3, 7);
    await waitForState(page, 'a line about it', ({notices}) => notices.some((text) => text.includes('no room')), 10_000);
    await waitForLabels(page, 3, 7);
    await cdp.send('Storage.overrideQuotaForOrigin', {origin});
    await opens(page, 1);
    await waitForLabels(page, 1, 3, 7);
    await comesBack(page, 1, 3, 7);
  },
};
