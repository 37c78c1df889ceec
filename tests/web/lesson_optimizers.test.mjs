// The lesson "optimizers": three races on one network, step by step as the program trains it.
import assert from 'node:assert/strict';
import {click, mnist, output, runProgram} from './harness.mjs';
import {expectEqual, openLesson, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const raced = (page, steps, timeout_ms) => waitForNumbers(page, `${steps} steps`, (numbers) => numbers.steps[0] === steps && !numbers.running[0], timeout_ms);

/** The losses of every step, by the program. */
function trained(steps, ...options) {
  const lines = runProgram('train', '--model', '784-10', '--images', '10000', '--batch', '256', '--max-steps', String(steps), '--trace',
                           '--json', '--data', mnist, '--out', output('lesson-optimizers.safetensors'), ...options);
  return lines.filter(({step, loss}) => step !== undefined && loss !== undefined).map(({loss}) => loss).slice(0, steps);
}

export default {
  async 'optimizers: the race is the program\'s training, step by step; plain SGD wins at the right rates'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'optimizers');
    await raced(page, 0);
    await click(page, 'step');
    const {numbers: first} = await raced(page, 1);
    assert.equal(first['sgd-losses'][0], first['adam-losses'][0]);  // the same weights, the same batch
    await click(page, 'reset');
    await raced(page, 0);
    await click(page, 'run');
    const {numbers} = await raced(page, 100, 120_000);
    const steps = 20;
    for (const [name, ...options] of [['sgd', '--optimizer', 'sgd', '--lr', '0.05'],
                                      ['momentum', '--optimizer', 'sgd', '--lr', '0.05', '--momentum', '0.9'],
                                      ['adam', '--optimizer', 'adam', '--lr', '0.005']]) {
      expectEqual(numbers[`${name}-losses`].slice(0, steps), trained(steps, ...options), 1e-5);
      assert.ok(numbers[`${name}-accuracy`][0] > 0.8);
    }
    assert.notEqual(numbers.ahead[0], 0);

    await typeInto(page, 'momentum_lr_field', '0.0001');
    await typeInto(page, 'adam_lr_field', '0.0001');
    await raced(page, 0);
    await click(page, 'run');
    assert.equal((await waitUntilDone(page, 120_000)).numbers.ahead[0], 0);
    assert.deepEqual(complaints, []);
  },

  async 'optimizers: momentum, batch size, seed and the rate of SGD change the race'({browser, url}) {
    const {page} = await openLesson(browser, url, 'optimizers');
    await raced(page, 0);
    const two = async () => {
      await click(page, 'step');
      await raced(page, 1);
      await click(page, 'step');
      return (await raced(page, 2)).numbers;
    };
    await typeInto(page, 'beta_field', '0');
    await raced(page, 0);
    const plain = await two();
    assert.deepEqual(plain['momentum-losses'], plain['sgd-losses']);
    for (const [name, value] of [['sgd_lr_field', '0.2'], ['batch_size_field', '64'], ['seed_field', '2']]) {
      await typeInto(page, name, value);
      await raced(page, 0);
      assert.notDeepEqual((await two())['sgd-losses'], plain['sgd-losses']);
    }
  },
};
