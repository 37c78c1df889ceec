// Models that are trained in the page survive a visit (web/site/kept_models.js).
import assert from 'node:assert/strict';
import {click, openPlayground, ready, state, waitForState} from './harness.mjs';
import {pressPlain} from './plain_page.mjs';

const kept = '784-10, trained here';
const train = (page, spec = '784-10') => page.evaluate((text) => window.inkgrad.train({spec: text, images: 4000, steps: 60, seed: 1}), spec);
const keptNames = (page) => page.evaluate(async () => {
  const names = (await indexedDB.databases()).map(({name}) => name);
  if (!names.includes('inkgrad models')) return [];
  const request = indexedDB.open('inkgrad models');
  await new Promise((resolve) => { request.onsuccess = resolve; });
  const all = request.result.transaction('models').objectStore('models').getAllKeys();
  await new Promise((resolve) => { all.onsuccess = resolve; });
  request.result.close();
  return all.result;
});
/** As in a frame that may not keep anything. */
const refuseStorage = () => Object.defineProperty(window, 'indexedDB', {get() { throw new DOMException('no', 'SecurityError'); }});

/** Waits until so many are kept, of which `holds`. */
async function waitUntilKept(page, wanted, holds = () => true) {
  for (let tries = 0; tries < 50; ++tries) {
    const names = await keptNames(page);
    if (names.length === wanted && holds(names)) return names;
    await page.waitForTimeout(100);
  }
  throw new Error(`kept: ${await keptNames(page)}`);
}

export default {
  async 'a model that was trained is there after a reload, with the same weights, until it is forgotten'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    await train(page);
    await train(page, '784-16r-10');
    assert.deepEqual((await waitUntilKept(page, 2)).sort(), [kept, '784-16r-10, trained here'].sort());
    await train(page);
    const before = await page.evaluate(() => [...window.inkgrad.model()]);
    await page.waitForTimeout(500);
    await page.evaluate(() => history.replaceState(null, '', location.pathname));
    await page.reload();
    await ready(page);
    const {models, model} = await waitForState(page, 'the kept models', (now) => now.models.length >= 4);
    assert.ok(JSON.stringify(models).includes(kept), JSON.stringify(models));
    assert.notEqual(model, kept, 'the site’s own model reads');
    await pressPlain(page, 'The model that reads', {begins: true});
    await pressPlain(page, kept);
    await waitForState(page, 'the kept model to read', (now) => now.model === kept);
    assert.deepEqual(await page.evaluate(() => [...window.inkgrad.model()]), before, 'the same bytes');
    await page.waitForFunction(() => new URLSearchParams(location.hash.slice(1)).get('model')?.includes('trained here'));
    await page.reload();
    await ready(page);
    assert.equal((await state(page)).model, kept, 'an address that names it finds it');
    await train(page);
    assert.ok((await waitUntilKept(page, 3)).includes(`${kept} 2`), 'the one of an earlier visit is not overwritten');
    await click(page, 'share');
    await click(page, 'share_forget');
    await waitUntilKept(page, 0);
    assert.ok((await state(page)).models.length >= 4, 'this page has them until it is left');
    assert.deepEqual(complaints, []);
    return `${before.length} bytes`;
  },

  async 'where there is no room the oldest model goes, and if that is not enough the page says so, once'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    for (const spec of ['784-10', '784-11r-10', '784-12r-10']) await train(page, spec);
    await waitUntilKept(page, 3);
    await page.evaluate(() => {
      window.room = 2;
      const {put} = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (...what) {
        const written = put.apply(this, what);
        const names = this.getAllKeys();
        // The browser's own way: the write is undone when it is about to end.
        names.onsuccess = () => {
          if (names.result.length <= window.room) return;
          Object.defineProperty(this.transaction, 'error', {value: new DOMException('full', 'QuotaExceededError')});
          this.transaction.abort();
        };
        return written;
      };
    });
    await train(page, '784-13r-10');
    await waitUntilKept(page, 2, (names) => names.sort().join(';') === '784-12r-10, trained here;784-13r-10, trained here');
    const said = async () => (await state(page)).notices.filter((text) => text.includes('no room for the model')).length;
    assert.equal(await said(), 0);
    await page.evaluate(() => { window.room = 0; });
    await train(page, '784-14r-10');
    await waitForState(page, 'a word about room', ({notices}) => notices.some((text) => text.includes('no room for the model')));
    for (const spec of ['784-14r-10', '784-15r-10']) await train(page, spec);
    await page.waitForTimeout(300);
    assert.equal(await said(), 1);
    assert.deepEqual(complaints, []);
  },

  async 'of many models the eight that were trained last are kept'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    for (let units = 1; units <= 9; ++units) {
      await train(page, `784-${units}r-10`);
      await page.waitForTimeout(20);
    }
    await waitUntilKept(page, 8, (names) => names.includes('784-9r-10, trained here') && !names.includes('784-1r-10, trained here'));
    await page.reload();
    await ready(page);
    await train(page, '784-10');
    await waitUntilKept(page, 8, (names) => names.includes(kept) && !names.includes('784-2r-10, trained here'));
  },

  async 'a browser that keeps nothing trains all the same'({browser, url}) {
    const none = await openPlayground(browser, url, {before: refuseStorage});
    await train(none.page);
    const {notices, step} = await state(none.page);
    assert.ok(step >= 60 && !notices.some((text) => text.includes('model')), notices.join());
    assert.deepEqual(none.complaints, []);
  },
};
