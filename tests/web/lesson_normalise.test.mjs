// The lesson "normalise": mean and deviation as the program has them, undone and done again, with what that does to a training.
import assert from 'node:assert/strict';
import {click} from './harness.mjs';
import {expectEqual, openLesson, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const trained = (page, what, holds) => waitForNumbers(page, what, (numbers) => numbers['accuracy-chosen'] && numbers['accuracy-normalised'] && holds(numbers), 120_000);

export default {
  async 'normalise: the program\'s numbers; undone, the curve is another; done again, it is the same'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'normalise');
    const program = programNumbers('normalise');
    const {numbers: right, done} = await trained(page, 'both curves', () => true);
    for (const name of ['mean', 'std', 'normalised', 'validation-mean', 'validation-std']) expectEqual(right[name], program[name]);
    expectEqual([...right['after-mean'], ...right['after-std']], [0, 1]);
    assert.deepEqual(right['losses-chosen'], right['losses-normalised']);
    assert.equal(done, false);
    await click(page, 'undo');
    const {numbers: undone} = await trained(page, 'the curve of raw pixels', ({normalised}) => normalised[1] === 1);
    assert.deepEqual(undone.normalised, [0, 1]);
    expectEqual([...undone['after-mean'], ...undone['after-std']], [...program.mean, ...program.std]);
    assert.deepEqual(undone['losses-normalised'], right['losses-normalised']);
    const late = (losses) => losses.slice(-10).reduce((sum, loss) => sum + loss, 0);
    assert.ok(late(undone['losses-chosen']) > late(right['losses-chosen']));
    await click(page, 'normalise');
    const {numbers: again} = await waitUntilDone(page, 120_000);
    assert.deepEqual(again['losses-chosen'], right['losses-normalised']);
    assert.deepEqual(complaints, []);
  },

  async 'normalise: what is subtracted, the divisor and the rate change numbers and curves'({browser, url}) {
    const {page} = await openLesson(browser, url, 'normalise');
    const {numbers: before} = await trained(page, 'both curves', () => true);
    await typeInto(page, 'subtracted_field', '-1');
    const {numbers: shifted} = await trained(page, 'pixels moved up', (numbers) => Math.abs(numbers.normalised[0] * before.std[0] - 1) < 1e-6);
    assert.notDeepEqual(shifted['losses-chosen'], before['losses-chosen']);
    await typeInto(page, 'divisor_field', '2');
    const {numbers: small} = await trained(page, 'small pixels', ({normalised}) => normalised[0] === 0.5);
    assert.notDeepEqual(small['losses-chosen'], shifted['losses-chosen']);
    await typeInto(page, 'lr_field', '0.01');
    await trained(page, 'slower steps for both', (numbers) => numbers['losses-normalised'][149] > before['losses-normalised'][149]);
  },
};
