// The page comes up: from any path, under a strict policy, and says so when it cannot.
import assert from 'node:assert/strict';
import {newContext, openBrowser, openPage, openPlayground, state, waitForState} from './harness.mjs';

const visibleText = (page, id) => page.locator(`#${id}`).textContent();

/** Expects the page to end in a plain message that holds `words`. */
async function expectUnsupported(page, words) {
  await page.locator('#unsupported').waitFor({state: 'visible', timeout: 20_000});
  const text = await visibleText(page, 'unsupported-text');
  assert.match(text, words);
  assert.equal(await page.locator('#loading').count(), 0, 'the loading bar is gone');
  assert.equal(await page.evaluate(() => typeof window.inkgrad), 'undefined');
  return text;
}

/** Run in a page: makes WebAssembly.validate refuse modules that hold these bytes. */
const refuseSimd = () => {
  const validate = WebAssembly.validate;
  WebAssembly.validate = (bytes) => !new Uint8Array(bytes).includes(0xfd) && validate(bytes);
};
const refuseExceptions = () => {
  const validate = WebAssembly.validate;
  WebAssembly.validate = (bytes) => !new Uint8Array(bytes).includes(0x19) && validate(bytes);
};

export default {
  async 'loads without complaints, from a sub-path, under a policy without inline code'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, url);
    assert.equal(await page.locator('#loading').count(), 0);
    const data = (await waitForState(page, 'the starter part', (now) => now.data.train >= 4000)).data;
    assert.ok(data.validation >= 0);
    await waitForState(page, 'all of MNIST', (now) => now.data.train === 60000 && now.data.validation === 10000);
    assert.deepEqual(complaints, []);
    const {models, frames} = await state(page);
    assert.ok(frames > 0);
    assert.ok(models.length > 0, 'the site comes with models');
    return `models ${models.map((model) => model.name ?? model).join(', ')}`;
  },

  async 'says that all of MNIST is here once the training has it'({browser, url}) {
    const {page} = await openPlayground(browser, url, {before: () => {
      window.told = [];
      const Plain = Worker;
      window.Worker = class extends Plain {
        constructor(...which) {
          super(...which);
          this.addEventListener('message', ({data: {head}}) => { if (/^{[^}]*"type":"data/.test(head)) window.told.push(JSON.parse(head)); });
        }
      };
    }});
    await page.waitForFunction(() => window.told.some(({type, fraction}) => type === 'data_progress' && fraction === 1), undefined, {timeout: 60_000});
    await waitForState(page, 'all of MNIST', (now) => now.data.train === 60000 && now.data.validation === 10000);
    const told = await page.evaluate(() => window.told);
    assert.ok(told.findIndex(({fraction}) => fraction === 1) > told.findIndex(({images}) => images === 60000), JSON.stringify(told));
    assert.equal(told.at(-1).fraction, 1, JSON.stringify(told));
  },

  async 'draws no frames while nothing moves'({browser, url}) {
    const {page} = await openPlayground(browser, url);
    await waitForState(page, 'all of MNIST', (now) => now.data.train === 60000 && now.data.validation === 10000);
    await page.waitForTimeout(1000);
    const before = (await state(page)).frames;
    await page.waitForTimeout(1000);
    assert.equal((await state(page)).frames, before);
  },

  async 'says in plain HTML that WebGL2 is missing (getContext gives null)'({browser, url}) {
    const {page} = await openPage(browser, url, {before: () => {
      const getContext = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind === 'webgl2' ? null : getContext.call(this, kind, ...rest);
      };
    }});
    return expectUnsupported(page, /WebGL2/);
  },

  async 'says in plain HTML that WebGL2 is missing (a browser without 3D)'({url}) {
    const without = await openBrowser(['--disable-3d-apis']);
    try {
      const {page} = await openPage(without, url);
      return await expectUnsupported(page, /WebGL2/);
    } finally {
      await without.close();
    }
  },

  async 'says in plain HTML that WebAssembly SIMD is missing'({browser, url}) {
    const {page} = await openPage(browser, url, {before: refuseSimd});
    return expectUnsupported(page, /SIMD/);
  },

  async 'says in plain HTML that WebAssembly exceptions are missing'({browser, url}) {
    const {page} = await openPage(browser, url, {before: refuseExceptions});
    return expectUnsupported(page, /exceptions/);
  },

  async 'says in plain HTML that JavaScript is off'({browser, url}) {
    const context = await newContext(browser, {javaScriptEnabled: false});
    const page = await context.newPage();
    await page.goto(url);
    assert.match(await page.locator('.message:visible').textContent(), /needs JavaScript/);
  },

  async 'says so when the program does not arrive, and offers to reload'({browser, url}) {
    const context = await newContext(browser);
    const page = await context.newPage();
    await page.route('**/playground.wasm', (route) => route.fulfill({status: 404}));
    await page.goto(url);
    await page.locator('#notice').waitFor({state: 'visible'});
    assert.match(await visibleText(page, 'notice-text'), /playground\.wasm did not arrive/);
    assert.equal(await visibleText(page, 'notice-action'), 'Reload');
  },

  async 'fetches data again on request when it did not arrive'({browser, url}) {
    const context = await newContext(browser);
    const page = await context.newPage();
    let broken = true;
    await context.route('**/test-0-images.idx.gz', (route) => (broken ? route.fulfill({status: 404}) : route.continue()));
    await page.goto(url);
    await page.locator('#notice').waitFor({state: 'visible'});
    const text = await visibleText(page, 'notice-text');
    assert.match(text, /test-0-images\.idx\.gz did not arrive/);
    broken = false;
    await page.locator('#notice-action').click();
    await waitForState(page, 'all of MNIST', (now) => now.data.train === 60000 && now.data.validation === 10000);
    assert.equal(await page.locator('#notice').isVisible(), false);
    return text;
  },
};
