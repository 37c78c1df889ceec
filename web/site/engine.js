// A Session of the headless engine (engine/train/session.hpp) as a JavaScript object.
import {assetUrl, hasAsset} from './assets.js';
import {hasPromiseIntegration, hasRelaxedSimd, hasThreads} from './features.js';
import {streamingInstantiation} from './fetching.js';
import {words} from './words.js';

const text = new TextEncoder();

// The page wants some of the processors too, and small networks gain little from more.
const most_threads = 4;

/** Loads one build of the engine; `script` gives its module, `wasm` is where its code is. */
async function load(script, wasm, onEvent, threads = 1) {
  const {default: createEngine} = await script();
  return new Promise((resolve, reject) => {
    const instantiateWasm = streamingInstantiation(wasm, () => {}, reject);
    createEngine({onSessionEvent: onEvent, threads, instantiateWasm}).then(resolve, reject);
  });
}

/** The build with threads, or null where they cannot be had after all: no memory to share, a thread that does not start. */
async function loadThreads(wasm, onEvent, threads) {
  const {Worker} = globalThis;
  const made = [], loaded = new AbortController();
  let fail;
  const failure = new Promise((_, reject) => { fail = reject; });
  // Emscripten waits for a thread that does not start, and begins to listen when it may have said so.
  globalThis.Worker = class extends Worker {
    constructor(...what) {
      super(...what);
      made.push(this);
      this.addEventListener('error', (event) => {
        event.stopImmediatePropagation();
        event.preventDefault();
        fail(new Error(event.message || 'a thread did not start'));
      }, {signal: loaded.signal});
    }
  };
  try {
    return await Promise.race([load(() => import('./engine_threads.js'), wasm, onEvent, threads), failure]);
  } catch (error) {
    console.info(`trains on one thread: ${error.message ?? error}`);
    for (const thread of made) thread.terminate();
    return null;
  } finally {
    globalThis.Worker = Worker;
    loaded.abort();
  }
}

/** Why the engine's build with WebGPU cannot be used: the rest of a name of words.js, gpu_..., or null. */
async function missingGpu() {
  if (!navigator.gpu) return 'no_webgpu';
  if (!hasPromiseIntegration()) return 'no_promises';
  if (!await hasAsset(assetUrl('engine_webgpu.wasm'))) return 'no_engine';
  return await navigator.gpu.requestAdapter() ? null : 'no_adapter';
}

/** The build with WebGPU, or null where that cannot be, which is said in a `device` event. */
async function loadWebGpu(onEvent) {
  let missing, detail = '';
  try {
    missing = await missingGpu();
    if (!missing) return await load(() => import('./engine_webgpu.js'), assetUrl('engine_webgpu.wasm'), onEvent);
  } catch (error) {
    missing = 'failed';
    detail = String(error.message || error);
  }
  onEvent(JSON.stringify({type: 'device', device: 'cpu', missing, detail}), null);
  return null;
}

/** The fastest build for the CPU that this browser runs. */
async function loadCpu(onEvent, threads) {
  const threaded = assetUrl('engine_threads.wasm'), relaxed = assetUrl('engine_relaxed.wasm');
  const threads_wanted = hasThreads() && await hasAsset(threaded);
  let engine = threads_wanted ? await loadThreads(threaded, onEvent, threads) : null;
  if (!engine && hasRelaxedSimd() && await hasAsset(relaxed)) {
    engine = await load(() => import('./engine_relaxed.js'), relaxed, onEvent).catch((error) => {
      if (!threads_wanted) throw error;  // it is kept for use without a network, and can be asked for again
      return null;
    });
  }
  // The page's own program is here already, engine included; only its kernels are slower.
  return engine ?? load(() => import('./playground.js'), assetUrl('playground.wasm'), onEvent);
}

/**
 * Loads the engine and starts its session.
 * `onEvent(head, body)`: head a JSON string, body a Uint8Array or null. `device`: 'webgpu', or the CPU. On the GPU `command` and `run`
 * take their time: the next call of either may only follow once what the one before gave is settled.
 */
export async function startSession(onEvent, device) {
  const threads = Math.min(navigator.hardwareConcurrency, most_threads);
  const engine = (device === 'webgpu' && await loadWebGpu(onEvent)) || await loadCpu(onEvent, threads);
  await engine._session_start(threads);

  const copyIn = (bytes) => {
    const address = engine._malloc(bytes.length);
    if (address === 0) throw new Error(words.engine_no_memory(bytes.length));
    // Memory that a thread made larger is seen in the memory itself only.
    new Uint8Array((engine.wasmMemory ?? engine.HEAPU8).buffer).set(bytes, address);
    return address;
  };
  return {
    /** head: a JSON string; body: a Uint8Array or null. */
    async command(head, body) {
      const head_bytes = copyIn(text.encode(head + '\0'));
      const body_bytes = body?.length ? copyIn(body) : 0;
      try {
        await engine._session_command(head_bytes, body_bytes, body?.length ?? 0);
      } finally {
        engine._free(head_bytes);
        engine._free(body_bytes);
      }
    },
    /** Trains for about so long; false when there is nothing to do until the next command. */
    run: async (milliseconds) => await engine._session_run(milliseconds) !== 0,
  };
}
