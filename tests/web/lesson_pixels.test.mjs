// The lesson "pixels": indexing by dragging and by typing, in its numbers.
import assert from 'node:assert/strict';
import {click} from './harness.mjs';
import {drag, expectEqual, openLesson, pointIn, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

export default {
  async 'pixels: indices typed and dragged take what the program takes; a negative row is noticed'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'pixels');
    const program = programNumbers('pixels');
    const first = await waitForNumbers(page, 'the window', ({part}) => part?.length === 25);
    expectEqual(first.numbers.part, program.window);
    assert.equal(first.numbers.label[0], program.label[0]);
    for (const [index, name] of [['[0, 14]', 'row'], ['[0, :, 14]', 'column'], ['[0, 14, ::4]', 'every-fourth']]) {
      await typeInto(page, 'index', index);
      const {numbers, done} = await waitForNumbers(page, index, (_, {choices}) => choices.index === index);
      expectEqual(numbers.part, program[name]);
      assert.equal(done, false);
    }
    await typeInto(page, 'index', '[0, -14]');
    expectEqual((await waitUntilDone(page)).numbers.part, program['from-the-back']);

    await drag(page, await pointIn(page, 'image_pixels', 5.5 / 28, 8.5 / 28), await pointIn(page, 'image_pixels', 9.5 / 28, 19.5 / 28));
    const {choices, numbers} = await waitForNumbers(page, 'the dragged window', (_, lesson) => lesson.choices.index === '[0, 8:20, 5:10]');
    assert.equal(choices.place, 0);
    assert.deepEqual(numbers.shape, [12, 5]);
    assert.deepEqual(complaints, []);
  },

  async 'pixels: the image that an index takes is the image that is shown, counted from the back too, and the arrows take it along'({browser, url}) {
    const {page} = await openLesson(browser, url, 'pixels');
    await waitForNumbers(page, 'an image', ({label}) => label?.length === 1);
    await typeInto(page, 'index', '[-1]');
    const last = await waitForNumbers(page, 'the last image', (_, {choices}) => choices.place === 999);
    assert.deepEqual(last.numbers.shape, [28, 28]);
    await click(page, 'digit_3');
    await waitForNumbers(page, 'the last three', ({label}, {choices}) => label[0] === 3 && choices.place === 6130);
    await click(page, 'previous');
    const before = await waitForNumbers(page, 'the one before', (_, {choices}) => choices.index === '[6129]');
    assert.equal(before.choices.place, 6129);
    await typeInto(page, 'index', '[7, 14]');
    await waitForNumbers(page, 'image 7', (_, {choices}) => choices.place === 7);
    await click(page, 'next');
    await waitForNumbers(page, 'image 8', (_, {choices}) => choices.place === 8 && choices.index === '[8, 14]');
    await typeInto(page, 'index', '[:9]');
    await waitForNumbers(page, 'many images: the one that is shown stays', ({shape}, {choices}) => shape.length === 3 && choices.place === 8);
  },

  async 'pixels: images by digit, one after the other'({browser, url}) {
    const {page} = await openLesson(browser, url, 'pixels');
    await waitForNumbers(page, 'an image', ({label}) => label?.length === 1);
    await click(page, 'digit_3');
    const {numbers} = await waitForNumbers(page, 'the threes', ({images}) => images[0] === programNumbers('pixels').threes[0]);
    assert.equal(numbers.label[0], 3);
    await click(page, 'next');
    await waitForNumbers(page, 'the next one', (_, {choices}) => choices.place === 1);
    await typeInto(page, 'index', '[6131]');
    await waitForNumbers(page, 'an index outside: the part stays', (_, {choices}) => choices.index === '[6131]');
    await typeInto(page, 'index', '[:9]');
    assert.deepEqual((await waitForNumbers(page, 'nine threes', ({shape}) => shape.length === 3)).numbers.shape, [9, 28, 28]);
  },
};
