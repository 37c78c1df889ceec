// The lesson "own digits": drawn and labelled, from files, kept between visits, read by models as the program reads them, and
// trained on.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {digits, placed} from './digits.mjs';
import {click, drawByMouse, mnist, openPlayground, ready, runProgram, state, waitForState} from './harness.mjs';
import {openLesson, typeInto, waitForNumbers, waitUntilDone} from './lessons.mjs';

const folder = mkdtempSync(join(tmpdir(), 'inkgrad-own-'));

// All of the lesson's panels at once.
const tall = {width: 1280, height: 1160};

/** A network that the native program trains a little. */
function trainNatively() {
  const path = join(folder, 'start.safetensors');
  runProgram('train', '--model', '784-32r-10', '--data', mnist, '--images', '6000', '--max-steps', '120', '--json', '--out', path);
  return path;
}

/** Opens files ({name: bytes}) with the page's picker. */
const openFiles = (page, files) => page.locator('#picker').setInputFiles(
  Object.entries(files).map(([name, bytes]) => ({name, mimeType: name.endsWith('.png') ? 'image/png' : '', buffer: Buffer.from(bytes)})));

const line = (digit, label = digit) => JSON.stringify({label, strokes: digits[digit]});

/** Labelled images as IDX, as MNIST's files are. */
function idx(images, labels) {
  const words = (...values) => Buffer.concat(values.map((value) => { const b = Buffer.alloc(4); b.writeUInt32BE(value); return b; }));
  return [Buffer.concat([words(0x803, images.length, 28, 28), ...images.map((image) => Buffer.from(image))]),
          Buffer.concat([words(0x801, labels.length), Buffer.from(labels)])];
}

/** What the page lets somebody save by a click on a control: {name: bytes}. */
async function saved(page, control, count) {
  const downloads = [];
  page.on('download', (download) => downloads.push(download));
  await click(page, control);
  for (let i = 0; i < 100 && downloads.length < count; ++i) await page.waitForTimeout(50);
  assert.equal(downloads.length, count, downloads.map((download) => download.suggestedFilename()).join());
  return Object.fromEntries(await Promise.all(downloads.map(async (download) => [download.suggestedFilename(), readFileSync(await download.path())])));
}

export default {
  async 'own digits: drawn, labelled by key and chip, from files, undone, kept, and read as the program reads them'({browser, url}) {
    const start = trainNatively();
    const {page, complaints} = await openLesson(browser, url, 'own-digits', tall);
    await openFiles(page, {'start.safetensors': readFileSync(start)});
    await drawByMouse(page, placed(7, 0.1, 0.1, 0.8));
    await page.keyboard.press('7', {delay: 60});
    await waitForNumbers(page, 'a labelled 7', ({labels}) => labels?.join() === '7');
    assert.equal((await state(page)).strokes, 0);
    await drawByMouse(page, placed(3, 0.1, 0.1, 0.8));
    await click(page, 'label_3');
    await waitForNumbers(page, 'a labelled 3', ({labels}) => labels.join() === '7,3');

    // A photo as the browser decodes it, white on black, its label in its name; a PNG without one; strokes packed; IDX.
    const photo = await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), {width: 300, height: 240});
      const context = canvas.getContext('2d');
      context.fillRect(0, 0, 300, 240);
      Object.assign(context, {strokeStyle: 'white', lineWidth: 16, lineCap: 'round'});
      context.beginPath();
      context.moveTo(150, 40);
      context.lineTo(145, 200);
      context.stroke();
      const bytes = async (type) => [...new Uint8Array(await (await new Promise((done) => canvas.toBlob(done, type))).arrayBuffer())];
      return {jpeg: await bytes('image/jpeg'), png: await bytes('image/png')};
    });
    await openFiles(page, {'1-photo.jpg': photo.jpeg, 'scan.png': photo.png, 'more.jsonl.gz': gzipSync(`${line(0)}\n${line(3)}\n`)});
    const {numbers} = await waitForNumbers(page, 'digits of three files', ({digits}) => digits[0] === 6);
    assert.deepEqual(numbers.labels, [7, 3, 1, -1, 0, 3]);
    const image = (await page.evaluate((strokes) => window.inkgrad.draw(strokes) && window.inkgrad.state().image, digits[0]));
    const [images, labels] = idx([image, image], [0, 0]);
    await openFiles(page, {'mine-images-idx3-ubyte': images, 'mine-labels-idx1-ubyte.gz': gzipSync(labels)});
    await waitForNumbers(page, 'a pair of IDX files', (now) => now.labels.join() === '7,3,1,-1,0,3,0,0');
    await page.evaluate(() => window.inkgrad.clear());

    // Every drawing is read as the program reads it, from the file that the page saves; pictures go into IDX.
    const files = await saved(page, 'own_save_drawings', 1);
    const drawings = join(folder, 'my-digits.jsonl');
    writeFileSync(drawings, files['my-digits.jsonl']);
    const native = runProgram('predict', start, '--strokes', drawings, '--json').filter(({probabilities}) => probabilities);
    const all = await waitForNumbers(page, 'readings', ({readings}) => readings.every((reading) => reading >= 0));
    assert.deepEqual(native.map(({label}) => label), [7, 3, 0, 3]);
    assert.deepEqual(native.map(({digit}) => digit), [0, 1, 4, 5].map((place) => all.numbers.readings[place]));
    const {models, model} = await state(page);
    const right = all.numbers.labels.filter((label, i) => label >= 0 && label === all.numbers.readings[i]).length;
    assert.equal(all.numbers.accuracies[models.findIndex(({name}) => name === model)], right / 7);
    const pictures = await saved(page, 'own_save_pictures', 2);
    assert.deepEqual([...pictures['my-digits-labels-idx1-ubyte']], [0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 0]);
    assert.deepEqual(pictures['my-digits-images-idx3-ubyte'].subarray(16 + 784), images.subarray(16));

    // The one without a label gets one; another is deleted and comes back.
    await click(page, 'filter_2');
    await waitForNumbers(page, 'the one without a label', ({shown}) => shown.join() === '3');
    await click(page, 'own_digit_0');
    await waitForNumbers(page, 'the chosen one', ({selected}) => selected[0] === 3);
    await page.keyboard.press('1', {delay: 60});
    await waitForNumbers(page, 'its label', (now) => now.labels[3] === 1 && now.shown.length === 0);
    await click(page, 'relabel_4');
    await waitForNumbers(page, 'another label', (now) => now.labels[3] === 4);
    await click(page, 'own_remove');
    await waitForNumbers(page, 'one less', (now) => now.digits[0] === 7);
    await click(page, 'own_undo');
    await waitForNumbers(page, 'it again', (now) => now.labels[3] === 4);
    await click(page, 'filter_1');
    await waitForNumbers(page, 'the misread', ({shown, misread, labels: l, readings: r}) =>
      shown.length === misread[0] && shown.every((place) => l[place] !== r[place]));

    // Bad files: a line each, nothing changes.
    const before = (await state(page)).lesson.numbers.labels;
    const bad = {'broken.png': Buffer.from('89504e470d0a1a0a', 'hex'), 'text.jsonl': 'hello', 'nolabels-idx3-ubyte': images, 'bad.jpg': 'no picture'};
    for (const [name, bytes] of Object.entries(bad)) {
      await openFiles(page, {[name]: bytes});
      await waitForState(page, `a line about ${name}`, ({notices}) => notices.some((text) => text.includes(name)), 5000);
      assert.deepEqual((await state(page)).lesson.numbers.labels, before);
    }

    await page.waitForTimeout(200);
    await page.reload();
    await ready(page);
    await click(page, 'lesson_own-digits');
    const {numbers: kept} = await waitForNumbers(page, 'what was kept', ({digits}) => digits?.[0] === 8);
    assert.deepEqual(kept.labels, before);
    assert.deepEqual(complaints, []);
  },

  async 'own digits: fine-tuned alone and mixed, measured before and after on them and on MNIST'({browser, url}) {
    const start = readFileSync(trainNatively());
    const {page, complaints} = await openPlayground(browser, url, tall);
    await openFiles(page, {'start.safetensors': start});
    // Somebody who calls a 7 a 1, and a 0 an 8: nothing that a network of MNIST's would say.
    await openFiles(page, {'mine.jsonl': Array.from({length: 6}, () => `${line(7, 1)}\n${line(0, 8)}\n`).join('')});
    await waitForState(page, 'MNIST and the lesson', ({data, lesson}) => data.progress === 1 && lesson?.id === 'own-digits');
    const {numbers: untouched} = await waitForNumbers(page, 'readings', ({readings}) => readings?.length === 12 && readings.every((digit) => digit >= 0));
    const model = (await state(page)).models.findIndex(({name}) => name === 'start');
    const [accuracy] = runProgram('eval', join(folder, 'start.safetensors'), '--data', mnist, '--json');

    await typeInto(page, 'own_epochs_field', '12');
    await typeInto(page, 'own_batch_field', '6');
    await typeInto(page, 'own_rate_field', '0.01');
    await click(page, 'own_tune_start');
    const alone = await waitForNumbers(page, 'the first comparison', ({tunings}) => tunings[0] === 1);
    assert.equal(alone.numbers['mnist-images'][0], 10_000);
    assert.equal(alone.numbers.own[0], untouched.accuracies[model]);
    assert.ok(Math.abs(alone.numbers.mnist[0] - accuracy.accuracy) < 2e-4, `${alone.numbers.mnist[0]} against ${accuracy.accuracy}`);
    assert.equal(alone.numbers.own[1], 1);
    assert.ok(alone.numbers.mnist[1] < alone.numbers.mnist[0] - 0.02, `it forgets: ${alone.numbers.mnist}`);
    assert.equal(alone.done, false);
    const now = await waitForNumbers(page, 'the gallery as the tuned one reads it', ({misread}) => misread[0] === 0);
    assert.equal(now.numbers.accuracies[model], untouched.accuracies[model], 'the one that it began with stays');

    await typeInto(page, 'own_share_field', '0.05');
    await click(page, 'own_tune_start');
    const mixed = await waitUntilDone(page);
    assert.equal(mixed.numbers.tunings[0], 2);
    assert.equal(mixed.numbers.mnist[0], alone.numbers.mnist[0], 'from the same model');
    assert.ok(mixed.numbers.mnist[1] > alone.numbers.mnist[1] + 0.01, `mixing keeps more: ${mixed.numbers.mnist} than ${alone.numbers.mnist}`);
    assert.ok(mixed.numbers.own[1] > mixed.numbers.own[0]);
    assert.deepEqual(complaints, []);
    return `MNIST ${alone.numbers.mnist} alone, ${mixed.numbers.mnist} mixed`;
  },
};
