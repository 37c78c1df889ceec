// The lesson "training-loop": the seven steps by their buttons, then run, in the program's numbers.
import assert from 'node:assert/strict';
import {click, state, waitForState} from './harness.mjs';
import {expectEqual, openLesson, programNumbers, typeInto, waitForNumbers} from './lessons.mjs';

const press = async (page, step) => {
  await click(page, `step_${step}`);
  return (await waitForNumbers(page, `step ${step}`, ({last}) => last?.[0] === step - 1)).numbers;
};

export default {
  async 'training-loop: seven presses, then twenty epochs, are what the program computes'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'training-loop', {height: 1000});
    const program = programNumbers('sgd-from-scratch');
    await waitForState(page, 'all of MNIST', ({data}) => data.train === 60000 && data.validation === 10000);
    await waitForNumbers(page, 'the first batch', ({batches}) => batches?.[0] === 49);
    await click(page, 'step_2');  // not its turn
    const begun = await press(page, 1);
    expectEqual(begun['accuracy-before'], program['accuracy-before']);
    assert.equal(begun['one-score'], undefined);
    expectEqual((await press(page, 2))['one-score'], program['one-score'], 1e-5);
    await click(page, 'next');
    assert.notDeepEqual((await waitForNumbers(page, 'a score', (numbers) => numbers['one-score'][0] !== program['one-score'][0])).numbers['one-score'],
                        program['one-score']);
    const {loss} = await press(page, 3);
    assert.ok((await press(page, 4))['weights-gradient'][0] !== 0);
    const stepped = await press(page, 5);
    assert.ok(stepped['new-loss'][0] < loss[0]);
    assert.equal((await press(page, 6)).batch[0], 1);
    await press(page, 7);
    await click(page, 'run');
    const {numbers, done} = await waitForNumbers(page, 'twenty epochs', (now) => now['epochs-done'][0] === 20, 120_000);
    expectEqual(numbers.accuracy, program.accuracy);
    expectEqual(numbers['accuracy-after'], program['accuracy-after']);
    assert.ok(numbers['accuracy-after'][0] >= 0.96 && done);
    assert.deepEqual(complaints, []);
  },

  async 'training-loop: learning rate, batch size and epochs'({browser, url}) {
    const {page} = await openLesson(browser, url, 'training-loop', {height: 1000});
    const program = programNumbers('sgd-from-scratch');
    await waitForNumbers(page, 'the first batch', ({batches}) => batches?.[0] === 49);
    await typeInto(page, 'batch_size_field', '4');
    await waitForNumbers(page, 'batches of four', ({batches}) => batches[0] === 3099);
    for (const step of [1, 2, 3, 4]) await press(page, step);
    const {lesson: {numbers}} = await state(page);
    expectEqual(numbers['weights-gradient'], program['weights-gradient'], 1e-6);
    await typeInto(page, 'lr_field', '0.5');
    const half = (await press(page, 5)).change;
    for (const step of [1, 2, 3, 4]) await press(page, step);
    await typeInto(page, 'lr_field', '1');
    const whole = (await press(page, 5)).change;
    expectEqual(half.map((change) => 2 * change), whole, 1e-6);
    await typeInto(page, 'batch_size_field', '2048');
    await waitForNumbers(page, 'large batches', ({batches}) => batches[0] === 7);
    await typeInto(page, 'epochs_field', '2');
    await press(page, 1);
    await click(page, 'run');
    await waitForNumbers(page, 'two epochs', (now) => now['epochs-done'][0] === 2);
  },
};
