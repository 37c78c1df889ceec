// What the browser must be able to do, each asked of a smallest possible WebAssembly module.

const module_of = (...sections) => new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections]);

// (func (result v128) (i8x16.popcnt (i8x16.splat (i32.const 0))))
const simd = module_of(1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 10, 1, 8, 0, 0x41, 0, 0xfd, 15, 0xfd, 98, 11);
// (func (result v128) (i8x16.relaxed_swizzle (i8x16.splat (i32.const 1)) (i8x16.splat (i32.const 2))))
const relaxed_simd = module_of(1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 15, 1, 13, 0,
                               0x41, 1, 0xfd, 15, 0x41, 2, 0xfd, 15, 0xfd, 0x80, 2, 11);
// (func (try (do) (catch_all)))
const exceptions = module_of(1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 0x06, 0x40, 0x19, 11, 11);

const validates = (bytes) => {
  try {
    return WebAssembly.validate(bytes);
  } catch {
    return false;  // no WebAssembly at all, or switched off
  }
};

/** Whether vectors whose rounding is the processor's own can be used; they make products of matrices faster. */
export const hasRelaxedSimd = () => validates(relaxed_simd);

/** Whether WebAssembly can be put aside while it waits for a promise (JavaScript Promise Integration), as the engine does for the GPU. */
export const hasPromiseIntegration = () => typeof WebAssembly === 'object' && typeof WebAssembly.Suspending === 'function';

/** Whether the engine's build with threads can be used: where pages are cross-origin isolated, and on more than one processor. */
export const hasThreads = () => globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function' &&
  navigator.hardwareConcurrency > 1 && hasRelaxedSimd();

/** What is missing for the page to work, in words, or null if nothing is. */
export function missingWebAssembly() {
  if (typeof WebAssembly !== 'object') return 'WebAssembly';
  if (!validates(simd)) return 'WebAssembly SIMD';
  if (!validates(exceptions)) return 'WebAssembly exceptions';
  return null;
}

/** Whether a canvas gives a WebGL2 context. Asks a canvas of its own, since asking settles a canvas's kind. */
export function hasWebGL2() {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    context?.getExtension('WEBGL_lose_context')?.loseContext();  // browsers keep only few contexts alive
    return context !== null;
  } catch {
    return false;
  }
}
