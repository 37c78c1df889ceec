// The canvas as a plain page (web/site/outline.js): what it says, what its controls do, by keyboard alone; and what axe-core finds.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {openPlayground, state, waitForState} from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The names of what can be focused, in order. */
const names = (page) => page.evaluate(() => [...document.querySelectorAll('#outline :is(button, input)')]
  .map((control) => control.labels?.[0]?.textContent ?? control.textContent));

/** What has the focus: its words. */
const focused = (page) => page.evaluate(() => {
  const control = document.activeElement;
  return control.labels?.[0]?.textContent ?? control.textContent;
});

/** Tabs on to the control whose name begins with `name`, as somebody without a pointer does. */
async function tabTo(page, name) {
  const seen = [];
  for (let i = 0; i < 200; ++i) {
    await page.keyboard.press('Tab');
    // Beyond the last control the page begins anew, with the canvas.
    if (!await page.evaluate(() => document.getElementById('outline').contains(document.activeElement))) await page.keyboard.press('F6');
    const now = await focused(page);
    if (now.startsWith(name)) return;
    seen.push(now);
  }
  throw new Error(`no "${name}" among ${[...new Set(seen)].join(' | ')}`);
}

async function enter(page, name) {
  await tabTo(page, name);
  await page.waitForFunction(() => !document.activeElement.hasAttribute('aria-disabled'), null, {timeout: 10_000});
  await page.keyboard.press('Enter');
}

async function violations(page) {
  await page.evaluate(axe);
  const {violations: found} = await page.evaluate(() => window.axe.run(document));
  return found.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 120)).join(' ; ')}`);
}

export default {
  async 'the lesson of threes and sevens, by keyboard through the plain page alone'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await waitForState(page, 'MNIST', ({data}) => data.train === 60000);
    await page.keyboard.press('F6');
    await enter(page, 'Training loop');
    await waitForState(page, 'the lesson', ({lesson}) => lesson?.id === 'training-loop' && lesson.numbers.batches?.[0] === 49);
    for (const [step, name] of ['Initialise', 'Predict', 'Loss', 'Gradient', 'Step', 'Repeat', 'Stop'].entries()) {
      await enter(page, `${step + 1}  ${name}`);
      await waitForState(page, name, ({lesson}) => lesson.numbers.last?.[0] === step && !lesson.busy);
    }
    await enter(page, 'Run');
    const {lesson} = await waitForState(page, 'twenty epochs', (now) => now.lesson.numbers['epochs-done']?.[0] === 20, 120_000);
    assert.ok(lesson.done && lesson.numbers['accuracy-after'][0] >= 0.96);
    const text = await page.textContent('#outline');
    assert.match(text, /784 weights w/);
    assert.deepEqual(complaints, []);
    return `${(100 * lesson.numbers['accuracy-after'][0]).toFixed(2)}%`;
  },

  async 'does all that is asked of it between two frames'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await page.keyboard.press('F6');
    await page.waitForFunction(() => {
      const buttons = [...document.querySelectorAll('#outline button')];
      const wanted = ['Draw a 7', 'Pixels'].map((name) => buttons.find(({textContent}) => textContent.startsWith(name)));
      if (wanted.includes(undefined)) return false;
      for (const button of wanted) button.click();
      return true;
    });
    const {strokes} = await waitForState(page, 'the lesson', ({lesson}) => lesson?.id === 'pixels');
    assert.ok(strokes > 0, 'the one before is done, too');
    assert.deepEqual(complaints, []);
  },

  async 'draws, sets a slider and a field, trains and is told of it, by keyboard'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await waitForState(page, 'MNIST', ({data}) => data.train === 60000);
    await page.keyboard.press('F6');
    for (let digit = 0; digit < 10; ++digit) {
      await enter(page, `Draw a ${digit}`);
      await waitForState(page, `a ${digit}`, (now) => now.reading === digit);
    }
    await enter(page, 'Clear the drawing');
    await waitForState(page, 'paper', ({reading}) => reading === null);
    await tabTo(page, 'column 15, row 15');
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', ' ']) await page.keyboard.press(key);
    for (let i = 0; i < 14; ++i) await page.keyboard.press('ArrowDown');
    await waitForState(page, 'a 1', ({reading}) => reading === 1);
    await page.keyboard.press(' ');
    const {draft} = await state(page);
    await tabTo(page, 'Learning rate');
    await page.keyboard.press('ArrowRight');
    await waitForState(page, 'a higher rate', (now) => now.draft.lr > draft.lr);
    await tabTo(page, 'Learning rate, as a number');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('0.002');
    await page.keyboard.press('Enter');
    await waitForState(page, 'the rate', (now) => Math.abs(now.draft.lr - 0.002) < 1e-12);
    await enter(page, 'Train');
    await page.waitForFunction(() => /^Epoch \d+, accuracy [\d.]+ percent$/.test(document.getElementById('told').textContent), null, {timeout: 60_000});
    await enter(page, 'Pause');
    await waitForState(page, 'a pause', ({running}) => !running);
    assert.ok((await names(page)).every((name) => name.trim()), 'each control has a name');
    await page.keyboard.press('F6');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'canvas');
    assert.deepEqual(complaints, []);
  },

  async 'the curves as tables, once they are opened'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await waitForState(page, 'MNIST', ({data}) => data.train === 60000);
    const tables = () => page.evaluate(() => [...document.querySelectorAll('#outline table')].map((table) => ({
      caption: table.caption.textContent, heads: [...table.querySelectorAll('th[scope="col"]')].map((head) => head.textContent),
      rows: [...table.rows].slice(1).map((row) => [...row.cells].map((cell) => cell.textContent)),
    })));
    const measured = await page.evaluate(async () => (await window.inkgrad.train({spec: '784-10', epochs: 2, seed: 1})).accuracy);
    await page.waitForTimeout(1000);
    assert.deepEqual(await tables(), [], 'shut');
    await page.keyboard.press('F6');
    await tabTo(page, 'Accuracy: as');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#outline table');
    const [accuracy, ...others] = await tables();
    assert.deepEqual(others, []);
    assert.equal(accuracy.rows.at(-1).at(-1), String(Number(measured.toPrecision(4))));
    assert.deepEqual(accuracy.heads.length, 2);
    await tabTo(page, 'Loss L: as');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('#outline table').length === 2);
    const loss = (await tables()).find(({caption}) => caption.startsWith('Loss'));
    assert.ok(loss.rows.length > 1 && loss.rows.length <= 50, `${loss.rows.length} rows`);
    assert.equal(Number(loss.rows.at(-1)[0]), (await state(page)).step);
    assert.deepEqual(await violations(page), []);
    for (const left of [1, 0]) {
      await page.evaluate(() => document.querySelector('#outline details[open] summary').focus());
      await page.keyboard.press('Enter');
      await page.waitForFunction((count) => document.querySelectorAll('#outline table').length === count, left);
    }
    assert.deepEqual(complaints, []);
    return `${accuracy.caption} ${accuracy.rows.at(-1).join(' ')}, loss ${loss.rows.at(-1).join(' ')}`;
  },

  async 'axe-core finds nothing'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    assert.deepEqual(await violations(page), []);
    for (const lesson of ['training-loop', 'distance', 'pixels', 'ten-digits']) {
      await page.evaluate((id) => { window.inkgrad.lesson(id); }, lesson);
      await page.waitForTimeout(600);
      assert.deepEqual(await violations(page), [], lesson);
    }
    await page.evaluate(() => { window.inkgrad.lesson('predictions'); });
    await page.waitForFunction(() => {
      const found = [...document.querySelectorAll('#outline summary')].find((one) => one.textContent.startsWith('Confusion matrix'));
      found?.click();
      return found;
    });
    await page.waitForFunction(() => document.querySelectorAll('#outline td button').length >= 100);
    assert.deepEqual(await violations(page), [], 'tables to press');
    await page.keyboard.press('F6');
    assert.deepEqual(await violations(page), [], 'in sight');
  },
};
