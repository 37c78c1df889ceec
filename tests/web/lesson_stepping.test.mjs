// The lesson "stepping": gradient descent on a line's loss at several rates, and every control that changes it.
import assert from 'node:assert/strict';
import {click} from './harness.mjs';
import {drag, expectEqual, openLesson, pointIn, programNumbers, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const walked = (page, steps) => waitForNumbers(page, `${steps} steps`, (numbers) => numbers.steps?.[0] === steps);

export default {
  async 'stepping: twenty steps at four rates are the program\'s'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'stepping', {height: 1000, still: true});
    const program = programNumbers('fitting');
    const {numbers: {points}} = await walked(page, 0);
    assert.equal(points.length, 20);
    for (const [rate, name] of [[0, 'too low'], [1, 'right'], [2, 'bounces'], [3, 'diverges']]) {
      await click(page, `rate_${rate}`);
      await waitForNumbers(page, name, ({steps}) => steps[0] === 0);
      await click(page, 'run');
      const {numbers, done} = await walked(page, 20);
      // The page computes in float32, the program in float64.
      expectEqual(numbers.loss, program['learning-rates'].slice(21 * rate, 21 * (rate + 1)), 1e-5);
      expectEqual([numbers.loss[20]], [program['after-20'][rate]], 1e-5);
      if (name === 'bounces') expectEqual(numbers.b.slice(1, 6), program.bouncing, 1e-5);
      assert.equal(done, false);  // the start has not been moved
    }
    assert.deepEqual(complaints, []);
  },

  async 'stepping: the start is dragged, a rate falls and one rises; parabola, noise, pair and single steps change the numbers'({browser, url}) {
    const {page} = await openLesson(browser, url, 'stepping', {height: 1000});
    const {numbers: before} = await walked(page, 0);
    await drag(page, await pointIn(page, 'surface', 0.5, 0.5), await pointIn(page, 'surface', 0.25, 0.25));
    const {numbers: dragged, choices} = await waitForNumbers(page, 'another start', ({a}) => a[0] < -0.5);
    assert.ok(Math.abs(choices.a + 1) < 0.1 && Math.abs(choices.b - 9) < 0.1 && dragged.loss[0] !== before.loss[0]);
    await click(page, 'step');
    await walked(page, 1);
    await click(page, 'reset');
    await walked(page, 0);
    await typeInto(page, 'lr_field', '0.3');
    await click(page, 'run');
    const {numbers: animated} = await walked(page, 20);
    assert.ok(animated.loss[20] < 0.01 * animated.loss[0]);
    await typeInto(page, 'lr_field', '1.2');
    await waitForNumbers(page, 'the way kept beside the next', ({earlier, steps}) => earlier[0] === 1 && steps[0] === 0);
    await click(page, 'run');
    await walked(page, 20);
    await waitUntilDone(page);

    await typeInto(page, 'noise_field', '1');
    const {numbers: noisy} = await waitForNumbers(page, 'scattered points', ({points}) => Math.abs(points[0] - before.points[0]) > 1e-3);
    await click(page, 'points_1');
    await waitForNumbers(page, 'points of a parabola', ({points}) => Math.abs(points[0] - noisy.points[0]) > 1);
    await click(page, 'model_1');
    const {numbers: parabola} = await waitForNumbers(page, 'three parameters', ({c}) => c?.length === 1);
    await click(page, 'pair_2');
    await waitForNumbers(page, 'the loss over b and c', (numbers) => numbers['surface-corners'][0] !== parabola['surface-corners'][0]);
  },
};
