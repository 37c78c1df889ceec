/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The headless engine of Inkgrad: makes, trains and reads with small networks for 28 x 28 digits, in browsers, workers and Node.
 *
 * Images are bytes, 784 each, row by row, 0 background to 255 ink; labels are bytes 0 to 9. The engine works where it is called: in a
 * page, call it in a worker if an image's milliseconds matter there.
 * @packageDocumentation
 */
import {Model, type ModelOptions, type OpenOptions} from './model.js';
import {type LoadOptions, Wasm} from './module.js';
import {DisposedError} from './errors.js';

export {DisposedError, FailureError, InkgradError, InputError, LoadError, UnsupportedError} from './errors.js';
export {Model} from './model.js';
export type {Augmentation, Digits, Metrics, ModelOptions, OpenOptions, Parameter, Prediction, Progress, Tensor, TrainOptions} from './model.js';
export type {LoadOptions} from './module.js';

/** An engine with a memory of its own. */
export class Engine {
  readonly #models = new Set<Model>();
  #wasm: Wasm | null;

  /** @internal */
  constructor(wasm: Wasm) {
    this.#wasm = wasm;
  }

  /** Whether this engine was built with relaxed SIMD: faster, and its results differ from the other's in the last bits. */
  get relaxed(): boolean {
    return this.#held.relaxed;
  }

  /**
   * A new network with PyTorch's default initialisation. `spec` says its layers: `784-10` is logistic regression, `784-128r-10` has a
   * hidden layer of 128 with ReLU, `c8x5r-p2-c16x5r-p2-10` convolves; Inkgrad's README has the whole language.
   * @throws InputError for a spec that says no network.
   */
  model(spec: string, options: ModelOptions = {}): Model {
    const {seed = 1, ...normalised} = options;
    return this.#keep({spec, seed, ...normalised}, new Uint8Array());
  }

  /**
   * The model in a safetensors file: one of Inkgrad's, or, with `spec`, a state_dict that PyTorch has saved of the same layers.
   * @throws InputError for a file that holds no such model.
   */
  open(bytes: Uint8Array, options: OpenOptions = {}): Model {
    return this.#keep({...options}, bytes);
  }

  /** Disposes of all models of this engine; its memory goes with them. */
  dispose(): void {
    for (const model of this.#models) model.dispose();
    this.#wasm = null;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get #held(): Wasm {
    if (!this.#wasm) throw new DisposedError('this engine was disposed of');
    return this.#wasm;
  }

  #keep(head: object, bytes: Uint8Array): Model {
    const wasm = this.#held;
    const number: number = wasm.json('open', JSON.stringify(head), bytes, bytes.length);
    const model: Model = new Model(wasm, number, () => this.#models.delete(model));
    this.#models.add(model);
    return model;
  }
}

/**
 * Loads the engine: some 170 KB, compressed.
 * @throws LoadError where the file does not arrive or WebAssembly with SIMD and exceptions is missing.
 */
export async function loadEngine(options: LoadOptions = {}): Promise<Engine> {
  return new Engine(await Wasm.load(options));
}
