// What else the tag of <inkgrad-playground> says: who presses the button, posters, models of the page's own, another source, autoplay.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {digits} from './digits.mjs';
import {serveSite, site as site_folder} from './harness.mjs';
import {elementReady, openHost, pageWith, serveHost} from './hosts.mjs';

const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')}`;

/** Opens the page "/" of `pages(site)` on an origin of its own; expects no complaint. */
async function hosted(browser, pages, work) {
  const site = await serveSite({'Access-Control-Allow-Origin': '*'});
  const host = await serveHost(pages(site.url));
  try {
    const {page, complaints} = await openHost(browser, host.url);
    const note = await work(page, site.url);
    assert.deepEqual(complaints, []);
    return note;
  } finally {
    await Promise.all([site.close(), host.close()]);
  }
}

const waitFor = (page, holds, argument) => page.waitForFunction(
  ([text, given]) => new Function('state', 'given', `return (${text})(state, given)`)(document.querySelector('inkgrad-playground').state, given),
  [String(holds), argument], {timeout: 30_000, polling: 50});

export default {
  async 'reveal="interaction" loads nothing until somebody presses; poster and progress are the page’s own; autoplay trains'({browser}) {
    const attributes = 'reveal="interaction" autoplay alt="Try it" model="784-10"';
    const inside = `<img slot="poster" id="cover" alt="" src="${picture}"><b slot="progress" id="wait">One moment</b><p id="instead">No scripts</p>`;
    return hosted(browser, (site) => ({'/': pageWith(site, {attributes, inside})}), async (page) => {
      await page.evaluate(() => {
        window.heard = new Set();
        window.waited = false;
        const element = document.querySelector('inkgrad-playground');
        for (const type of ['progress', 'ready', 'step', 'error']) element.addEventListener(type, () => heard.add(type));
        element.addEventListener('progress', () => { waited ||= document.getElementById('wait').checkVisibility(); });
      });
      await page.locator('#cover').waitFor({state: 'visible'});
      const {width, height} = await page.locator('#cover').boundingBox();
      const whole = await page.locator('inkgrad-playground').boundingBox();
      assert.deepEqual([width, height], [whole.width, whole.height], 'the poster fills the element');
      assert.equal(await page.locator('#wait').isVisible(), false);
      assert.equal(await page.locator('#instead').isVisible(), false);
      await page.waitForTimeout(500);
      assert.equal(page.frames().length, 1, 'nothing is loaded');
      await page.getByRole('button', {name: 'Start: Try it'}).click();
      await elementReady(page);
      assert.equal(await page.locator('#cover').isVisible(), false);
      await page.waitForFunction(() => heard.has('step'), null, {timeout: 30_000});
      assert.equal(await page.evaluate(() => waited), true, 'the progress of the page’s own was there while it was loaded');
      assert.equal(await page.evaluate(() => document.querySelector('inkgrad-playground').pause().then(() => heard.has('error'))), false);
    });
  },

  async 'imported by a module, it reads with a model of the page’s own; another src is another playground'({browser}) {
    const model = readFileSync(join(site_folder, 'models/784-128r-10.safetensors'));
    const pages = (site) => ({
      '/': `<!doctype html><title>A course</title><inkgrad-playground model="/own/mine.safetensors"></inkgrad-playground>
            <script type="module">import '${site}inkgrad.js'; window.imported = true;</script>`,
      '/own/mine.safetensors': model,
    });
    return hosted(browser, pages, async (page, site) => {
      await elementReady(page);
      assert.equal(await page.evaluate(() => window.imported), true);
      await waitFor(page, ({model}) => model === 'mine.safetensors');
      const {digit, model: reads} = await page.evaluate((strokes) => document.querySelector('inkgrad-playground').draw(strokes), digits[7]);
      assert.equal(digit, 7);
      assert.equal(reads, 'mine.safetensors');

      await page.evaluate((url) => {
        const element = document.querySelector('inkgrad-playground');
        window.moved = element.train({spec: '784-10'}).catch((error) => error.message);
        element.removeAttribute('model');
        element.src = url;
      }, `${site}index.html?again#lesson=pixels`);
      assert.match(await page.evaluate(() => moved), /another source/);
      await waitFor(page, ({phase, lesson}) => phase === 'ready' && lesson === 'pixels');
      assert.equal(page.frames().length, 2);
      assert.match(page.frames()[1].url(), /\?again/);

      const missing = await page.evaluate(() => new Promise((resolve) => {
        const element = document.querySelector('inkgrad-playground');
        element.addEventListener('error', ({detail}) => resolve(detail.message), {once: true});
        element.model = 'data:text/plain,no-model.safetensors';
      }));
      assert.match(missing, /did not arrive/);
    });
  },
};
