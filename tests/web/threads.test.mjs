// Training on several threads: in a page that is cross-origin isolated, and nowhere else; to the bit what one thread gives.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {startAlone, threadsOf} from './alone.mjs';
import {newContext, openPage, openPlayground, ready, serveSite, site} from './harness.mjs';
import {elementReady, openHost, pageWith, playgroundOf, serveHost} from './hosts.mjs';
import {isolation, serve} from './serve.mjs';

const runs = [
  {spec: '784-128r-10', batch: 64, lr: 0.001, optimizer: 'adam', steps: 100},
  {spec: 'c8x5r-p2-c16x5r-p2-10', batch: 100, lr: 0.05, optimizer: 'sgd', momentum: 0.9, steps: 30},
  {spec: 'c4x5-b-t-a2-d25-10', batch: 512, lr: 0.01, optimizer: 'adam', steps: 20},
  {spec: 'c8x5r-p2-16r-10', batch: 2000, lr: 0.01, optimizer: 'adam', steps: 2},  // memory grows
];

/** Trains in a worker alone: its device, each training's losses, the SHA-256 of its model, and what is measured of that. */
async function trained(page, url, of = runs) {
  const device = await startAlone(page, url, {whole: true});
  const traces = await page.evaluate(async (wanted) => {
    const results = {};
    for (const {steps, ...options} of wanted) {
      post({type: 'configure', seed: 1, images: 4000, ...options});
      post({type: 'train', steps, trace: true});
      const losses = [];
      for (;;) {
        const event = await next('trace', 'finished');
        if (event.type === 'finished') break;
        losses.push(...event.losses);
      }
      post({type: 'snapshot'});
      const {body} = await next('model');
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
      post({type: 'measure', split: 'validation'}, body);
      const {images, loss, accuracy} = await next('measured');
      results[options.spec] = {losses, model: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''), images, loss, accuracy};
    }
    return results;
  }, of);
  return {device, traces, isolated: await page.evaluate(() => crossOriginIsolated)};
}

/** The names of all files that a context asks for. */
function asked(context) {
  const names = [];
  context.on('request', (request) => names.push(new URL(request.url()).pathname.split('/').pop()));
  return names;
}

export default {
  async 'an isolated page trains on several threads, another on one: the same losses, the same models, to the bit'({browser, url}) {
    const served = await serveSite(isolation);
    try {
      const results = {};
      for (const [kind, address] of [['one', url], ['several', served.url]]) {
        const {page, context, complaints} = await openPage(browser, 'about:blank');
        const names = asked(context);
        await page.goto(address);
        results[kind] = {...await trained(page, address), names};
        assert.deepEqual(complaints, []);
        await context.close();
      }
      const {one, several} = results;
      assert.equal(one.isolated, false);
      assert.ok(!one.names.some((name) => name.includes('threads')), `${one.names}`);
      assert.ok(one.names.includes('engine_relaxed.wasm'));
      assert.equal(threadsOf(one.device), 1);
      assert.equal(several.isolated, true);
      assert.ok(several.names.includes('engine_threads.wasm'), `${several.names}`);
      assert.ok(!several.names.includes('engine_relaxed.wasm'), `${several.names}`);
      assert.ok(threadsOf(several.device) > 1, several.device);
      for (const {spec, steps} of runs) {
        assert.equal(one.traces[spec].losses.length, steps);
        assert.deepEqual(several.traces[spec], one.traces[spec], spec);
      }
      return `${several.device}; ${runs.map(({spec, steps}) => `${spec}: ${steps} steps`).join(', ')}`;
    } finally {
      await served.close();
    }
  },

  async 'threads that do not start, or whose program does not arrive, leave one that trains'({browser}) {
    const served = await serveSite(isolation);
    const notes = [];
    try {
      for (const [what, file, answer] of [
        ['a thread\u2019s script is missing', 'engine_threads.js', async (route) => {
          const response = await route.fetch();
          const body = (await response.text()).replace('"engine_threads.js"', '"nowhere.js"');
          assert.match(body, /"nowhere\.js"/);
          await route.fulfill({response, body});
        }],
        ['the program is missing', 'engine_threads.wasm', (route) => route.fulfill({status: 404})],
      ]) {
        const context = await newContext(browser);
        await context.route(`**/${file}`, answer);
        const page = await context.newPage();
        await page.goto(served.url);
        const {device, traces} = await trained(page, served.url, runs.slice(0, 1));
        assert.equal(threadsOf(device), 1);
        assert.equal(traces[runs[0].spec].losses.length, runs[0].steps);
        await ready(page);
        await page.evaluate(() => window.inkgrad.train({steps: 5}));
        assert.equal(await page.locator('#notice').isVisible(), false);
        await context.close();
        notes.push(what);
      }
      return notes.join('; ');
    } finally {
      await served.close();
    }
  },

  async 'a site that isolates its pages is embedded by another that does not: there it trains on one thread'({browser}) {
    const served = await serveSite(isolation);
    const host = await serveHost({'/': pageWith(served.url)});
    try {
      const {page, context, complaints} = await openHost(browser, `${host.url}/`);
      const names = asked(context);
      await elementReady(page);
      const frame = await playgroundOf(page);
      const {reason} = await page.evaluate(() => document.querySelector('inkgrad-playground').train({steps: 20}));
      assert.equal(reason, 'finished');
      assert.equal(await frame.evaluate(() => crossOriginIsolated), false);
      assert.ok(!names.some((name) => name.includes('threads')), `${names}`);
      assert.deepEqual(complaints, []);
      await context.close();
    } finally {
      await host.close();
      await served.close();
    }
  },

  async 'the release trains on several threads too, and without a network: of the engines only theirs is kept'({browser}) {
    const served = await serve(join(site, '../release'), {
      base: '/some/course/',
      headers: {...isolation, 'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"},
    });
    let closed = false;
    try {
      const {page, context, complaints} = await openPlayground(browser, served.address, {keeps: true});
      const keptEngines = () => page.evaluate(async () => {
        await navigator.serviceWorker.ready;
        const [name] = await caches.keys();
        const requests = await (await caches.open(name)).keys();
        return requests.map(({url}) => url.split('/').pop()).filter((file) => file.startsWith('engine_'));
      });
      const engines = await keptEngines();
      const plain = engines.map((name) => name.replace(/-[0-9a-f]{10}/, '')).sort();
      assert.deepEqual(plain, ['engine_threads.js', 'engine_threads.wasm']);
      await served.close();
      closed = true;
      await page.reload();
      await ready(page);
      const names = asked(context);
      const {reason} = await page.evaluate(() => window.inkgrad.train({spec: '784-32r-10', steps: 100}));
      assert.equal(reason, 'finished');
      assert.equal(await page.evaluate(() => crossOriginIsolated), true);
      assert.ok(!names.some((name) => name.includes('engine_relaxed')), `${names}`);
      assert.deepEqual(complaints, []);
      await context.close();
    } finally {
      if (!closed) await served.close();
    }
  },
};
