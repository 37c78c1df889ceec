// The page's address: it holds the view, survives reload, goes back and forward, and leads another page to the same.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {digits} from './digits.mjs';
import {click, drawByMouse, openPage, openPlayground, output, ready, state, waitForState} from './harness.mjs';
import {typeInto, waitForNumbers} from './lessons.mjs';

const hash = (page) => page.evaluate(() => location.hash);
const waitForHash = (page, part) => page.waitForFunction((wanted) => decodeURIComponent(location.hash).includes(wanted), part);

export default {
  async 'a view survives reload, and back and forward go through lessons'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await drawByMouse(page, digits[3]);
    await waitForHash(page, 'drawing=');
    await click(page, 'lesson_pixels');
    await waitForHash(page, 'lesson=pixels');
    await typeInto(page, 'index', '[0, 14]');
    await waitForHash(page, 'l.index=[0,+14]');
    const before = await state(page);
    await page.reload();
    await ready(page);
    const after = await waitForState(page, 'the lesson', ({lesson}) => lesson?.id === 'pixels');
    assert.equal(after.lesson.choices.index, '[0, 14]');
    assert.deepEqual(after.image, before.image);
    assert.deepEqual(after.probabilities, before.probabilities);
    await page.goBack();
    await waitForState(page, 'the bench', ({lesson}) => lesson === null);
    await page.goForward();
    await waitForState(page, 'the lesson again', ({lesson}) => lesson?.choices.index === '[0, 14]');
    assert.deepEqual(complaints, []);
  },

  async 'a shared link opens to the same lesson, drawing, model and prediction'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await page.evaluate(() => window.inkgrad.train({spec: '784-10', images: 4000, lr: 0.01, steps: 60}));
    await page.evaluate((strokes) => window.inkgrad.draw(strokes), digits[7]);
    await page.evaluate(() => window.inkgrad.lesson('pixels', {digit: 7, place: 12}));
    const there = await waitForState(page, 'a reading', ({reading}) => reading !== null);
    await click(page, 'share');
    await click(page, 'share_link');
    await waitForHash(page, 'weights=');
    await page.waitForTimeout(2000);  // the address is written again meanwhile: it must keep them
    const link = url + await hash(page);

    assert.match(link, /weights=.{15000}/);

    const opened = await openPage(browser, link);
    await ready(opened.page);
    const here = await waitForState(opened.page, 'the drawing', ({reading}) => reading !== null);
    assert.equal(here.lesson.id, 'pixels');
    assert.equal(here.lesson.choices.digit, 7);
    assert.equal(here.lesson.choices.place, 12);
    assert.equal(here.draft.spec, '784-10');
    assert.deepEqual(here.image, there.image);
    assert.equal(here.reading, there.reading);
    const worst = Math.max(...here.probabilities.map((p, i) => Math.abs(p - there.probabilities[i])));
    // Weights travel as 16-bit numbers.
    assert.ok(worst < 1e-3, `probabilities differ by ${worst}`);
    assert.deepEqual([...complaints, ...opened.complaints], []);
    return `${link.length} characters, probabilities within ${worst.toExponential(1)}`;
  },

  async 'a link that makes no sense says so, and the page works'({browser, url}) {
    for (const bad of ['lesson=alchemy', 'weights=AAAA', 'drawing=ab', '%%%', 'spec=784-11&lesson=pixels']) {
      const {page} = await openPage(browser, `${url}#${bad}`);
      await ready(page);
      const {notices} = await waitForState(page, `a word about ${bad}`, ({notices}) => notices.length > 0 || bad === '%%%');
      assert.ok(notices.length > 0 || bad === '%%%');
      await page.context().close();
    }
  },

  async 'model, ONNX, curves, a panel and all that is the user’s are kept as files'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    await page.evaluate(() => window.inkgrad.train({spec: '784-10', images: 4000, steps: 20}));
    await page.evaluate(() => window.inkgrad.lesson('pixels'));
    await waitForNumbers(page, 'the lesson', ({label}) => label?.length === 1);
    const kept = async (name, act) => {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      assert.equal(download.suggestedFilename(), name);
      const chunks = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    const fromMenu = (entry) => async () => {
      await waitForState(page, 'the menu to be closed', ({layout}) => !('share_link' in layout));
      await click(page, 'share');
      await click(page, entry);
    };
    assert.match((await kept('inkgrad-784-10.safetensors', fromMenu('share_model'))).toString('latin1'), /"format":"inkgrad"/);
    assert.match((await kept('inkgrad-784-10.onnx', fromMenu('share_onnx'))).toString('latin1'), /probabilities/);
    const table = (await kept('inkgrad-curves.csv', fromMenu('share_curves'))).toString().trim().split('\n');
    assert.equal(table[0], 'run,spec,optimizer,lr,batch,curve,step,value');
    assert.match(table[1], /^1,784-10,adam,0\.001,64,loss,\d+,\d+\.\d+$/);
    const picture = await kept('inkgrad-pixels_image.png', () => click(page, 'pixels_image_save'));
    const {layout: {pixels_image: area}} = await state(page);
    assert.equal(picture.readUInt32BE(16), Math.round(area.width));
    assert.equal(picture.readUInt32BE(20), Math.round(area.height));
    assert.ok(picture.length > 2000, 'an empty picture would be smaller');

    await page.evaluate((strokes) => {
      window.inkgrad.lesson('own-digits');
      window.inkgrad.draw(strokes);
    }, digits[7]);
    await waitForState(page, 'the lesson', ({lesson}) => lesson?.id === 'own-digits');
    await page.keyboard.press('7');
    await waitForState(page, 'the pad to be free', ({reading}) => reading === null);
    await page.evaluate((strokes) => window.inkgrad.draw(strokes), digits[3]);
    const model = await page.evaluate(() => [...window.inkgrad.model()]);
    const zip = output('tests/all.zip');
    writeFileSync(zip, await kept('inkgrad.zip', fromMenu('share_all')));
    const script = 'import base64, json, sys, zipfile\narchive = zipfile.ZipFile(sys.argv[1])\nassert archive.testzip() is None\n' +
      'print(json.dumps({name: base64.b64encode(archive.read(name)).decode() for name in archive.namelist()}))';
    const {stdout, stderr, status} = spawnSync('/usr/bin/python3', ['-c', script, zip], {encoding: 'utf8', maxBuffer: 1 << 26});
    assert.equal(status, 0, stderr);
    const files = Object.fromEntries(Object.entries(JSON.parse(stdout)).map(([name, text]) => [name, Buffer.from(text, 'base64')]));
    assert.deepEqual(Object.keys(files).sort(), ['curves.csv', 'drawing.jsonl', 'models/784-10.safetensors', 'my-digits.jsonl']);
    assert.equal(files['curves.csv'].toString(), `${table.join('\n')}\n`);
    assert.equal(JSON.parse(files['my-digits.jsonl']).label, 7);
    assert.equal(JSON.parse(files['drawing.jsonl']).strokes.length, digits[3].length);
    assert.deepEqual([...files['models/784-10.safetensors']], model);
  },
};
