// The lesson "hidden-layers": a network built by its buttons, trained, and looked into.
import assert from 'node:assert/strict';
import {click, middleOf, openPlayground, ready, state, waitForState} from './harness.mjs';
import {openLesson, pointIn, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const draftIs = (page, spec) => waitForState(page, spec, ({draft, lesson}) => draft.spec === spec && !lesson.busy);

export default {
  async 'hidden-layers: layers are added, resized, bent, dropped out and removed by their controls'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'hidden-layers', {height: 1500});
    await draftIs(page, '784-128r-10');
    await click(page, 'add_layer');
    await draftIs(page, '784-128r-32r-10');
    await click(page, 'fewer_1');
    await click(page, 'more_0');
    await draftIs(page, '784-256r-16r-10');
    await click(page, 'block_1');
    await click(page, 'activation_2');
    await typeInto(page, 'dropout_field', '20');
    await typeInto(page, 'units_field', '24');
    const {lesson: {numbers}} = await draftIs(page, '784-256r-24t-d20-10');
    assert.deepEqual(numbers.built, [256, 24]);
    assert.deepEqual(numbers.parameters, [785 * 256 + 257 * 24 + 25 * 10]);
    await click(page, 'remove_0');
    await draftIs(page, '784-24t-d20-10');
    await typeInto(page, 'decay_field', '0.01');
    await typeInto(page, 'fraction_field', '10');
    await typeInto(page, 'noise_field', '30');
    await waitForState(page, 'what to train with', ({draft}) =>
      draft.weight_decay === 0.01 && draft.images === 6000 && draft.label_noise === 0.3);
    // What cannot be built here is said, and a new one begun.
    await typeInto(page, 'spec', 'c8x5r-p2-10');
    await click(page, 'afresh');
    await draftIs(page, '784-32r-10');
    assert.deepEqual(complaints, []);
  },

  async 'hidden-layers: units of a trained network by how often they are above 0, the dead, and the images that move one most'({browser, url}) {
    const {page} = await openLesson(browser, url, 'hidden-layers', {height: 1500});
    const shipped = await waitForNumbers(page, 'the shipped network', ({hidden}) => hidden?.[0] === 128);
    assert.equal(shipped.numbers.live[0], 0);
    await click(page, 'add_layer');
    await typeInto(page, 'fraction_field', '5');
    await click(page, 'train_epoch');
    await waitForState(page, 'an epoch', ({epoch, running}) => epoch === 1 && !running);
    await waitForNumbers(page, 'its units', ({hidden, live}) => live[0] === 1 && hidden.length === 2 && hidden[1] === 32);
    assert.equal((await state(page)).lesson.done, false);
    await click(page, 'hidden_1');
    const {numbers} = await waitUntilDone(page);
    const sorted = [...numbers['top-values']].sort((a, b) => b - a);
    assert.deepEqual(numbers['top-values'], sorted);
    assert.equal(new Set(numbers['top-images']).size, 8);
    // A unit is dead exactly if no image moves it: then its largest value is 0.
    const [x, y] = await pointIn(page, 'units_picture', 3.5 / 16, 0.75);
    await page.mouse.click(x, y);
    const other = await waitForNumbers(page, 'unit 19', (_, {choices}) => choices.unit === 19);
    assert.equal(other.numbers.active[0] === 0, other.numbers['top-values'][0] === 0);
    assert.ok(other.numbers.dead.every((dead, i) => dead < other.numbers.hidden[i]), `${other.numbers.dead} dead`);

    // A learning rate far too high kills units.
    await typeInto(page, 'rate_field', '0.3');
    await click(page, 'reset');
    await click(page, 'train_epoch');
    const high = await waitForNumbers(page, 'dead units', ({dead, live}) => live[0] === 1 && dead[0] + dead[1] > 20);
    return `dead after an epoch: ${other.numbers.dead} at 0.001, ${high.numbers.dead} at 0.3`;
  },

  async 'hidden-layers: clicks that arrive in one go, as on a page that was held up, are followed to the last'({browser, url}) {
    const {page} = await openLesson(browser, url, 'hidden-layers', {height: 1500});
    await typeInto(page, 'spec', 'c8x5r-p2-10');
    const [x, y] = await middleOf(page, 'afresh');
    await waitForState(page, 'the lesson', ({lesson}) => !lesson.busy);
    await page.waitForTimeout(1000);  // no frames are due any more, a tooltip's neither
    await page.evaluate(([x, y]) => {
      const canvas = document.getElementById('canvas');
      const send = (type, clientY) => canvas.dispatchEvent(new MouseEvent(type, {bubbles: true, clientX: x, clientY, button: 0}));
      for (const clientY of [y + 200, y + 300, y]) for (const type of ['mousemove', 'mousedown', 'mouseup']) send(type, clientY);
    }, [x, y]);
    await waitForState(page, 'the new network', ({draft, lesson, layout}) =>
      draft.spec === '784-32r-10' && !lesson.busy && layout.block_0, 5_000);
  },

  async 'hidden-layers: opens with a hidden layer after a lesson without one; an address that says otherwise is followed'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    await page.evaluate(() => window.inkgrad.train({spec: '784-10', images: 2000, steps: 2}));
    await click(page, 'lesson_hidden-layers');
    const {draft} = await draftIs(page, '784-128r-10');
    assert.equal(draft.images, 0);
    await click(page, 'remove_0');
    await draftIs(page, '784-10');
    await page.waitForFunction(() => location.hash.includes('spec=784-10'));
    await page.reload();
    await ready(page);
    const {lesson: {id, numbers}} = await draftIs(page, '784-10');
    assert.equal(id, 'hidden-layers');
    assert.deepEqual(numbers.built, []);
  },
};
