/**
 * `<inkgrad-playground>`: the playground in a page of somebody else's. Importing `inkgrad/element` defines it. README.md of Inkgrad,
 * "In a course page", describes what its attributes, methods and events do.
 * @packageDocumentation
 */

/** Strokes of a pen: points from where it is set down to where it is lifted, y down, in any unit. */
export type Strokes = ReadonlyArray<ReadonlyArray<readonly [x: number, y: number]>>;

/** What the model says of the drawing. */
export interface Reading {
  /** null without a drawing or a model. */
  digit: number | null;
  /** Ten of them, or none. */
  probabilities: number[];
  model: string | null;
}

/** As `window.inkgrad.train` takes them; each may be left out. */
export interface PlaygroundTraining {
  spec?: string;
  batch?: number;
  lr?: number;
  optimizer?: 'adam' | 'sgd';
  momentum?: number;
  weight_decay?: number;
  seed?: number;
  /** How many images to train on; 0: all. */
  images?: number;
  /** Without epochs and steps: until paused. */
  epochs?: number;
  steps?: number;
  /** Whether to keep the loss of every step. */
  trace?: boolean;
}

/** How a training ended. */
export interface PlaygroundTrained {
  reason: 'finished' | 'paused' | 'diverged';
  step: number;
  epoch: number;
  loss: number | null;
  /** Of the last epoch, on the validation images. */
  accuracy: number | null;
  images_per_second: number;
  trace: number[];
}

/** What was heard last. */
export interface PlaygroundState extends Reading {
  phase: 'idle' | 'loading' | 'ready' | 'failed';
  lesson: string | null;
  running: boolean;
  step: number;
  epoch: number;
  loss: number | null;
  accuracy: number | null;
  /** The view, as the text behind # of a link. */
  fragment: string;
}

/** The `detail` of each event. */
export interface PlaygroundEvents {
  progress: {fraction: number; text: string};
  ready: Record<string, never>;
  prediction: Reading;
  step: {step: number; epoch: number; loss: number | null; accuracy: number | null; images_per_second: number};
  epoch: {
    epoch: number;
    step: number;
    loss: number | null;
    accuracy: number | null;
    train_loss: number | null;
    train_accuracy: number | null;
    images: number;
    seconds: number;
  };
  'lesson-complete': {lesson: string};
  error: {message: string};
}

/** An event of the element's by its name. */
export type PlaygroundEvent<Name extends keyof PlaygroundEvents> = CustomEvent<PlaygroundEvents[Name]>;

export interface InkgradPlayground extends HTMLElement {
  lesson: string;
  model: string;
  src: string;
  drawing: string;
  seed: number | null;
  hide: string;
  theme: string;
  loading: 'auto' | 'lazy' | 'eager';
  reveal: 'auto' | 'interaction';
  poster: string;
  alt: string;
  autoplay: boolean;
  readonly state: PlaygroundState;

  draw(strokes: Strokes): Promise<Reading>;
  clear(): Promise<void>;
  predict(): Promise<Reading>;
  train(options?: PlaygroundTraining): Promise<PlaygroundTrained>;
  pause(): Promise<void>;
  reset(): Promise<void>;
  getModel(): Promise<Uint8Array>;
  setModel(bytes: ArrayBuffer | Uint8Array, name?: string): Promise<void>;
  toBlob(): Promise<Blob>;

  // Of the page's own events only `error` and `progress` share a name with ours.
  addEventListener<Name extends Exclude<keyof PlaygroundEvents, keyof HTMLElementEventMap>>(
    type: Name, listener: (event: PlaygroundEvent<Name>) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: 'error', listener: (event: PlaygroundEvent<'error'>) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: 'progress', listener: (event: PlaygroundEvent<'progress'>) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener<Name extends Exclude<keyof HTMLElementEventMap, 'error' | 'progress'>>(
    type: Name, listener: (event: HTMLElementEventMap[Name]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'inkgrad-playground': InkgradPlayground;
  }
}
