// A Session of the headless engine (engine/train/session.hpp) as a JavaScript object.
import {assetUrl, hasAsset} from './assets.js';
import {hasRelaxedSimd, hasThreads} from './features.js';
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

/**
 * Loads the engine, the fastest build that this browser runs, and starts its session.
 * `onEvent(head, body)`: head a JSON string, body a Uint8Array or null.
 */
export async function startSession(onEvent) {
  const threaded = assetUrl('engine_threads.wasm'), relaxed = assetUrl('engine_relaxed.wasm');
  const threads = Math.min(navigator.hardwareConcurrency, most_threads);
  let engine = hasThreads() && await hasAsset(threaded) ? await loadThreads(threaded, onEvent, threads) : null;
  if (!engine && hasRelaxedSimd() && await hasAsset(relaxed)) {
    engine = await load(() => import('./engine_relaxed.js'), relaxed, onEvent);
  }
  // The page's own program is here already, engine included; only its kernels are slower.
  engine ??= await load(() => import('./playground.js'), assetUrl('playground.wasm'), onEvent);
  engine._session_start(threads);

  const copyIn = (bytes) => {
    const address = engine._malloc(bytes.length);
    if (address === 0) throw new Error(words.engine_no_memory(bytes.length));
    // Memory that a thread made larger is seen in the memory itself only.
    new Uint8Array((engine.wasmMemory ?? engine.HEAPU8).buffer).set(bytes, address);
    return address;
  };
  return {
    /** head: a JSON string; body: a Uint8Array or null. */
    command(head, body) {
      const head_bytes = copyIn(text.encode(head + '\0'));
      const body_bytes = body?.length ? copyIn(body) : 0;
      try {
        engine._session_command(head_bytes, body_bytes, body?.length ?? 0);
      } finally {
        engine._free(head_bytes);
        engine._free(body_bytes);
      }
    },
    /** Trains for about so long; false when there is nothing to do until the next command. */
    run: (milliseconds) => engine._session_run(milliseconds) !== 0,
  };
}
