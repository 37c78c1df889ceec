// The lesson "distance": an image against mean digits, and the right answers counted over the test images.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {click, drawByMouse, waitForState} from './harness.mjs';
import {expectEqual, openLesson, pointIn, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export default {
  async 'distance: counted shares are the program\'s, by both measures, with two means and with ten; errors are shown'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'distance', {height: 1500});
    const program = programNumbers('pixel-similarity');
    await waitForNumbers(page, 'all test images to be measured', (numbers) => numbers['to-count']?.[0] === 2038);
    await typeInto(page, 'counted_field', '300');
    const some = await waitForNumbers(page, 'three hundred', (_, {choices}) => choices.counted === 300);
    expectEqual(some.numbers.share, [1 - some.numbers.errors[0] / 300]);
    await click(page, 'count_all');
    const two = await waitForNumbers(page, 'all threes and sevens', (_, {choices}) => choices.counted === 2038);
    for (const name of ['right-of-threes', 'right-of-sevens', 'right']) expectEqual(two.numbers[name], program[name]);

    await page.mouse.click(...await pointIn(page, 'errors_gallery', 1 / 12, 1 / 10));
    const error = await waitForNumbers(page, 'an error, read', (_, {choices}) => choices.source === 1);
    const {label, read} = error.numbers;
    assert.notEqual(label[0], read[0]);
    assert.ok(error.numbers[`l1-to-${read}`][0] <= error.numbers[`l1-to-${label}`][0], 'read as the nearer one');
    await click(page, 'errors_next');
    await page.mouse.click(...await pointIn(page, 'errors_gallery', 1 / 12, 1 / 10));
    await waitForNumbers(page, 'an error of the next page', (_, {choices}) => choices.place > error.choices.place);

    await click(page, 'by_1');
    await waitForNumbers(page, 'RMSE', ({'right-by-rmse': right}) => right !== undefined && right[0] !== two.numbers.right[0]);
    await click(page, 'means_1');
    await waitForNumbers(page, 'ten means', (numbers, {choices}) => numbers['to-count'][0] === 10000 && choices.counted === 0);
    await click(page, 'count_all');
    expectEqual((await waitForNumbers(page, 'ten by RMSE', (numbers) => 'ten-by-l2' in numbers)).numbers['ten-by-l2'], program['ten-by-l2']);
    await click(page, 'by_0');
    const ten = await waitForNumbers(page, 'ten by L1', (numbers) => 'ten-by-l1' in numbers);
    expectEqual(ten.numbers['ten-by-l1'], program['ten-by-l1']);
    assert.equal(ten.done, false);
    assert.equal(ten.choices.source, 1);
    await drawByMouse(page, digits[3]);
    assert.deepEqual((await waitUntilDone(page)).numbers.read, [3]);
    assert.deepEqual(complaints, []);
  },

  async 'distance: the drawing, any test image or the document\'s 3, against any mean; counting by itself'({browser, url}) {
    const {page} = await openLesson(browser, url, 'distance', {height: 1500});
    const program = programNumbers('pixel-similarity');
    await click(page, 'source_2');
    const document = await waitForNumbers(page, 'the document\'s 3', (numbers) => numbers.label?.[0] === 3);
    for (const name of ['l1-to-3', 'l1-to-7', 'rmse-to-3', 'rmse-to-7']) expectEqual(document.numbers[name], program[name]);
    expectEqual([mean(document.numbers.absolute)], program['l1-to-3']);
    expectEqual([Math.sqrt(mean(document.numbers.squared))], program['rmse-to-3']);
    await click(page, 'against_1');
    const against = await waitForNumbers(page, 'the mean 7', (_, {choices}) => choices.against === 7);
    expectEqual([mean(against.numbers.absolute)], program['l1-to-7']);

    await typeInto(page, 'test_place', '17');
    await waitForNumbers(page, 'test image 17, a 7', ({label}, {choices}) => choices.place === 17 && label[0] === 7);
    await click(page, 'test_next');
    await waitForNumbers(page, 'test image 18, a 3', ({label}, {choices}) => choices.place === 18 && label[0] === 3);
    await click(page, 'test_previous');
    await waitForNumbers(page, 'back at 17', (_, {choices}) => choices.place === 17);
    await click(page, 'source_0');
    await waitForNumbers(page, 'the drawing, of which there is none', ({label}, {choices}) => choices.source === 0 && label === undefined);
    await click(page, 'source_1');
    await waitForNumbers(page, 'the test image again', ({label}) => label?.[0] === 7);
    await click(page, 'count');
    await waitForState(page, 'it to count', ({lesson}) => lesson.choices.counted > 2);
    await click(page, 'count');
    const held = await waitForNumbers(page, 'it to hold', () => true);
    assert.ok(held.choices.counted < 2038);
  },
};
