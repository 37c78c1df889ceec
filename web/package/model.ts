// A network of the engine's, and what can be done with it.
import {DisposedError, FailureError, InputError} from './errors.js';
import type {Wasm} from './module.js';

/** Numbers in the order of their shape, row-major. */
export interface Tensor {
  data: Float32Array;
  shape: readonly number[];
}

/** Digits with their labels, as many of both. */
export interface Digits {
  /** 784 bytes each, 0 background to 255 ink. */
  images: Uint8Array | Uint8ClampedArray;
  /** 0 to 9 each. */
  labels: Uint8Array | Uint8ClampedArray;
}

export interface ModelOptions {
  /** Decides the first weights and dropout; default 1. */
  seed?: number;
  /** What images are normalised by, of pixel / 255; default that of MNIST's training images. */
  mean?: number;
  std?: number;
}

export interface OpenOptions extends ModelOptions {
  /** The layers, where the file does not say them. */
  spec?: string;
}

/** What is changed at random in each training image, every time anew; 0 is none. */
export interface Augmentation {
  /** Pixels, 0 to 28, each way. */
  shift?: number;
  /** Degrees, 0 to 90, each way. */
  rotate?: number;
  /** Share of the size, 0 to 0.9, up or down. */
  scale?: number;
  /** Thicker or thinner pens, 0 to 1. */
  thickness?: number;
  /** Pixels that a rubber sheet would give, 0 to 28. */
  elastic?: number;
}

/** How to train. Defaults in brackets. */
export interface TrainOptions {
  /** Passes over the images [1]; not used with `steps`. */
  epochs?: number;
  /** Mini-batches, instead of epochs. */
  steps?: number;
  /** Images a mini-batch [64]. */
  batch?: number;
  /** Learning rate [0.001]; with a schedule the highest. */
  lr?: number;
  optimizer?: 'adam' | 'adamw' | 'sgd';
  /** Of sgd [0]. */
  momentum?: number;
  /** Of sgd with a momentum [false]. */
  nesterov?: boolean;
  weight_decay?: number;
  /** What becomes of the learning rate over the epochs [constant]. */
  schedule?: 'constant' | 'step' | 'cosine' | 'onecycle';
  augment?: Augmentation;
  /** Share of the zeros that get a slash, 0 to 1 [0]. */
  slashed_zeros?: number;
  /** Decides order, augmentation and dropout [1]. */
  seed?: number;
  /** Digits to evaluate after each epoch. */
  validation?: Digits;
  /** Ends the training when it aborts; the model keeps what it has learnt. */
  signal?: AbortSignal;
}

export interface Metrics {
  /** Mean cross entropy. */
  loss: number;
  /** Share of the images read right, 0 to 1. */
  accuracy: number;
  images: number;
}

/** How far a training is. */
export interface Progress {
  step: number;
  /** Epochs finished. */
  epoch: number;
  steps_per_epoch: number;
  /** Means over the images of this epoch so far, of each before its step. */
  loss: number;
  accuracy: number;
  /** Of the whole of `validation`; at the end of an epoch. */
  validation?: Metrics;
}

export interface Prediction {
  /** The most probable digit of each image. */
  digits: Int32Array;
  /** [images, 10]. */
  probabilities: Tensor;
}

/** A parameter, or a statistic of batch norm, under PyTorch's name for it. */
export interface Parameter {
  name: string;
  shape: readonly number[];
}

const pixels = 784;
const classes = 10;
const images_at_once = 500;
// Long enough for the wait between slices not to count, short enough for a page to stay alive.
const slice_ms = 16;
const progress_ms = 50;

/** Lets others have their turn, without the 4 ms that browsers make a timer wait. */
const turn = () => new Promise<void>((done) => {
  const {port1, port2} = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    done();
  };
  port2.postMessage(null);
});

const asBytes = (values: Uint8Array | Uint8ClampedArray, what: string): Uint8Array => {
  if (!(values instanceof Uint8Array || values instanceof Uint8ClampedArray)) throw new InputError(`${what} must be a Uint8Array`);
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
};

function countOf(images: Uint8Array): number {
  if (images.length % pixels !== 0) throw new InputError(`${images.length} bytes are no images of ${pixels} bytes`);
  return images.length / pixels;
}

function checked({images, labels}: Digits): {images: Uint8Array; labels: Uint8Array; count: number} {
  const digits = {images: asBytes(images, 'images'), labels: asBytes(labels, 'labels')};
  const count = countOf(digits.images);
  if (digits.labels.length !== count) throw new InputError(`${count} images but ${digits.labels.length} labels`);
  if (count === 0) throw new InputError('there are no images');
  return {...digits, count};
}

function whole(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new InputError(`${what} must be a whole number above 0, got ${value}`);
  return value;
}

/** A network. Made by `Engine.model` and `Engine.open`. */
export class Model {
  /** Its layers, as a spec. */
  readonly spec: string;
  /** What images are normalised by, of pixel / 255. */
  readonly mean: number;
  readonly std: number;
  /** Parameters and buffers, in PyTorch's order. */
  readonly parameters: readonly Parameter[];
  readonly #wasm: Wasm;
  readonly #forget: () => void;
  #number: number;
  #trains = false;

  /** @internal */
  constructor(wasm: Wasm, number: number, forget: () => void) {
    this.#wasm = wasm;
    this.#number = number;
    this.#forget = forget;
    const described = wasm.json('describe', number);
    this.spec = described.spec;
    this.mean = described.mean;
    this.std = described.std;
    this.parameters = described.parameters;
  }

  /** How it was trained, in words of a model file's metadata. */
  get record(): Record<string, string> {
    return this.#wasm.json('describe', this.#held).record;
  }

  /**
   * Reads images, any number of them.
   * @throws InputError unless they are 784 bytes each.
   */
  predict(images: Uint8Array | Uint8ClampedArray): Prediction {
    const number = this.#held;
    const bytes = asBytes(images, 'images');
    const count = countOf(bytes);
    const digits = new Int32Array(count);
    const probabilities = new Float32Array(count * classes);
    for (let first = 0; first < count; first += images_at_once) {
      const part = bytes.subarray(first * pixels, (first + images_at_once) * pixels);
      const read = part.length / pixels;
      const {buffer} = this.#wasm.call('predict', number, part, read);
      probabilities.set(new Float32Array(buffer, 0, read * classes), first * classes);
      digits.set(new Int32Array(buffer, read * classes * Float32Array.BYTES_PER_ELEMENT, read), first);
    }
    return {digits, probabilities: {data: probabilities, shape: [count, classes]}};
  }

  /** Loss and accuracy on digits. */
  evaluate(digits: Digits): Metrics {
    const {images, labels, count} = checked(digits);
    return this.#wasm.json('evaluate', this.#held, images, labels, count);
  }

  /**
   * Trains, and says about twenty times a second and at the end of each epoch how far it is. The training goes on while the caller asks
   * for the next progress: whoever leaves the loop ends it, and the model keeps what it has learnt. The same options, digits and build
   * give the same weights, byte by byte.
   * @throws InputError for options that make no sense, before the first step.
   * @throws FailureError when the loss is no longer a number; the model is then what it was before.
   * @throws whatever `signal` was aborted with; the model keeps what it has learnt.
   */
  async *train(digits: Digits, options: TrainOptions = {}): AsyncGenerator<Progress, void, void> {
    const {epochs = 1, steps, validation, signal, augment, ...rest} = options;
    const number = this.#untrained;
    const {images, labels, count} = checked(digits);
    const validated = validation && checked(validation);
    whole(epochs, 'epochs');
    const per_epoch = Math.ceil(count / whole(rest.batch ?? 64, 'batch'));
    const last_step = steps === undefined ? epochs * per_epoch : whole(steps, 'steps');
    const head: Record<string, unknown> = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    if (augment) head['augment'] = Object.entries(augment).map(([name, amount]) => `${name}=${amount}`).join(',');
    if (rest.schedule && rest.schedule !== 'constant') head['schedule_epochs'] = Math.ceil(last_step / per_epoch);
    signal?.throwIfAborted();
    this.#wasm.call('train', number, JSON.stringify(head), images, labels, count);
    this.#trains = true;
    let keep = true;
    try {
      let most = 1;  // steps in a slice
      let said = performance.now();
      for (let step = 0; step < last_step;) {
        const began = performance.now();
        const now = this.#wasm.json('train_steps', this.#held, Math.min(most, last_step - step));
        const took = performance.now() - began;
        if (took < slice_ms / 2) most *= 2;
        else if (took > slice_ms * 2) most = Math.max(1, most >> 1);
        const {last_loss, ended, ...progress} = now;
        step = progress.step;
        if (last_loss === null) {
          keep = false;
          throw new FailureError(`the loss is no longer a number at step ${step}; the model is what it was; try a lower lr`);
        }
        if (ended && validated) {
          progress.validation = this.#wasm.json('evaluate', this.#held, validated.images, validated.labels, validated.count);
        }
        if (ended || step === last_step || performance.now() - said >= progress_ms) {
          said = performance.now();
          yield progress;
        }
        await turn();
        signal?.throwIfAborted();
      }
    } finally {
      this.#trains = false;
      if (this.#number) this.#wasm.call('train_end', this.#number, Number(keep));
    }
  }

  /** A parameter's values, a copy. */
  getParameter(name: string): Tensor {
    const {buffer} = this.#wasm.call('parameter', this.#held, name);
    return {data: new Float32Array(buffer), shape: this.parameters.find((parameter) => parameter.name === name)!.shape};
  }

  /**
   * Sets a parameter's values.
   * @throws InputError unless they are as many as it has, and finite; or while the model trains.
   */
  setParameter(name: string, values: Float32Array | readonly number[]): void {
    const floats = Float32Array.from(values);
    this.#wasm.call('set_parameter', this.#untrained, name, new Uint8Array(floats.buffer), floats.byteLength);
  }

  /** A safetensors file, for `Engine.open`, the playground, the native program and PyTorch. */
  toSafetensors(): Uint8Array {
    return this.#wasm.call('file', this.#held, 0);
  }

  /** An ONNX file: from `image` [N, 784], pixels 0 to 1, to `logits` and `probabilities` [N, 10]. */
  toOnnx(): Uint8Array {
    return this.#wasm.call('file', this.#held, 1);
  }

  /** Frees what it holds of the engine's memory; a training of it ends. */
  dispose(): void {
    if (!this.#number) return;
    this.#wasm.close(this.#number);
    this.#number = 0;
    this.#forget();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get #held(): number {
    if (!this.#number) throw new DisposedError('this model was disposed of');
    return this.#number;
  }

  get #untrained(): number {
    const number = this.#held;
    if (this.#trains) throw new InputError('the model is being trained; wait for its end');
    return number;
  }
}
