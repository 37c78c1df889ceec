// The lesson "convolution": a kernel over a drawing, its numbers recomputed here; pooling; a trained network's maps.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {click, drawByMouse, openPlayground, state, waitForState} from './harness.mjs';
import {drag, expectEqual, openLesson, pointIn, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const kernelOf = (choices) => Array.from({length: 9}, (_, i) => choices[`w${i}`]);

/** What conv2d, max and average pooling are, by their definitions, in plain loops. `x`: 28 rows of 28. */
function convolve(x, kernel, stride, padding) {
  const side = Math.floor((28 + 2 * padding - 3) / stride) + 1;
  const at = (row, column) => row < 0 || column < 0 || row > 27 || column > 27 ? 0 : x[row * 28 + column];
  return Array.from({length: side * side}, (_, place) => kernel.reduce((sum, w, i) => sum + w *
    at(Math.floor(place / side) * stride - padding + Math.floor(i / 3), place % side * stride - padding + i % 3), 0));
}
function pool(map, size, join) {
  const side = Math.sqrt(map.length), small = Math.floor(side / size);
  return Array.from({length: small * small}, (_, place) => join(Array.from({length: size * size}, (_, i) =>
    map[(Math.floor(place / small) * size + Math.floor(i / size)) * side + place % small * size + i % size])));
}

/** Expects the page's maps to be those of its choices and its drawing. */
async function expectMaps(page, {choices, numbers}) {
  const x = (await state(page)).image.map((pixel) => pixel / 255);
  const map = convolve(x, kernelOf(choices), choices.stride, choices.padding);
  // Float sums of nine products, against doubles.
  expectEqual(numbers.output, map, 1e-5);
  expectEqual(numbers['max-pooled'], pool(map, choices.pool, (some) => Math.max(...some)), 1e-5);
  expectEqual(numbers['average-pooled'], pool(map, choices.pool, (some) => some.reduce((a, b) => a + b) / some.length), 1e-5);
  expectEqual(numbers.sum, [map[choices.row * numbers.shape[1] + choices.column]], 1e-5);
  expectEqual(numbers.products, numbers.window.map((value, i) => value * kernelOf(choices)[i]), 1e-5);
}

export default {
  async 'convolution: a kernel clicked, dragged and typed changes products, map and pooling as the definition says'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'convolution', {height: 1500});
    await waitForState(page, 'the network', ({lesson}) => lesson.numbers['maps-0'] !== undefined);
    await drawByMouse(page, digits[7]);
    const first = await waitForNumbers(page, 'the drawing', ({output}) => output.some((value) => value !== 0));
    await expectMaps(page, first);
    assert.ok(first.numbers.probabilities[7] > 0.5, `${first.numbers.probabilities}`);
    await click(page, 'kernel_preset_1');
    const blur = await waitForNumbers(page, 'a blur', (_, {choices}) => choices.w0 === 1 / 9);
    await expectMaps(page, blur);
    await click(page, 'kernel_preset_0');
    await waitForNumbers(page, 'the identity', (_, {choices}) => choices.w4 === 1 && choices.w0 === 0);
    // The top left number, dragged up by 40 pixels: a tenth each four.
    const [x, y] = await pointIn(page, 'kernel', 1 / 6, 1 / 6);
    await drag(page, [x, y], [x, y - 40]);
    await waitForNumbers(page, 'the dragged number', (_, {choices}) => choices.w0 === 1);
    await typeInto(page, 'weight_field', '-1');
    const own = await waitUntilDone(page);
    assert.deepEqual(kernelOf(own.choices), [-1, 0, 0, 0, 1, 0, 0, 0, 0]);
    await expectMaps(page, own);
    assert.deepEqual(complaints, []);
  },

  async 'convolution: stride, padding, the window dragged, stepped and let go, the side of pooling'({browser, url}) {
    const {page} = await openLesson(browser, url, 'convolution', {height: 1500, still: true});
    await waitForState(page, 'the pad', ({layout}) => 'pad' in layout);
    await drawByMouse(page, digits[3]);
    await waitForNumbers(page, 'the drawing', ({output}) => output.some((value) => value !== 0));
    await click(page, 'stride_1');
    await click(page, 'padding_1');
    const strided = await waitForNumbers(page, 'stride 2, padding 1', ({shape}) => shape[0] === 14);
    await expectMaps(page, strided);
    await typeInto(page, 'pool_field', '3');
    await expectMaps(page, await waitForNumbers(page, 'pooling by 3', (_, {choices}) => choices.pool === 3));
    // Of 30 rows with the padding, the pixel (15, 9) is the middle of the window at (7, 4).
    await drag(page, await pointIn(page, 'conv_picture', 3 / 30, 3 / 30), await pointIn(page, 'conv_picture', 9.5 / 30, 15.5 / 30));
    const moved = await waitForNumbers(page, 'the window', (_, {choices}) => choices.row === 7 && choices.column === 4);
    await expectMaps(page, moved);
    assert.equal(moved.numbers.shown[0], 14 * 14);
    await click(page, 'conv_step');
    await waitForNumbers(page, 'the first place', ({shown}) => shown[0] === 1);
    await click(page, 'conv_step');
    await waitForNumbers(page, 'the second', ({shown}, {choices}) => shown[0] === 2 && choices.column === 1);
    await click(page, 'conv_slide');
    await waitForNumbers(page, 'the end', ({shown}) => shown[0] === 14 * 14);
  },

  async 'convolution: the first stroke begins a new drawing where there is one of elsewhere; undo brings that back'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await drawByMouse(page, digits[3]);
    const three = await waitForState(page, 'a 3', ({reading}) => reading === 3);
    await click(page, 'lesson_convolution');
    await waitForNumbers(page, 'the 3 in the lesson', ({output}) => output?.some((value) => value !== 0));
    await drawByMouse(page, digits[7]);
    const seven = await waitForState(page, 'the 7 alone', ({reading}) => reading === 7);
    assert.equal(seven.strokes, digits[7].length);
    await expectMaps(page, await waitForNumbers(page, 'its maps', ({probabilities}) => probabilities[7] > 0.5));
    for (let i = 0; i <= digits[7].length; ++i) await click(page, 'undo');
    const back = await waitForState(page, 'the 3 again', ({reading}) => reading === 3);
    assert.deepEqual(back.image, three.image);
    // What was undone here belongs here: the next stroke is added to it.
    await drawByMouse(page, digits[1]);
    assert.equal((await state(page)).strokes, digits[3].length + digits[1].length);
    assert.deepEqual(complaints, []);
  },
};
