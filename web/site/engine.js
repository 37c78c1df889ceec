// A Session of the headless engine (engine/train/session.hpp) as a JavaScript object.
import {assetUrl, hasAsset} from './assets.js';
import {hasRelaxedSimd} from './features.js';
import {streamingInstantiation} from './fetching.js';
import {words} from './words.js';

const text = new TextEncoder();

/**
 * Loads the engine, the fastest build that this browser runs, and starts its session.
 * `onEvent(head, body)`: head a JSON string, body a Uint8Array or null.
 */
export async function startSession(onEvent) {
  // The page's own program is here already, engine included; only its kernels are slower.
  const relaxed = assetUrl('engine_relaxed.wasm'), own = assetUrl('playground.wasm');
  const is_relaxed = hasRelaxedSimd() && await hasAsset(relaxed);
  const {default: createEngine} = await (is_relaxed ? import('./engine_relaxed.js') : import('./playground.js'));
  const engine = await new Promise((resolve, reject) => {
    createEngine({
      onSessionEvent: onEvent,
      instantiateWasm: streamingInstantiation(is_relaxed ? relaxed : own, () => {}, reject),
    }).then(resolve, reject);
  });
  engine._session_start();

  const copyIn = (bytes) => {
    const address = engine._malloc(bytes.length);
    if (address === 0) throw new Error(words.engine_no_memory(bytes.length));
    engine.HEAPU8.set(bytes, address);
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
