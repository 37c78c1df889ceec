// The lesson "mean-digit": averages of any number of images, their sharpness, and an image less its mean.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {click, mnist, waitForState} from './harness.mjs';
import {expectEqual, openLesson, pointIn, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values) => Math.sqrt(Math.max(0, mean(values.map((value) => value * value)) - mean(values) ** 2));

/** Of the first n training images of a digit the mean and the standard deviation of each pixel, from MNIST's files. */
function ofFirst(digit, n) {
  const labels = readFileSync(join(mnist, 'train-labels-idx1-ubyte')).subarray(8);
  const pixels = readFileSync(join(mnist, 'train-images-idx3-ubyte')).subarray(16);
  const sums = new Float64Array(784);
  const squares = new Float64Array(784);
  let count = 0;
  for (let i = 0; i < labels.length && count < n; ++i) {
    if (labels[i] !== digit) continue;
    ++count;
    for (let p = 0; p < 784; ++p) {
      const x = pixels[784 * i + p] / 255;
      sums[p] += x;
      squares[p] += x * x;
    }
  }
  const means = Array.from(sums, (sum) => sum / count);
  return {means, spread: mean(means.map((m, p) => Math.sqrt(Math.max(0, squares[p] / count - m * m))))};
}

export default {
  async 'mean-digit: any number of images averages to what the files and the program say; the most blurred is found'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'mean-digit');
    const program = programNumbers('pixel-similarity');
    const one = await waitForNumbers(page, 'one three', (numbers) => numbers.images?.[0] === 6131);
    assert.equal(one.choices.count, 1);
    assert.ok(one.numbers.difference.every((value) => value === 0), 'the mean of one image is that image');
    assert.equal(one.done, false);

    await typeInto(page, 'count_field', '100');
    const hundred = await waitForNumbers(page, 'a hundred', (_, {choices}) => choices.count === 100);
    expectEqual(hundred.numbers['mean-3'], ofFirst(3, 100).means);
    expectEqual([hundred.numbers.sharpness[3]], [ofFirst(3, 100).spread]);
    expectEqual(hundred.numbers['difference-l1'], [mean(hundred.numbers.difference.map(Math.abs))]);

    await click(page, 'all');
    const all = await waitForNumbers(page, 'all threes', (_, {choices}) => choices.count === 6131);
    expectEqual(all.numbers['mean-3'], program['mean-3']);
    expectEqual([all.numbers.sharpness[3]], [ofFirst(3, 6131).spread]);
    const {order, sharpness} = all.numbers;
    assert.deepEqual(order, [...order].sort((a, b) => sharpness[a] - sharpness[b]), 'from sharp to blurred');
    await click(page, 'digit_7');
    const sevens = await waitForNumbers(page, 'all sevens', (_, {choices}) => choices.digit === 7 && choices.count === 6265);
    expectEqual(sevens.numbers['mean-7'], program['mean-7']);

    await click(page, 'measure_1');
    const contrast = await waitForNumbers(page, 'the contrast', (_, {choices}) => choices.measure === 1);
    expectEqual([contrast.numbers.sharpness[7]], [deviation(program['mean-7'])]);
    assert.ok(contrast.numbers.sharpness[contrast.numbers.order[0]] > contrast.numbers.sharpness[contrast.numbers.order[9]]);
    assert.equal(contrast.done, false);
    await page.mouse.click(...await pointIn(page, 'mean_gallery', 0.9, 0.75));
    const found = await waitUntilDone(page);
    assert.equal(found.choices.digit, contrast.numbers.order[9]);
    assert.deepEqual(complaints, []);
  },

  async 'mean-digit: images are added one by one, and looked through'({browser, url}) {
    const {page} = await openLesson(browser, url, 'mean-digit');
    await waitForNumbers(page, 'one three', (numbers) => numbers.images?.[0] === 6131);
    await click(page, 'one_more');
    await waitForNumbers(page, 'two images', (_, {choices}) => choices.count === 2 && choices.place === 1);
    await click(page, 'mean_previous');
    const first = await waitForNumbers(page, 'the first image', (_, {choices}) => choices.place === 0);
    await click(page, 'mean_next');
    const second = await waitForNumbers(page, 'the second', (_, {choices}) => choices.place === 1);
    expectEqual(second.numbers.difference, first.numbers.difference.map((value) => -value));
    await click(page, 'play');
    await waitForState(page, 'images to be added', ({lesson}) => lesson.choices.count > 4);
    await click(page, 'play');
    const {choices: {count}} = await waitForNumbers(page, 'the animation to hold', () => true);
    assert.ok(count < 6131);
    await click(page, 'one');
    await waitForNumbers(page, 'one again', (_, {choices}) => choices.count === 1);
  },

  async 'mean-digit: while images are added the ten keep their places; held, they are sorted'({browser, url}) {
    const {page} = await openLesson(browser, url, 'mean-digit');
    const one = await waitForNumbers(page, 'one three', (numbers) => numbers.images?.[0] === 6131);
    const sorted = ({order, sharpness}) => order.every((digit, i) => i === 0 || sharpness[order[i - 1]] <= sharpness[digit]);
    await click(page, 'play');
    for (const count of [8, 20, 40]) {
      const {lesson} = await waitForState(page, `${count} images`, (now) => now.lesson.choices.count >= count);
      assert.deepEqual(lesson.numbers.order, one.numbers.order, `at ${lesson.choices.count} images`);
    }
    await click(page, 'play');
    const held = await waitForNumbers(page, 'the animation to hold', sorted);
    assert.notDeepEqual(held.numbers.order, one.numbers.order);
  },
};
