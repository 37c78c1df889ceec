// <inkgrad-playground> in pages of another origin.
import assert from 'node:assert/strict';
import {digits} from './digits.mjs';
import {serveSite} from './harness.mjs';
import {elementReady, openHost, pageWith, serveHost} from './hosts.mjs';

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
};
