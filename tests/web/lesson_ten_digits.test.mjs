// The lesson "ten-digits": ten numbers of an example, before learning as the program has them and after an epoch in the worker.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {click, drawByMouse} from './harness.mjs';
import {expectEqual, openLesson, programNumbers, waitForNumbers, waitUntilDone} from './lessons.mjs';

export default {
  async 'ten-digits: the numbers are the program’s; an epoch of training reads more than the document’s, and a mistake costs'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'ten-digits');
    const program = programNumbers('logistic-regression');
    const {numbers: before} = await waitForNumbers(page, 'the untrained network’s numbers', ({validation}) => validation?.length === 1);
    assert.equal(before.trained[0], 0);
    assert.equal(before.label[0], program['their-labels'][0]);
    // Weights and image are the same to the bit; sums of 784 products are rounded otherwise in WebAssembly.
    for (const name of ['log-probabilities', 'sum', 'loss']) expectEqual(before[name], program[name]);
    expectEqual([Math.exp(before.scores[3] - before.scores[5])], [before.probabilities[3] / before.probabilities[5]], 1e-5);

    await click(page, 'train_epoch');
    const {numbers, done} = await waitForNumbers(page, 'an accuracy above the document’s',
      ({trained, validation}) => trained[0] === 1 && validation?.[0] > 0.912);
    assert.notEqual(numbers['largest-weight'][0], before['largest-weight'][0], 'the weight images moved');
    assert.equal(done, false);
    await waitForNumbers(page, 'the end of the epoch', ({validation}) => Math.abs(validation[0] - program.validation[0]) < 0.004);
    await click(page, 'wrong_next');
    const wrong = (await waitUntilDone(page)).numbers;
    assert.notEqual(wrong.read[0], wrong.label[0]);
    assert.ok(wrong.loss[0] > Math.log(2), `${wrong.loss[0]}: another digit has at least as large a share`);
    expectEqual([-wrong['log-probabilities'][wrong.label[0]]], wrong.loss);
    assert.deepEqual(complaints, []);
    return `${before.validation[0]} -> ${numbers.validation[0]}, the program ${program.validation[0]}`;
  },

  async 'ten-digits: the example is chosen, by place, from test images, from the pad'({browser, url}) {
    const {page} = await openLesson(browser, url, 'ten-digits', {height: 1700});
    const first = await waitForNumbers(page, 'an example', ({loss}) => loss?.length === 1);
    await click(page, 'example_next');
    await waitForNumbers(page, 'the next', ({label, loss}, {choices}) => choices.place === 1 && label[0] === 8 && loss[0] !== first.numbers.loss[0]);
    await click(page, 'example_previous');
    await waitForNumbers(page, 'the first again', ({loss}, {choices}) => choices.place === 0 && loss[0] === first.numbers.loss[0]);
    await click(page, 'source_1');
    await waitForNumbers(page, 'a test image', ({label}, {choices}) => choices.source === 1 && label[0] === 7);
    await click(page, 'source_2');
    await waitForNumbers(page, 'no drawing, no numbers', ({loss}) => loss === undefined);
    await drawByMouse(page, digits[3]);
    const three = await waitForNumbers(page, 'the drawing', ({loss}) => loss?.length === 1);
    await click(page, 'meant_5');
    const five = await waitForNumbers(page, 'the other label', ({label}) => label[0] === 5);
    expectEqual([-five.numbers['log-probabilities'][5]], five.numbers.loss);
    expectEqual(five.numbers.scores, three.numbers.scores);
    assert.notEqual(five.numbers.loss[0], three.numbers.loss[0]);
  },
};
