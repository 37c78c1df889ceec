// <inkgrad-playground> in pages of another origin.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {digits} from './digits.mjs';
import {output, serveSite} from './harness.mjs';
import {elementReady, frameOf, openHost, pageWith, serveHost} from './hosts.mjs';

// What embed.html needs of a server that sends a policy (README.md).
const sealed_policy = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'unsafe-inline'; worker-src blob:; img-src data:";

/** Opens a page with the element in it, on an origin of its own; closes the servers after `work`. */
async function hosted(browser, {page = {}, host_headers = {}, site_headers = {}, path = '/', ...options}, work) {
  const site = await serveSite(site_headers);
  const pages = typeof page === 'function' ? page(site.url) : {'/': pageWith(site.url, page)};
  const host = await serveHost(pages, host_headers);
  try {
    const opened = await openHost(browser, host.url + path, options);
    return await work({...opened, site: site.url, host: host.url});
  } finally {
    await Promise.all([site.close(), host.close()]);
  }
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
      await page.waitForFunction(() => document.querySelector('inkgrad-playground').state.lesson === 'ten-digits');
      assert.deepEqual(complaints, []);
      return `read by ${model}`;
    });
  },

  async 'an ES module does, from a server that sends Access-Control-Allow-Origin, under a strict policy'({browser}) {
    return hosted(browser, {page: {kind: 'module'}, site_headers: {'Access-Control-Allow-Origin': '*'}}, async ({page, complaints}) => {
      await drive(page);
      assert.deepEqual(complaints, []);
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
      const result = await sealed.evaluate(() => document.querySelector('inkgrad-playground').train({spec: '784-10', steps: 30}));
      assert.equal(result.reason, 'finished');
      assert.equal(result.step, 30);
      assert.deepEqual(asked.filter((url) => !/(inkgrad\.js|embed\.html.*)$|^(blob|data):/.test(url)), []);
      assert.deepEqual(complaints, []);
      return `${asked.length} requests`;
    });
  },
};
