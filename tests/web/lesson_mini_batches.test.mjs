// The lesson "mini-batches": what the loader gives, looked at, and the noise of gradients, in the program's numbers.
import assert from 'node:assert/strict';
import {click} from './harness.mjs';
import {expectEqual, openLesson, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

export default {
  async 'mini-batches: in order, shuffled, the last and smaller one; the noise is the program\'s'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'mini-batches');
    const program = programNumbers('mini-batches');
    const {numbers} = await waitForNumbers(page, 'the first batch', ({images}) => images?.[0] === 12396);
    expectEqual(numbers['first-target'], [program['first-targets'][0]]);
    assert.deepEqual(numbers.places, [...Array(16).keys()]);
    await click(page, 'order_1');
    const {numbers: shuffled} = await waitForNumbers(page, 'a shuffled batch', ({places}) => places[0] !== 0 || places[1] !== 1);
    expectEqual(shuffled['first-target'], [program['first-targets'][1]]);
    await click(page, 'last');
    const {numbers: last} = await waitForNumbers(page, 'the last batch', ({batch}) => batch[0] === 193);
    assert.deepEqual([last['batch-images'], last.batches], [[44], [194]]);
    await click(page, 'measure');
    const {numbers: {noise}} = await waitUntilDone(page);
    // The gradient of all images is summed here in portions.
    expectEqual(noise.slice(0, 5), program.noise, 1e-5);
    assert.ok(noise[5] < noise[4] && noise.length === 6);
    assert.deepEqual(complaints, []);
  },

  async 'mini-batches: batch size, drop_last, epoch, seed and the buttons change what is in the batch'({browser, url}) {
    const {page} = await openLesson(browser, url, 'mini-batches');
    await waitForNumbers(page, 'the first batch', ({images}) => images?.[0] === 12396);
    await click(page, 'next');
    await waitForNumbers(page, 'the second batch', ({batch, places}) => batch[0] === 1 && places[0] === 64);
    await click(page, 'previous');
    await waitForNumbers(page, 'the first again', ({batch}) => batch[0] === 0);
    await click(page, 'drop_last_1');
    await waitForNumbers(page, 'one batch less', ({batches}) => batches[0] === 193);
    await typeInto(page, 'batch_size_field', '1000');
    await waitForNumbers(page, 'twelve batches', ({batches}) => batches[0] === 12);
    await click(page, 'order_1');
    let {numbers: before} = await waitForNumbers(page, 'shuffled', ({places}) => places[0] !== 0 || places[1] !== 1);
    for (const field of ['epoch_field', 'seed_field']) {
      await typeInto(page, field, '7');
      ({numbers: before} = await waitForNumbers(page, `another ${field}`, ({places}) => String(places) !== String(before.places)));
    }
    await click(page, 'measure');
    assert.equal((await waitForNumbers(page, 'the noise', ({noise}) => noise.length === 6)).numbers.noise[0] === programNumbers('mini-batches').noise[0], false);
  },
};
