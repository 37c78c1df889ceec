// Model files dropped on the page or opened with its picker.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {digits} from './digits.mjs';
import {mnist, openPlayground, runProgram, state, waitForState} from './harness.mjs';

const folder = mkdtempSync(join(tmpdir(), 'inkgrad-'));

/** Drops files ({name, bytes}) on the page as the system does it. */
export const drop = (page, ...files) => page.evaluate((dropped) => {
  const transfer = new DataTransfer();
  for (const {name, base64} of dropped) {
    transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
  }
  const canvas = document.getElementById('canvas');
  for (const type of ['dragenter', 'dragover', 'drop']) {
    canvas.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
  }
}, files.map(({name, bytes}) => ({name, base64: Buffer.from(bytes).toString('base64')})));

/** A model that the native program trains a little, so that no probability is all or nothing. */
function trainNatively(spec) {
  const path = join(folder, `${spec}.safetensors`);
  runProgram('train', '--model', spec, '--data', mnist, '--images', '4000', '--max-steps', '100', '--json', '--out', path);
  return path;
}

/** What the native program says of the same strokes. */
function predictNatively(model, strokes) {
  const file = join(folder, 'drawn.jsonl');
  writeFileSync(file, `${JSON.stringify({strokes})}\n`);
  return runProgram('predict', model, '--strokes', file, '--json').find((line) => line.probabilities);
}

const modelNames = async (page) => (await state(page)).models.map(({name}) => name);

export default {
  async 'a dropped model reads as the native program does'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    const notes = [];
    for (const spec of ['784-32r-10', 'c4x5r-p2-10']) {
      const path = trainNatively(spec);
      await drop(page, {name: `${spec}-mine.safetensors`, bytes: readFileSync(path)});
      await waitForState(page, 'the dropped model', ({model}) => model === `${spec}-mine`, 5000);
      let worst = 0;
      for (const strokes of Object.values(digits)) {
        const native = predictNatively(path, strokes);
        const here = await page.evaluate((drawn) => window.inkgrad.draw(drawn), strokes);
        assert.equal(here.model, `${spec}-mine`);
        assert.equal(here.digit, native.digit);
        for (const [i, p] of here.probabilities.entries()) worst = Math.max(worst, Math.abs(p - native.probabilities[i]));
      }
      assert.ok(worst <= 1e-5, `${spec}: probabilities differ by ${worst}`);
      notes.push(`${spec} within ${worst.toExponential(1)}`);
    }
    assert.deepEqual(complaints, []);
    return notes.join(', ');
  },

  async 'a model can be opened with the picker'({browser, url}) {
    const path = trainNatively('784-32r-10');
    const {page} = await openPlayground(browser, url);
    await page.locator('#picker').setInputFiles(path);
    await waitForState(page, 'the opened model', ({model}) => model === '784-32r-10', 5000);
  },

  async 'files that are no models are refused with a reason, and change nothing'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    const good = readFileSync(trainNatively('784-32r-10'));
    await page.evaluate((strokes) => window.inkgrad.draw(strokes), digits[3]);
    const before = await state(page);
    const length = Number(good.readBigUInt64LE(0));
    const flipped = Buffer.from(good);
    flipped[8 + Math.floor(length / 2)] ^= 0x80;
    const oversized = Buffer.from(good);
    oversized.writeBigUInt64LE(2n ** 62n, 0);
    const bad = {
      'picture.png': Buffer.from('89504e470d0a1a0a', 'hex'),
      'empty.safetensors': Buffer.alloc(0),
      'truncated.safetensors': good.subarray(0, good.length - 100),
      'longer.safetensors': Buffer.concat([good, Buffer.alloc(4)]),
      'flipped.safetensors': flipped,
      'oversized.safetensors': oversized,
      'text.safetensors': Buffer.from('this is no model\n'.repeat(10)),
    };
    const notes = [];
    for (const [name, bytes] of Object.entries(bad)) {
      const seen = new Set((await state(page)).notices);
      await drop(page, {name, bytes});
      const {notices} = await waitForState(page, `a notice about ${name}`,
                                           (now) => now.notices.some((text) => !seen.has(text)), 5000);
      const text = notices.find((candidate) => !seen.has(candidate));
      assert.ok(text.includes(name.split('.')[0]), `the notice names the file: ${text}`);
      notes.push(text);
      const after = await state(page);
      assert.deepEqual(after.models, before.models);
      assert.equal(after.model, before.model);
      assert.deepEqual(after.probabilities, before.probabilities);
      assert.equal(after.strokes, before.strokes);
    }
    await drop(page, {name: 'good.safetensors', bytes: good});
    await waitForState(page, 'the good model', ({model}) => model === 'good', 5000);
    assert.ok((await modelNames(page)).includes('good'));
    assert.deepEqual(complaints, []);
    return `\n      ${notes.join('\n      ')}\n     `;
  },
};
