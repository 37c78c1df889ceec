// Training on several threads: in a page that is cross-origin isolated, and nowhere else; to the bit what one thread gives.
import assert from 'node:assert/strict';
import {newContext, openPage, serveSite} from './harness.mjs';
import {isolation} from './serve.mjs';

const runs = [
  {spec: '784-128r-10', batch: 64, lr: 0.001, optimizer: 'adam', steps: 100},
  {spec: 'c8x5r-p2-c16x5r-p2-10', batch: 100, lr: 0.05, optimizer: 'sgd', momentum: 0.9, steps: 30},
  {spec: 'c4x5-b-t-a2-d25-10', batch: 512, lr: 0.01, optimizer: 'adam', steps: 20},
];

/** Trains in a worker of the page's own, by its protocol: its device, each training's losses and the SHA-256 of its model. */
const trained = (page) => page.evaluate(async (wanted) => {
  const worker = new Worker('worker.js', {type: 'module', name: 'inkgrad training'});
  const events = [];
  let wake = () => {}, fail = () => {};
  worker.onmessage = ({data}) => {
    const event = {...JSON.parse(data.head), body: data.body};
    if (['error', 'failed'].includes(event.type)) fail(new Error(event.message));
    events.push(event);
    wake();
  };
  worker.onerror = (event) => fail(new Error(event.message));
  const next = async (...types) => {
    for (;;) {
      const at = events.findIndex((event) => types.includes(event.type));
      if (at >= 0) return events.splice(at, 1)[0];
      await new Promise((resolve, reject) => { [wake, fail] = [resolve, reject]; });
    }
  };
  const post = (command) => worker.postMessage({head: JSON.stringify(command)});
  const {device} = await next('ready');
  while ((await next('data')).split !== 'validation');
  const traces = {};
  for (const {steps, ...options} of wanted) {
    post({type: 'configure', seed: 1, images: 4000, ...options});
    post({type: 'train', steps, trace: true});
    const losses = [];
    for (let event = await next('trace', 'finished'); event.type === 'trace'; event = await next('trace', 'finished')) losses.push(...event.losses);
    post({type: 'snapshot'});
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', (await next('model')).body));
    traces[options.spec] = {losses, model: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')};
  }
  worker.terminate();
  return {device, traces, isolated: crossOriginIsolated};
}, runs);

/** The names of all files that a context asks for. */
function asked(context) {
  const names = [];
  context.on('request', (request) => names.push(new URL(request.url()).pathname.split('/').pop()));
  return names;
}

const threadsOf = (device) => Number(/(\d+) threads?\)$/.exec(device)?.[1]);

export default {
  async 'an isolated page trains on several threads, and another on one: the same losses and the same models, to the bit'({browser, url}) {
    const served = await serveSite(isolation);
    try {
      const results = {};
      for (const [kind, address] of [['one', url], ['several', served.url]]) {
        const {page, context, complaints} = await openPage(browser, 'about:blank');
        const names = asked(context);
        await page.goto(address);
        results[kind] = {...await trained(page), names};
        assert.deepEqual(complaints, []);
        await context.close();
      }
      const {one, several} = results;
      assert.equal(one.isolated, false);
      assert.ok(!one.names.some((name) => name.includes('threads')), `${one.names}`);
      assert.ok(one.names.includes('engine_relaxed.wasm'));
      assert.equal(threadsOf(one.device), 1);
      assert.equal(several.isolated, true);
      assert.ok(several.names.includes('engine_threads.wasm') && !several.names.includes('engine_relaxed.wasm'), `${several.names}`);
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
};
