// Loads the engine's WebAssembly and calls it: strings and arrays go in by copies, failures come out as errors.
import {hasRelaxedSimd, missingWebAssembly} from '../site/features.js';
import {FailureError, InkgradError, InputError, LoadError, UnsupportedError} from './errors.js';

/** Where the engine's WebAssembly comes from. */
export interface LoadOptions {
  /**
   * The address or the bytes of `inkgrad/engine.wasm`, for bundlers that move files. Without it: the file beside this module, or,
   * where relaxed SIMD is to be had, `engine_relaxed.wasm` there, which is faster and whose results differ in the last bits.
   */
  wasm?: string | URL | BufferSource;
  /** As `wasm`, of `inkgrad/engine_relaxed.wasm`; not asked for where relaxed SIMD is missing. */
  relaxedWasm?: string | URL | BufferSource;
  /** Whether to take the engine with relaxed SIMD if it can be had; default true. */
  relaxed?: boolean;
}

interface Emscripten {
  HEAPU8: Uint8Array;
  UTF8ToString(address: number): string;
  _malloc(size: number): number;
  _free(address: number): void;
  _inkgrad_result(): number;
  _inkgrad_result_size(): number;
  _inkgrad_failure(): number;
  [name: `_inkgrad_${string}`]: (...values: number[]) => number;
}
type Factory = (options: {instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): object}) =>
  Promise<Emscripten>;

/** What goes into the engine: numbers as they are, text with a zero behind it, bytes. */
type Argument = number | string | Uint8Array;

const failures = [null, InputError, FailureError, UnsupportedError];
// By a name that bundlers for browsers do not follow.
const node_files = 'node:fs/promises';
const utf8 = new TextEncoder();
const text_of = new TextDecoder();

async function compile(source: string | URL | BufferSource): Promise<WebAssembly.Module> {
  if (typeof source !== 'string' && !(source instanceof URL)) return WebAssembly.compile(source);
  const url = new URL(source, import.meta.url);
  if (url.protocol === 'file:' && typeof process === 'object') {
    const {readFile} = await import(/* @vite-ignore */ node_files);
    return WebAssembly.compile(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const is_typed = (response.headers.get('Content-Type') ?? '').startsWith('application/wasm');
  return is_typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The engine's memory and functions. */
export class Wasm {
  readonly #module: Emscripten;

  private constructor(module: Emscripten, /** Whether its vectors are relaxed. */ readonly relaxed: boolean) {
    this.#module = module;
  }

  static async load({wasm, relaxedWasm, relaxed = true}: LoadOptions): Promise<Wasm> {
    const missing = missingWebAssembly();
    if (missing) throw new LoadError(`the engine needs ${missing}, which is missing here`);
    // Whoever names one file alone means that one.
    const is_relaxed = relaxed && hasRelaxedSimd() && (relaxedWasm !== undefined || wasm === undefined);
    const source = is_relaxed ? relaxedWasm ?? new URL('./engine_relaxed.wasm', import.meta.url) : wasm ?? new URL('./engine.wasm', import.meta.url);
    try {
      const {default: create} = (is_relaxed ? await import('./engine_relaxed.js') : await import('./engine.js')) as {default: Factory};
      const compiled = await compile(source);
      const module = await new Promise<Emscripten>((resolve, reject) => {
        create({
          instantiateWasm(imports, done) {
            WebAssembly.instantiate(compiled, imports).then(done, reject);
            return {};
          },
        }).then(resolve, reject);
      });
      return new Wasm(module, is_relaxed);
    } catch (error) {
      throw new LoadError(`the engine did not load: ${error instanceof Error ? error.message : error}`, {cause: error});
    }
  }

  /** Calls inkgrad_NAME and gives the bytes of its result, a copy. */
  call(name: string, ...values: Argument[]): Uint8Array<ArrayBuffer> {
    const module = this.#module;
    const held: number[] = [];
    const put = (bytes: Uint8Array): number => {
      const address = module._malloc(Math.max(1, bytes.length));
      if (address === 0) throw new FailureError(`not enough memory for ${bytes.length} bytes`);
      held.push(address);
      module.HEAPU8.set(bytes, address);
      return address;
    };
    try {
      const ready = values.map((value) => (typeof value === 'number' ? value : put(typeof value === 'string' ? utf8.encode(`${value}\0`) : value)));
      const failure = this.#function(name)(...ready);
      if (failure) throw new (failures[failure] ?? InkgradError)(module.UTF8ToString(module._inkgrad_failure()));
    } catch (error) {
      // What is none of ours is a WebAssembly trap: most likely the memory is full.
      throw error instanceof InkgradError ? error : new FailureError(`the engine stopped: ${error instanceof Error ? error.message : error}`, {cause: error});
    } finally {
      held.forEach((address) => module._free(address));
    }
    const first = module._inkgrad_result();
    return module.HEAPU8.slice(first, first + module._inkgrad_result_size());
  }

  /** Calls inkgrad_NAME and parses what it gives. */
  json(name: string, ...values: Argument[]): any {
    return JSON.parse(text_of.decode(this.call(name, ...values)));
  }

  close(number: number): void {
    this.#function('close')(number);
  }

  #function(name: string): (...values: number[]) => number {
    const called = this.#module[`_inkgrad_${name}`];
    if (!called) throw new InkgradError(`the engine has no ${name}`);
    return called;
  }
}
