// Looking inside: layers, predictions, the map, and the way from pen to pixels.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {click, drawByMouse, state, waitForState} from './harness.mjs';
import {bringIntoView, expectEqual, openLesson, pointIn, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

export default {
  async 'predictions: every test image is read, a cell shows its images, a click puts one on the pad'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'predictions');
    const {numbers} = await waitForNumbers(page, 'all images', ({right}) => right?.[0] > 0);
    assert.equal(numbers.confusion.reduce((sum, n) => sum + n), 10000);
    const diagonal = numbers.confusion.filter((_, i) => i % 11 === 0).reduce((sum, n) => sum + n);
    assert.equal(diagonal, numbers.right[0]);
    assert.ok(diagonal > 9000);
    const worst = numbers.confusion.map((n, i) => (i % 11 === 0 ? -1 : n)).reduce((best, n, i, all) => (n > all[best] ? i : best), 1);
    const [row, column] = [Math.floor(worst / 10), worst % 10];
    await page.mouse.click(...await pointIn(page, 'confusion', (column + 0.5) / 10, (row + 0.5) / 10));
    const {numbers: {cell}} = await waitForNumbers(page, 'the cell', ({cell}) => cell.length > 0);
    assert.equal(cell.length, Math.min(50, numbers.confusion[worst]));
    const {layout: {cell_images: area}} = await state(page);
    await page.mouse.move(area.x + 14, area.y + 14);
    await page.waitForTimeout(60);
    await page.mouse.click(area.x + 14, area.y + 14, {delay: 60});
    await waitUntilDone(page);
    const {reading} = await waitForState(page, 'its reading', (now) => now.reading !== null);
    assert.equal(reading, column);
    assert.deepEqual(complaints, []);
    return `${diagonal} right; ${numbers.confusion[worst]} images of a ${row} read as a ${column}`;
  },

  async 'layers: results, spreads, slopes and the hidden square follow the drawing and the choice'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'layers');
    const blank = await waitForNumbers(page, 'the first test image', ({layers}) => layers?.length === 1);
    assert.equal(blank.numbers.digit[0], 7);
    await drawByMouse(page, digits[3]);
    const drawn = await waitForNumbers(page, 'the 3', ({digit}) => digit[0] === 3);
    const {probabilities} = await state(page);
    assert.ok(Math.abs(drawn.numbers.probability[0] - probabilities[3]) < 1e-6);
    assert.ok(drawn.numbers.saliency.some((slope) => slope > 0) && drawn.numbers.saliency.some((slope) => slope < 0));
    const last = drawn.numbers.layers[0] - 1;
    await bringIntoView(page, `layer_${last}`);
    await click(page, `layer_${last}`);
    const scores = await waitForNumbers(page, 'the last layer', ({values}) => values.length === 10);
    const exponentials = scores.numbers.values.map((score) => Math.exp(score - Math.max(...scores.numbers.values)));
    expectEqual(exponentials.map((e) => e / exponentials.reduce((a, b) => a + b)), probabilities, 1e-5);
    assert.equal(scores.numbers.activations.reduce((a, b) => a + b), 10);
    const before = Math.max(...scores.numbers.occlusion);
    await bringIntoView(page, 'patch_field');
    await typeInto(page, 'patch_field', '12');
    const after = await waitForNumbers(page, 'larger squares', ({occlusion}, {choices}) => choices.patch === 12 && Math.max(...occlusion) !== before);
    assert.ok(Math.max(...after.numbers.occlusion) > before, 'hiding more loses more');
    assert.deepEqual(complaints, []);
  },

  async 'map: two directions explain what they say, and the drawing has its place'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'map');
    const {numbers} = await waitForNumbers(page, 'the directions', ({shares}) => shares?.[0] > 0);
    assert.equal(numbers.images[0], 1000);
    assert.ok(numbers.shares[0] > numbers.shares[1] && numbers.shares[1] > 0.03 && numbers.shares[0] < 0.2, `${numbers.shares}`);
    assert.deepEqual(numbers.drawing, []);
    await drawByMouse(page, digits[1]);
    const one = await waitUntilDone(page);
    await page.evaluate((strokes) => window.inkgrad.draw(strokes), digits[0]);
    const zero = await waitForNumbers(page, 'the 0', ({drawing}) => drawing[0] !== one.numbers.drawing[0]);
    assert.ok(Math.abs(zero.numbers.drawing[0] - one.numbers.drawing[0]) > 2, 'a 1 and a 0 lie at two ends');
    await typeInto(page, 'map_images_field', '400');
    await waitForNumbers(page, 'fewer images', ({images}) => images[0] === 400);
    assert.deepEqual(complaints, []);
  },

  async 'framing: switches change the image and what is read'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'framing');
    const small = digits[7].map((stroke) => stroke.map(([x, y]) => [x * 0.35 + 0.02, y * 0.35 + 0.02]));
    await drawByMouse(page, small);
    const whole = await waitForNumbers(page, 'the 7', ({digit}) => digit?.[0] === 7);
    assert.deepEqual(whole.numbers.image, (await state(page)).image);
    for (let step = 0; step < 4; ++step) {
      await click(page, `framing_${step}`);
      await waitForNumbers(page, `without step ${step}`, ({image}) => image.some((pixel, i) => pixel !== whole.numbers.image[i]));
      if (step > 0) await click(page, `framing_${step}`);
    }
    await waitForNumbers(page, 'uncropped', (_, {choices}) => !choices.crop && choices.pen && choices.grey && choices.centre);
    await click(page, 'framing_3');
    await waitUntilDone(page);
    assert.deepEqual(complaints, []);
  },
};
