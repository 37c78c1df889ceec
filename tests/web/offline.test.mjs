// Once the page has kept the site it needs no network: the server is stopped, and everything is still there.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {digits} from './digits.mjs';
import {drawByMouse, openPage, openPlayground, ready, serveSite, site, waitForState} from './harness.mjs';
import {serve} from './serve.mjs';

/** Waits until the page's service worker has everything and is in charge of what it loads next. */
const kept = (page) => page.evaluate(async () => { await navigator.serviceWorker.ready; });
const all_here = ({data}) => data.train === 60000 && data.validation === 10000;

const tests = {
  async 'loaded once, the server stopped: the page loads again, trains on all of MNIST, is drawn upon and reads'({browser}) {
    const served = await serveSite();
    let closed = false;
    try {
      const {page, context, complaints} = await openPlayground(browser, served.url, {keeps: true});
      await kept(page);
      const names = await page.evaluate(async () => (await (await caches.open((await caches.keys())[0])).keys()).map(({url}) => url.split('/').pop()));
      assert.ok(names.includes('engine_relaxed.wasm') && !names.some((name) => name.startsWith('engine_threads')), 'the engine that it trains with');
      await served.close();
      closed = true;
      await page.reload();
      await ready(page);
      await waitForState(page, 'all of MNIST', all_here);
      const {reason, accuracy} = await page.evaluate(() => window.inkgrad.train({spec: '784-32r-10', epochs: 1}));
      assert.equal(reason, 'finished');
      assert.ok(accuracy > 0.9, `${accuracy}`);
      await drawByMouse(page, digits[Object.keys(digits)[0]]);
      const {reading} = await waitForState(page, 'a reading', (state) => state.reading !== null);
      assert.deepEqual(complaints, []);
      await context.close();
      return `trained to ${(100 * accuracy).toFixed(1)}%, read a ${reading}`;
    } finally {
      if (!closed) await served.close();
    }
  },

  async 'a new version comes when the last page of the old one is closed, and own things stay'({browser}) {
    const folder = mkdtempSync(join(tmpdir(), 'inkgrad-site-'));
    cpSync(site, folder, {recursive: true});
    const {address, close} = await serve(folder, {headers: {'Cache-Control': 'no-store'}});
    try {
      const {page, context} = await openPage(browser, address, {keeps: true});
      await ready(page);
      await kept(page);
      await page.reload();  // from now on the service worker answers it
      await ready(page);
      await page.evaluate(() => new Promise((done, failed) => {
        const open = indexedDB.open('of a test');
        open.onupgradeneeded = () => open.result.createObjectStore('things').put('mine', 'key');
        open.onsuccess = () => { open.result.close(); done(); };
        open.onerror = () => failed(open.error);
      }));
      // The next version: another word in a file, and its hash in sw.js.
      const worker = readFileSync(join(folder, 'sw.js'), 'utf8');
      const old_hash = /"licenses\/inkgrad\.txt":"(\w+)"/.exec(worker)[1];
      const text = `${readFileSync(join(folder, 'licenses/inkgrad.txt'), 'utf8')}\nThe next version.\n`;
      writeFileSync(join(folder, 'licenses/inkgrad.txt'), text);
      writeFileSync(join(folder, 'sw.js'), worker.replace(old_hash, createHash('sha256').update(text).digest('hex')).replace(/version = '/, "version = 'next"));
      await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        await registration.update();
        while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 50));
      });
      const textNow = (shown) => shown.evaluate(async () => (await (await fetch('licenses/inkgrad.txt')).text()).includes('The next version.'));
      await page.reload();
      await ready(page);
      assert.equal(await textNow(page), false, 'a page that stays open keeps its version');
      await page.close();
      // The browser takes a moment to see that the last page is gone: who comes sooner still gets the old version.
      let next = null;
      let is_next = false;
      for (let visit = 0; visit < 10 && !is_next; ++visit) {
        await next?.close();
        await new Promise((resolve) => setTimeout(resolve, 300));
        next = await context.newPage();
        await next.goto(address);
        await ready(next);
        is_next = await textNow(next);
      }
      assert.ok(is_next, 'then the next version is there');
      const names = await next.evaluate(async () => (await indexedDB.databases()).map(({name}) => name));
      assert.ok(names.includes('of a test'), `${names}`);
      await next.waitForFunction(async () => (await caches.keys()).length === 1, null, {timeout: 10_000});  // the old version goes
      await context.close();
    } finally {
      await close();
      rmSync(folder, {recursive: true, force: true});
    }
  },
};

export default tests;
