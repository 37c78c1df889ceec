// The lesson "generalise": few images against many, early stopping, and the way back to the best weights.
import assert from 'node:assert/strict';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {click, mnist, runProgram, state, waitForState} from './harness.mjs';
import {expectEqual, openLesson, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

/** The validation losses and training losses of the same run by the native program, an epoch each. */
function programEpochs(images, epochs) {
  const out = join(mkdtempSync(join(tmpdir(), 'inkgrad-')), 'model.safetensors');
  return runProgram('train', '--model', '784-64r-10', '--data', mnist, '--images', `${images}`, '--seed', '1', '--batch', '64',
                    '--lr', '0.001', '--epochs', `${epochs}`, '--device', 'cpu', '--json', '--out', out).filter((line) => 'epoch' in line && 'loss' in line);
}

export default {
  async 'generalise: a run on few images stops itself, its losses the program’s; one on all has the smaller gap; the best weights come back'({browser, url}) {
    const {page, complaints} = await openLesson(browser, url, 'generalise', {height: 1500});
    await waitForState(page, 'all of MNIST', ({data}) => data.progress === 1 && data.train === 60000);
    await typeInto(page, 'few_field', '300');
    await typeInto(page, 'patience_field', '2');
    await click(page, 'train_few');
    const {numbers} = await waitForNumbers(page, 'the early stop', ({stopped}) => stopped?.length === 1, 120_000);
    assert.equal(numbers['few-images'][0], 300);
    const losses = numbers['few-validation-loss'];
    const [stopped] = numbers.stopped, [best] = numbers['best-epoch'];
    assert.equal(best, losses.indexOf(Math.min(...losses)) + 1);
    assert.equal(stopped, best + 2, `no new best for two epochs: ${losses}`);
    assert.ok(numbers['few-training-loss'].at(-1) < losses.at(-1), 'it overfits');
    const program = programEpochs(300, stopped);
    // Sums are rounded otherwise in WebAssembly, and so are the weights after some steps: by 1e-6, not by 1e-3 as another batch would.
    expectEqual(losses.slice(0, stopped), program.map(({loss}) => loss), 1e-4);
    expectEqual(numbers['few-training-loss'].slice(0, stopped), program.map(({train_loss}) => train_loss), 1e-4);

    const before = await state(page);
    await click(page, 'take_best');
    const back = await waitForState(page, 'the weights of the best epoch', ({step}) => step < before.step);
    assert.equal(back.step, 5 * best);
    assert.ok(Math.abs(back.accuracy - numbers['few-validation'][best - 1]) < 1e-6);
    assert.equal(back.early_stop, null);

    await typeInto(page, 'epochs_field', '1');
    await click(page, 'train_many');
    const both = await waitUntilDone(page, 120_000);
    assert.equal(both.numbers['many-images'][0], 60000);
    assert.ok(both.numbers['many-gap'][0] < both.numbers['few-gap'][0]);
    expectEqual(both.numbers['few-gap'], [both.numbers['few-training'].at(-1) - both.numbers['few-validation'].at(-1)]);
    assert.deepEqual(complaints, []);
    return `stopped after epoch ${stopped}; gaps ${both.numbers['few-gap'][0].toFixed(4)} and ${both.numbers['many-gap'][0].toFixed(4)}`;
  },

  async 'generalise: its patience stops its own runs alone, and its table shows no run of another network'({browser, url}) {
    const {page} = await openLesson(browser, url, 'generalise', {height: 1500});
    await waitForState(page, 'all of MNIST', ({data}) => data.progress === 1 && data.train === 60000);
    await typeInto(page, 'few_field', '50');
    await typeInto(page, 'patience_field', '1');
    await click(page, 'train_few');
    await waitForNumbers(page, 'the early stop', ({stopped}) => stopped?.length === 1, 120_000);
    await click(page, 'lesson_bench');
    // At so high a rate the validation loss rises soon, and goes up and down.
    const result = await page.evaluate(() => window.inkgrad.train({spec: '784-10', images: 50, lr: 0.1, epochs: 12}));
    assert.equal(result.reason, 'finished');
    assert.equal(result.epoch, 12);
    await click(page, 'lesson_generalise');
    const {numbers} = await waitForNumbers(page, 'its own run', (now) => now['few-images'] !== undefined);
    assert.ok(numbers['few-validation-loss'].length !== 12, 'the run of the bench is another network’s');
  },
};
