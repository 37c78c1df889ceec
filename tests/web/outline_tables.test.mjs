// What is drawn, told as tables in the plain page (web/site/outline.js): charts, matrices, maps and images; and what can be pressed there.
import assert from 'node:assert/strict';
import {openPlayground, state, waitForState} from './harness.mjs';
import {pressPlain} from './plain_page.mjs';

async function open(browser, url, lesson) {
  const opened = await openPlayground(browser, url);
  await waitForState(opened.page, 'MNIST', ({data}) => data.train === 60000);
  if (lesson) await choose(opened.page, lesson);
  return opened;
}

async function choose(page, lesson, choices = {}) {
  await page.evaluate(([id, given]) => { window.inkgrad.lesson(id, given); }, [lesson, choices]);
  await waitForState(page, lesson, (now) => now.lesson?.id === lesson && !now.lesson.busy, 60_000);
}

/** Opens a table by the beginning of its name and gives {caption, heads, rows}, the rows with their first cells. */
async function table(page, name) {
  const read = () => page.evaluate((wanted) => {
    const details = [...document.querySelectorAll('#outline details')].find((one) => one.firstChild.textContent.startsWith(wanted));
    if (!details) return null;
    if (!details.open) details.firstChild.click();
    const made = details.querySelector('table');
    if (!made?.rows.length) return null;
    const [head, ...rows] = [...made.rows].map((row) => [...row.cells].map((cell) => cell.textContent));
    return {caption: made.caption.textContent, heads: head, rows};
  }, name);
  for (let tries = 0; tries < 40; ++tries) {
    const found = await read();
    if (found) return found;
    await page.waitForTimeout(150);
  }
  throw new Error(`no table "${name}"`);
}

/** Presses what stands in a row and a column of an open table's body. */
const pick = (page, name, row, column) => page.evaluate(([wanted, r, c]) => {
  const details = [...document.querySelectorAll('#outline details')].find((one) => one.firstChild.textContent.startsWith(wanted));
  details.querySelector('table').rows[r + 1].cells[c].querySelector('button').click();
}, [name, row, column]);

const ascending = (numbers) => numbers.every((one, i) => i === 0 || one > numbers[i - 1]);
const number = (text) => Number(text.replace('−', '-'));

export default {
  async 'a chart of many points: fifty rows, evenly chosen, the last among them'({browser, url}) {
    const {page, complaints} = await open(browser, url, 'distance');
    await page.evaluate(() => window.inkgrad.draw([[[4, 4], [20, 4], [10, 26]]]));
    await pressPlain(page, 'All');
    await waitForState(page, 'all counted', (now) => now.lesson.choices.counted === 2038);
    await page.waitForTimeout(600);
    const {caption, heads, rows} = await table(page, 'Share right: as');
    assert.equal(rows.length, 50);
    assert.equal(caption, 'Share right: 50 of 2038 points, evenly chosen');
    assert.equal(heads.length, 2);
    const places = rows.map(([image]) => number(image));
    assert.ok(ascending(places) && places.every((place, i) => Math.abs(place - 2038 * (i + 1) / 50) <= 1), places.join());
    // Of 1010 threes and 1028 sevens, each kind's share right stands in the plain page, too.
    const [threes, sevens] = await page.evaluate(() => ['threes right', 'sevens right'].map((begin) =>
      Number([...document.querySelectorAll('#outline p')].find((one) => one.textContent.startsWith(begin)).textContent.match(/0\.\d+/)[0])));
    const right = (1010 * threes + 1028 * sevens) / 2038;
    assert.ok(places.at(-1) === 2038 && Math.abs(number(rows.at(-1)[1]) - right) < 2e-4, `${rows.at(-1)} and ${right}`);
    assert.deepEqual(complaints, []);
    return caption;
  },

  async 'a chart of three lines: a column each, fifty points in all, each line’s last among them'({browser, url}) {
    const {page, complaints} = await open(browser, url, 'optimizers');
    await pressPlain(page, 'Race');
    await waitForState(page, 'the race', ({lesson}) => lesson.numbers.steps?.[0] === 100 && !lesson.busy);
    await page.waitForTimeout(600);
    const {caption, heads, rows} = await table(page, 'SGD, momentum, Adam: as');
    assert.deepEqual(heads.slice(1), ['SGD', 'momentum', 'Adam']);
    assert.match(caption, /: 48 of 300 points/);
    for (const column of [1, 2, 3]) {
      const told = rows.filter((row) => row[column]);
      assert.equal(told.length, 16);
      assert.equal(number(told.at(-1)[0]), 100);
      assert.ok(number(told.at(-1)[column]) < number(told[0][column]), 'the loss falls');
    }
    assert.deepEqual(complaints, []);
    return caption;
  },

  async 'a lesson’s chart, of lines with names and of one without'({browser, url}) {
    const {page, complaints} = await open(browser, url, 'normalise');
    const named = await table(page, 'mean and deviation, as the sliders say: as');
    const {lesson} = await state(page);
    assert.deepEqual(named.heads.slice(1), ['mean and deviation', 'as the sliders say']);
    assert.ok(named.rows.length <= 50 && named.rows.every(([, a, b]) => number(a) > 0 && number(b) > 0));
    await choose(page, 'gradients');
    const nameless = await table(page, 'A function and its slope: as');
    assert.deepEqual(nameless.heads, ['x', 'A function and its slope']);
    for (const [x, y] of nameless.rows) assert.ok(Math.abs(number(x) ** 2 - number(y)) < 0.02 * Math.max(1, number(y)), `f(${x}) = ${y}`);
    assert.deepEqual(complaints, []);
    return `${named.rows.length} and ${nameless.rows.length} rows of ${Object.keys(lesson.numbers).length} numbers`;
  },

  async 'the confusion matrix and the images: a cell and an image are chosen there'({browser, url}) {
    const {page, complaints} = await open(browser, url, 'predictions');
    const {rows} = await table(page, 'Confusion matrix: as');
    const counts = rows.map((row) => row.slice(1).map(Number));
    assert.equal(counts.flat().reduce((sum, one) => sum + one), 10_000);
    const wrong = counts.flatMap((row, truth) => row.map((n, read) => ({n, truth, read}))).filter(({truth, read}) => truth !== read);
    const {n, truth, read} = wrong.reduce((most, one) => (one.n > most.n ? one : most));
    await pick(page, 'Confusion matrix', truth, read + 1);
    const images = await table(page, `A ${truth} read as a ${read}`);
    assert.equal(images.rows.length, Math.min(n, 50));
    assert.ok(images.rows.every((row) => Number(row[1]) === truth && Number(row[2]) === read));
    await pick(page, `A ${truth} read as a ${read}`, 0, 0);
    await waitForState(page, 'the image on the pad', (now) => now.image.some((pixel) => pixel > 0) && now.reading !== truth);
    assert.deepEqual(complaints, []);
    return `${n} times a ${truth} as a ${read}`;
  },

  async 'the map: some of its images, the middles of all, and one put on the pad'({browser, url}) {
    const {page, complaints} = await open(browser, url, 'map');
    const {caption, rows} = await table(page, 'Test images along');
    assert.equal(rows.length, 50);
    assert.match(caption, /: 50 of \d+ points/);
    const middles = await table(page, 'The middle of each');
    assert.equal(middles.rows.length, 10);
    const zero = number(middles.rows[0][2]), one = number(middles.rows[1][2]);
    assert.ok(Math.abs(zero - one) > 3, `zeros at ${zero}, ones at ${one}`);
    await pick(page, 'Test images along', 7, 0);
    await waitForState(page, 'the image on the pad', (now) => now.image.some((pixel) => pixel > 0));
    assert.deepEqual(complaints, []);
  },

  async 'pictures: their numbers, a cell that is chosen, and a picture of many images'({browser, url}) {
    const {page, complaints} = await open(browser, url, 'convolution');
    await page.evaluate(() => window.inkgrad.draw([[[4, 4], [20, 4], [10, 26]]]));
    const seen = await table(page, 'The image x, and');
    assert.equal(seen.rows.length, 28);
    assert.equal(seen.rows[0].length, 29);
    const kernel = await table(page, 'The kernel w: as');
    assert.equal(kernel.rows.length, 3);
    await pick(page, 'The kernel w', 2, 1);
    await page.waitForFunction(() => [...document.querySelectorAll('#outline label')].some((one) => one.textContent.startsWith('w[2, 0]')));
    await choose(page, 'ten-digits');
    const weights = await table(page, 'Ten weight images');
    assert.equal(weights.rows.length, 10);
    for (const row of weights.rows) assert.match(row.at(-1), /^0\.\d+ at row \d+, column \d+$/);
    await choose(page, 'mean-digit', {});
    await table(page, 'Ten means');
    await pick(page, 'Ten means', 0, 0);
    const digit = (await table(page, 'Ten means')).rows[0][1];
    await page.waitForFunction((wanted) => [...document.querySelectorAll('#outline h2')].some((one) => one.textContent.endsWith(`digit ${wanted}`)), digit);
    assert.deepEqual(complaints, []);
  },
};
