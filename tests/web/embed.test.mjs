// <inkgrad-playground> in pages of another origin.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {digits} from './digits.mjs';
import {drawByMouse, drawByTouch, output, serveSite, waitForState} from './harness.mjs';
import {elementReady, frameOf, handsOn, openHost, pageWith, playgroundOf, sealed_policy, serveHost} from './hosts.mjs';

/** Opens a page with the element in it, on an origin of its own; closes the servers after `work`. */
async function hosted(browser, {page = {}, host_headers = {}, site_headers = {}, path = '/', ...options}, work) {
  const site = await serveSite(site_headers);
  const pages = typeof page === 'function' ? page(site.url) : {'/': pageWith(site.url, page)};
  const host = await serveHost(pages, typeof host_headers === 'function' ? host_headers(site.url) : host_headers);
  try {
    const opened = await openHost(browser, host.url + path, options);
    return await work({...opened, site: site.url, host: host.url});
  } finally {
    await Promise.all([site.close(), host.close()]);
  }
}

/** Waits until the element's state is as `holds`, run in its page, says. */
const waitFor = (frame, holds) => frame.waitForFunction(
  `(${holds})(document.querySelector('inkgrad-playground').state)`, null, {timeout: 20_000, polling: 50});

/** Drives the element with mouse, finger and keys; what it says of itself follows. */
async function handle(page, frame) {
  await frame.evaluate(() => {
    window.heard = [];
    const element = document.querySelector('inkgrad-playground');
    element.addEventListener('prediction', ({detail}) => heard.push(detail.digit));
    element.lesson = null;
  });
  await waitFor(frame, (state) => state.lesson === null);
  const hands = await handsOn(page, await playgroundOf(frame));
  await waitForState(hands, 'the pad', ({layout}) => 'pad' in layout);
  await drawByMouse(hands, digits[3]);
  await waitFor(frame, (state) => state.digit === 3);
  await page.keyboard.press('c');
  await waitFor(frame, (state) => state.digit === null);
  await drawByTouch(hands, hands.cdp, digits[7]);
  await waitFor(frame, (state) => state.digit === 7);
  await page.keyboard.press('z');
  await waitFor(frame, (state) => state.digit === null);
  const heard = await frame.evaluate(() => window.heard);
  for (const digit of [3, 7, null]) assert.ok(heard.includes(digit), `a prediction said ${digit}: ${heard}`);
}

/** Drives the element by its own interface alone. */
async function drive(frame) {
  await elementReady(frame);
  const {drawn, again, cleared, state} = await frame.evaluate(async (strokes) => {
    const element = document.querySelector('inkgrad-playground');
    const drawn = await element.draw(strokes);
    const again = await element.predict();
    await element.clear();
    return {drawn, again, cleared: await element.predict(), state: element.state};
  }, digits[3]);
  assert.equal(drawn.digit, 3);
  assert.deepEqual(again, drawn);
  assert.equal(cleared.digit, null);
  assert.equal(state.phase, 'ready');
  return drawn;
}

export default {
  async 'a classic script and one tag show a lesson, on another origin and without headers'({browser}) {
    return hosted(browser, {}, async ({page, complaints}) => {
      const {model} = await drive(page);
      await waitFor(page, (state) => state.lesson === 'ten-digits');
      await handle(page, page);
      assert.deepEqual(complaints, []);
      return `read by ${model}`;
    });
  },

  async 'a page opened as a file does'({browser}) {
    const site = await serveSite();
    const file = output('embed/file.html');
    writeFileSync(file, pageWith(site.url));
    try {
      const {page, complaints} = await openHost(browser, pathToFileURL(file).href);
      await drive(page);
      assert.deepEqual(complaints, []);
    } finally {
      await site.close();
    }
  },

  async 'in a sandbox that allows scripts alone, embed.html does: nothing is loaded from anywhere, and it trains'({browser}) {
    return hosted(browser, {path: '/sealed?page=/', site_headers: {'Content-Security-Policy': sealed_policy}}, async ({page, complaints}) => {
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      const sealed = await frameOf(page, '#sealed');
      assert.equal(await sealed.evaluate(() => self.origin), 'null');
      await drive(sealed);
      await handle(page, sealed);
      const result = await sealed.evaluate(() => document.querySelector('inkgrad-playground').train({spec: '784-10', steps: 30}));
      assert.equal(result.reason, 'finished');
      assert.equal(result.step, 30);
      assert.deepEqual(asked.filter((url) => !/(inkgrad\.js|embed\.html.*)$|^(blob|data):/.test(url)), []);
      assert.deepEqual(complaints, []);
      return `${asked.length} requests`;
    });
  },

  async 'its page may have a policy that is as strict; scripts, trains, saves and takes models, gives a picture'({browser}) {
    return hosted(browser, {page: (site) => ({'/': pageWith(site)}), host_headers: (site) => ({
      'Content-Security-Policy': `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${new URL(site).origin}; frame-src ${new URL(site).origin}`,
    })}, async ({page, complaints}) => {
      await elementReady(page);
      const result = await page.evaluate(async (strokes) => {
        const element = document.querySelector('inkgrad-playground');
        const heard = {step: 0, epoch: 0};
        for (const type of Object.keys(heard)) element.addEventListener(type, () => ++heard[type]);
        const trained = await element.train({spec: '784-10', images: 2000, epochs: 2, seed: 3});
        const model = await element.getModel();
        await element.reset();
        await element.setModel(model, 'again');
        const drawn = await element.draw(strokes);
        const blob = await element.toBlob();
        const refused = await element.setModel(new Uint8Array(100)).catch((error) => error.message);
        const unknown = await element.train({spec: 'nonsense'}).catch((error) => error.message);
        element.train({spec: '784-10'}).catch(() => {});
        await element.pause();
        return {trained, heard, bytes: model.length, drawn, png: [...new Uint8Array(await blob.arrayBuffer()).slice(1, 4)], refused, unknown};
      }, digits[3]);
      assert.equal(result.trained.reason, 'finished');
      assert.equal(result.trained.epoch, 2);
      assert.equal(result.heard.epoch, 2);
      assert.ok(result.heard.step > 0);
      assert.ok(result.bytes > 4 * 7850, `${result.bytes} bytes`);
      assert.equal(result.drawn.model, 'again');
      assert.deepEqual(result.png, [...Buffer.from('PNG')]);
      assert.match(result.refused, /no model/);
      assert.match(result.unknown, /nonsense|layer|spec/i);
      assert.deepEqual(complaints, []);
    });
  },

  async 'attributes are properties; the element is moved, removed, put back and loses nothing that a frame can keep'({browser}) {
    const attributes = 'lesson="pixels" seed="5" hide="top, lessons" theme="dark" alt="Try it" lang="en"';
    return hosted(browser, {page: {attributes}}, async ({page, complaints}) => {
      await elementReady(page);
      const reflected = await page.evaluate(() => {
        const element = document.querySelector('inkgrad-playground');
        element.poster = 'data:,';
        element.removeAttribute('poster');
        const {lesson, seed, hide, theme, alt, lang, loading, reveal, autoplay, poster} = element;
        return {lesson, seed, hide, theme, alt, lang, loading, reveal, autoplay, poster};
      });
      assert.deepEqual(reflected, {lesson: 'pixels', seed: 5, hide: 'top, lessons', theme: 'dark', alt: 'Try it', lang: 'en', loading: 'auto',
                                   reveal: 'auto', autoplay: false, poster: ''});
      const inner = await playgroundOf(page);
      await waitFor(page, (state) => state.lesson === 'pixels');
      const {layout, theme, draft} = await inner.evaluate(() => window.inkgrad.state());
      assert.equal(theme, 'dark');
      assert.equal(draft.seed, 5);
      assert.ok(!('reset' in layout), 'the bar at the top is hidden');

      const unknown = await page.evaluate(() => new Promise((resolve) => {
        const element = document.querySelector('inkgrad-playground');
        element.addEventListener('error', ({detail}) => resolve(detail.message), {once: true});
        element.lesson = 'no-such-lesson';
      }));
      assert.match(unknown, /no-such-lesson/);

      await page.evaluate((strokes) => document.querySelector('inkgrad-playground').draw(strokes), digits[7]);
      await waitFor(page, (state) => state.digit === 7);
      const moved = await page.evaluate(async () => {
        const element = document.querySelector('inkgrad-playground');
        const late = element.predict().catch((error) => error.message);
        document.body.prepend(element);
        const left = await late;
        element.remove();
        const gone = {phase: element.state.phase, frames: element.shadowRoot.querySelectorAll('iframe').length,
                      refused: await element.predict().catch((error) => error.message)};
        document.body.append(element);
        return {left, gone};
      });
      assert.match(moved.left, /left the page/);
      assert.equal(moved.gone.phase, 'idle');
      assert.equal(moved.gone.frames, 0);
      assert.match(moved.gone.refused, /not in a page/);
      await elementReady(page);
      await waitFor(page, (state) => state.digit === 7 && state.lesson === 'pixels');

      await page.evaluate(() => { document.querySelector('inkgrad-playground').style.cssText = 'width: 390px; height: 700px'; });
      const again = await playgroundOf(page);
      await again.waitForFunction(() => window.inkgrad.state().width === 390);
      await page.emulateMedia({media: 'print'});
      const printed = await page.evaluate(() => {
        const root = document.querySelector('inkgrad-playground').shadowRoot;
        return ['stage', 'poster'].map((part) => getComputedStyle(root.querySelector(`[part=${part}]`)).display);
      });
      assert.deepEqual(printed, ['none', 'grid']);
      assert.deepEqual(complaints, []);
    });
  },

  async 'an ES module does, from a server that sends Access-Control-Allow-Origin, under a strict policy'({browser}) {
    return hosted(browser, {page: {kind: 'module'}, site_headers: {'Access-Control-Allow-Origin': '*'}}, async ({page, complaints}) => {
      await drive(page);
      await handle(page, page);
      assert.deepEqual(complaints, []);
    });
  },

  async 'what stands inside the tag is seen without scripts, and where there is no playground'({browser}) {
    return hosted(browser, {page: {attributes: 'src="/nothing-here"', inside: '<p id="instead">Read chapter 3.</p>'}}, async ({page, host}) => {
      const failed = await page.evaluate(() => new Promise((resolve) => {
        document.querySelector('inkgrad-playground').addEventListener('error', ({detail}) => resolve(detail.message));
      }));
      assert.match(failed, /no playground at/);
      assert.ok(await page.locator('#instead').isVisible());
      const context = await browser.newContext({javaScriptEnabled: false});
      const plain = await context.newPage();
      await plain.goto(host);
      assert.ok(await plain.locator('#instead').isVisible());
    });
  },
};
