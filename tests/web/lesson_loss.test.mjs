// The lesson "loss": predictions dragged and typed, accuracy beside the loss, and the sigmoid, in its numbers.
import assert from 'node:assert/strict';
import {click, press} from './harness.mjs';
import {drag, expectEqual, openLesson, pointIn, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const tall = {height: 1400};

export default {
  async 'loss: the course\'s predictions have the program\'s loss; dragged, squeezed, and noticed'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'loss', tall);
    const program = programNumbers('loss');
    const {numbers} = await waitForNumbers(page, 'a loss', ({loss}) => loss?.length === 1);
    for (const name of ['distances', 'loss', 'loss-of-sigmoid', 'slopes', 'accuracy-does-not', 'sigmoid']) expectEqual(numbers[name], program[name]);
    // A difference of two sums near 0.4, each rounded to 6e-8: WebAssembly rounds in another order.
    expectEqual(numbers['loss-moves'], program['loss-moves'], 2e-7);
    assert.ok(Math.abs(numbers.loss[0] - 0.4333) < 1e-4 && Math.abs(numbers.accuracy[0] - 2 / 3) < 1e-6);
    // Along the third prediction the loss takes another value nearly everywhere, the accuracy two.
    assert.ok(numbers['different-losses'][0] > 190, `${numbers['different-losses'][0]} values of the loss`);
    assert.deepEqual(numbers['different-accuracies'], [2]);

    // The track is from -0.06 to 1.06: up from 0.2 to 0.8.
    const at = (p) => (1.06 - p) / 1.12;
    await drag(page, await pointIn(page, 'track_2', 0.36, at(0.2)), await pointIn(page, 'track_2', 0.36, at(0.8)));
    const better = await waitForNumbers(page, 'a better prediction', (_, {choices}) => choices.third > 0.75);
    expectEqual([better.choices.third], [0.8]);
    expectEqual(better.numbers.loss, program.better);
    expectEqual(better.numbers['loss-of-sigmoid'], program['better-of-sigmoid']);
    assert.deepEqual(better.numbers.accuracy, [1]);
    assert.equal(better.done, false);

    const {layout} = await page.evaluate(() => window.inkgrad.state());
    const right = ({x, y, width, height}) => [x + 0.75 * width, y + height / 2];
    await press(page, ...right(layout.range));
    await waitForNumbers(page, 'scores', (_, {choices}) => choices.wide);
    // From -6.72 to 6.72 now: the third is dragged to 5, where its distance is -4.
    const score = (p) => (6.72 - p) / 13.44;
    await drag(page, await pointIn(page, 'track_2', 0.36, score(0.8)), await pointIn(page, 'track_2', 0.36, score(5)));
    const absurd = await waitForNumbers(page, 'a loss below 0', ({loss}) => loss[0] < 0);
    assert.equal(absurd.done, false);
    await press(page, ...right(layout.squeeze));
    const done = await waitUntilDone(page);
    assert.ok(done.numbers['loss-of-sigmoid'][0] > 0 && done.numbers.distances.every((distance) => distance > 0 && distance < 1));
    assert.deepEqual(complaints, []);
  },

  async 'loss: predictions typed, targets pressed, a hundredth better, along the chart; the sigmoid\'s slope'({browser, url}) {
    const {page} = await openLesson(browser, url, 'loss', tall);
    const program = programNumbers('loss');
    await waitForNumbers(page, 'a loss', ({loss}) => loss?.length === 1);
    await click(page, 'example_1');
    expectEqual((await waitForNumbers(page, 'the better ones', (_, {choices}) => choices.third === 0.8)).numbers.loss, program.better);
    await click(page, 'example_0');
    await waitForNumbers(page, 'the first ones', (_, {choices}) => choices.third === 0.2);
    await click(page, 'nudge');
    const nudged = await waitForNumbers(page, 'a hundredth better', ({loss}) => loss[0] < 0.43);
    expectEqual(nudged.numbers.loss, [program.loss[0] - program['loss-moves'][0]]);
    await click(page, 'target_1');
    expectEqual((await waitForNumbers(page, 'another target', ({distances}) => distances[1] > 0.5)).numbers.slopes, [-1 / 3, -1 / 3, -1 / 3]);
    await typeInto(page, 'prediction_0', '0.25');
    expectEqual([(await waitForNumbers(page, 'a typed prediction', (_, {choices}) => choices.first === 0.25)).numbers.distances[0]], [0.75]);
    // The chart moves the one that was chosen, from 0 to 1.
    await click(page, 'which_1');
    await drag(page, await pointIn(page, 'moves', 0.4, 0.5), await pointIn(page, 'moves', 0.9, 0.5));
    const moved = await waitForNumbers(page, 'the second moved', (_, {choices}) => choices.second > 0.85);
    expectEqual([moved.choices.second], [0.9]);

    // The sigmoid at 0 is a half, and rises by a quarter; at 1 and at -4 it is what the program says. From -6 to 6.
    const half = await waitForNumbers(page, 'the sigmoid', () => true);
    expectEqual([half.numbers['sigmoid-value'][0], half.numbers['sigmoid-slope'][0]], [0.5, 0.25]);
    await typeInto(page, 'x_field', '1');
    const one = await waitForNumbers(page, 'at 1', (_, {choices}) => choices.x === 1);
    expectEqual(one.numbers['sigmoid-value'], [program.sigmoid[3]]);
    await drag(page, await pointIn(page, 'sigmoid', 7 / 12, 0.3), await pointIn(page, 'sigmoid', 2 / 12, 0.5));
    const four = await waitForNumbers(page, 'at -4', (_, {choices}) => choices.x === -4);
    expectEqual(four.numbers['sigmoid-value'], [program.sigmoid[0]]);
    assert.ok(four.numbers['sigmoid-slope'][0] > 0.01 && four.numbers['sigmoid-slope'][0] < 0.02);
  },
};
