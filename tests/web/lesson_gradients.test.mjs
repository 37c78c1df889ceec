// The lesson "gradients": the point dragged, backward() again and again, and back through graphs, in its numbers.
import assert from 'node:assert/strict';
import {click} from './harness.mjs';
import {drag, expectEqual, openLesson, pointIn, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

/** Types a number into the field of a slider. */
const put = (page, slider, number) => typeInto(page, `${slider}_field`, String(number));

export default {
  async 'gradients: the dragged point has the slope of the program; backward() adds, zero_grad() empties; a graph is walked'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'gradients', {height: 1300});
    const program = programNumbers('gradients');
    const first = await waitForNumbers(page, 'a slope', ({slope}) => slope?.length === 1);
    assert.equal(first.numbers.slope[0], 3);
    expectEqual(first.numbers.sum, program.sum);
    expectEqual(first.numbers.slopes, program.slopes);

    // The chart is from -4 to 4: x is dragged to 3.
    await drag(page, await pointIn(page, 'curve', 5.5 / 8, 0.5), await pointIn(page, 'curve', 7 / 8, 0.3));
    const {numbers} = await waitForNumbers(page, 'x at 3', (_, {choices}) => choices.x === 3);
    expectEqual(numbers.value, program.value);
    expectEqual(numbers.slope, program.slope);
    assert.equal(numbers.grad, undefined);
    await click(page, 'backward');
    await waitForNumbers(page, 'one slope', ({grad}) => grad?.[0] === program.slope[0]);
    await click(page, 'backward');
    const twice = await waitForNumbers(page, 'two slopes', ({accumulated}) => accumulated !== undefined);
    expectEqual(twice.numbers.accumulated, program.accumulated);
    await click(page, 'backward');
    await waitForNumbers(page, 'three slopes', ({grad}) => grad[0] === 3 * program.slope[0]);
    await click(page, 'zero_grad');
    await waitForNumbers(page, 'none', ({grad}) => grad === undefined);
    await click(page, 'backward');
    const zeroed = await waitForNumbers(page, 'one slope again', ({zeroed}) => zeroed !== undefined);
    expectEqual(zeroed.numbers.zeroed, program.zeroed);
    assert.equal(zeroed.done, false);

    // (a·b + c)² at 2, -3, 10: 16, whose slopes are 2·4·(-3), 2·4·2 and 2·4. By mouse, then by keyboard.
    assert.deepEqual(zeroed.numbers.result, [16]);
    await click(page, 'step');
    assert.deepEqual((await waitForNumbers(page, 'the square', (_, {choices}) => choices.walked === 1)).numbers['by-walking'], []);
    await click(page, 'step');
    assert.deepEqual((await waitForNumbers(page, 'the sum', (_, {choices}) => choices.walked === 2)).numbers['by-walking'], [8]);
    // The button beside it: all that is left.
    await page.keyboard.press('Tab', {delay: 60});
    await page.waitForTimeout(60);
    await page.keyboard.press('Space', {delay: 60});
    const walked = await waitUntilDone(page);
    assert.deepEqual(walked.numbers['by-walking'], [-24, 16, 8]);
    assert.deepEqual(walked.numbers['by-backward'], [-24, 16, 8]);
    assert.deepEqual(complaints, []);
  },

  async 'gradients: functions, distances, numbers and graphs change what comes out'({browser, url}) {
    const {page} = await openLesson(browser, url, 'gradients', {height: 1300});
    await waitForNumbers(page, 'a slope', ({slope}) => slope?.length === 1);
    // x³ at 2: the slope is 12, and by two points h away 12 + h².
    await click(page, 'function_1');
    await put(page, 'x', 2);
    await put(page, 'h', 1);
    const cube = (await waitForNumbers(page, 'x³', (_, {choices}) => choices.h === 1)).numbers;
    expectEqual([cube.value[0], cube.slope[0], cube.secant[0]], [8, 12, 13]);
    for (const [function_, value, slope] of [[2, Math.sin(2), Math.cos(2)], [3, 2, 1], [4, 0.8807971, 0.1049936], [5, 2, 1]]) {
      await click(page, `function_${function_}`);
      const {numbers} = await waitForNumbers(page, `function ${function_}`, (_, {choices}) => choices.function === function_);
      expectEqual([numbers.value[0], numbers.slope[0]], [value, slope]);
    }
    await put(page, 'second', -1);
    expectEqual((await waitForNumbers(page, 'the vector', ({sum}) => sum[0] === 110)).numbers.slopes, [6, -2, 20]);

    // x·x + x at 3: 1 + 3 + 3 arrive along three ways.
    await click(page, 'graph_1');
    await click(page, 'all');
    expectEqual((await waitForNumbers(page, 'a variable used three times', (_, {choices}) => choices.graph === 1 && choices.walked === 2)).numbers['by-walking'], [7]);
    await put(page, 'leaf_x', -2);
    expectEqual((await waitForNumbers(page, 'another x', ({result}) => result[0] === 2)).numbers['by-walking'], [-3]);
    await click(page, 'restart');
    assert.deepEqual((await waitForNumbers(page, 'the start', (_, {choices}) => choices.walked === 0)).numbers['by-walking'], []);
    for (const graph of [2, 3]) {
      await click(page, `graph_${graph}`);
      await click(page, 'all');
      const {numbers} = await waitForNumbers(page, `graph ${graph}`, (n, {choices}) => choices.graph === graph && n['by-walking'].length === 2);
      expectEqual(numbers['by-walking'], numbers['by-backward']);
    }
    // The mean of (2x - 1 - y)² for x = 1, 2 and y = 3, 4: by w the mean of 2dx, by b of 2d, with d = -2, -1.
    expectEqual((await waitForNumbers(page, 'the mean', () => true)).numbers['by-backward'], [-4, -3]);
  },
};
