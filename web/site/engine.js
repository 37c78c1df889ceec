// A Session of the headless engine (engine/train/session.hpp) as a JavaScript object.
import {assetUrl, hasAsset} from './assets.js';
import {hasPromiseIntegration, hasRelaxedSimd} from './features.js';
import {streamingInstantiation} from './fetching.js';
import {words} from './words.js';

const text = new TextEncoder();

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
    if (!missing) {
      const {default: createEngine} = await import('./engine_webgpu.js');
      return await new Promise((resolve, reject) => {
        const instantiateWasm = streamingInstantiation(assetUrl('engine_webgpu.wasm'), () => {}, reject);
        createEngine({onSessionEvent: onEvent, instantiateWasm}).then(resolve, reject);
      });
    }
  } catch (error) {
    missing = 'failed';
    detail = String(error.message || error);
  }
  onEvent(JSON.stringify({type: 'device', device: 'cpu', missing, detail}), null);
  return null;
}

/** The fastest build for the CPU that this browser runs. */
async function loadCpu(onEvent) {
  // The page's own program is here already, engine included; only its kernels are slower.
  const relaxed = assetUrl('engine_relaxed.wasm'), own = assetUrl('playground.wasm');
  const is_relaxed = hasRelaxedSimd() && await hasAsset(relaxed);
  const {default: createEngine} = await (is_relaxed ? import('./engine_relaxed.js') : import('./playground.js'));
  return new Promise((resolve, reject) => {
    createEngine({
      onSessionEvent: onEvent,
      instantiateWasm: streamingInstantiation(is_relaxed ? relaxed : own, () => {}, reject),
    }).then(resolve, reject);
  });
}

/**
 * Loads the engine and starts its session.
 * `onEvent(head, body)`: head a JSON string, body a Uint8Array or null. `device`: 'webgpu', or the CPU. On the GPU `command` and `run`
 * take their time: the next call of either may only follow once what the one before gave is settled.
 */
export async function startSession(onEvent, device) {
  const engine = (device === 'webgpu' && await loadWebGpu(onEvent)) || await loadCpu(onEvent);
  await engine._session_start();

  const copyIn = (bytes) => {
    const address = engine._malloc(bytes.length);
    if (address === 0) throw new Error(words.engine_no_memory(bytes.length));
    engine.HEAPU8.set(bytes, address);
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
