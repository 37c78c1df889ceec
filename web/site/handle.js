// window.inkgrad: the playground for scripts, lessons and tests.
//
//   await inkgrad.ready            the first frame is drawn and the site's own models are read
//   inkgrad.draw(strokes)          draws a digit in place of what is there: [[[x, y], ...], ...], y down, in any unit;
//                                  gives what predict() gives
//   inkgrad.clear()                empties the drawing area
//   inkgrad.predict()              {digit, probabilities: [10], model}: what the chosen model says of the drawing;
//                                  digit is null when there is no drawing or no model
//   await inkgrad.train(options)   trains in the worker; every option may be left out. With any of the first line a new
//                                  network is trained, without them the one there is goes on:
//                                    spec, batch, lr, optimizer ("adam", "sgd"), momentum, weight_decay, seed,
//                                      images (how many to train on, 0: all)
//                                    epochs, steps (without both: until paused)
//                                    trace (true: keep the loss of every step)
//                                  resolves when it is done, paused or diverged, and the page reads with its weights:
//                                    {reason: "finished" | "paused" | "diverged", step, epoch, loss,
//                                     accuracy (of the last epoch, on the validation images), images_per_second, trace}
//   inkgrad.lesson(id, choices)    opens a lesson (null: none) with these choices, each optional; gives what state().lesson
//                                  is: {id, done, busy (numbers are behind the choices), choices, numbers}
//   inkgrad.pause()                pauses training
//   inkgrad.reset()                begins the training's network anew, at step 0
//   inkgrad.model()                the model that reads, as a safetensors file: a Uint8Array
//   inkgrad.load(name, bytes)      reads with this safetensors file from now on
//   inkgrad.hide(panels)           takes these out of sight and shows all others: "top", "lessons", "curves", "tabs"
//   inkgrad.drawn()                what on the canvas can be pressed, for the tests of the plain page (outline.js)
//   inkgrad.state({trace})         models, model, strokes, image (784 pixels), reading (the digit or null), probabilities,
//                                  lesson, running, step, model_step (whose weights the page reads with, -1: none), epoch,
//                                  loss, accuracy, images_per_second, data {train, validation},
//                                  layout (rectangles by name, CSS pixels), frames, last_draw_to_reading_ms, theme, dpr,
//                                  and a few more; with {trace: true} also the losses of every step

import {words} from './words.js';

// A pause is announced before the event that says why, if there is one.
const reason_delay_ms = 100;

// A page that nobody sees paints nothing and takes no weights.
const weights_patience_ms = 1000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One training that somebody awaits: takes the worker's events until it is over. */
class Run {
  #started = false;
  #ending = 0;
  #resolve;
  #reject;

  constructor() {
    this.#forget();
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  fail(message) {
    this.#reject(new Error(message));
  }

  take(event) {
    const result = this.result;
    switch (event.type) {
      case 'configured':  // what came until now was about another network
        this.#forget();
        break;
      case 'state':
        if (event.running) this.#started = true;
        else if (this.#started) this.#ending = setTimeout(() => this.#resolve(this.result), reason_delay_ms);
        break;
      case 'trace':
        result.trace.push(...event.losses);
        break;
      case 'progress':
        this.#started = true;
        Object.assign(result, {step: event.step, epoch: event.epoch, loss: event.loss,
                               images_per_second: event.images_per_second});
        break;
      case 'epoch':
        Object.assign(result, {epoch: event.epoch, accuracy: event.accuracy});
        break;
      case 'finished':
      case 'diverged':
        Object.assign(result, {reason: event.type, step: event.step, epoch: event.epoch ?? result.epoch});
        this.#resolve(result);
        break;
      case 'error':
      case 'failed':
        this.fail(event.message);
        break;
    }
  }

  #forget() {
    clearTimeout(this.#ending);
    this.#started = false;
    this.result = {reason: 'paused', step: 0, epoch: 0, loss: null, accuracy: null, images_per_second: 0, trace: []};
  }
}

/**
 * Builds the handle around the program. Gives it together with `take(event)`, which must see every event of the
 * worker.
 */
export function makeHandle(app, ready) {
  let run = null;
  let failure = null;  // why no more data comes

  const take = (event) => {
    run?.take(event);
    if (event.type === 'failed') failure = event.message;
    else if (event.type === 'data_progress') failure = null;
  };

  const enoughImages = async (wanted) => {
    for (;;) {
      const {data} = app.call({call: 'state'});
      if (data.train >= wanted || (data.train > 0 && data.progress === 1)) return;
      if (failure) throw new Error(failure);
      await pause(20);
    }
  };

  /** Waits until the page reads with the weights of the last step. */
  const lastWeights = async () => {
    for (const end = performance.now() + weights_patience_ms; performance.now() < end; await pause(5)) {
      const {running, step, model_step: read, diverged} = app.call({call: 'state'});
      if (!running && (read === step || diverged)) return;
    }
  };

  const handle = {
    ready,
    draw: (strokes) => app.call({call: 'draw', strokes}),
    clear: () => void app.call({call: 'clear'}),
    predict: () => app.call({call: 'predict'}),
    lesson: (id, choices) => app.call({call: 'lesson', id: id ?? null, choices: choices ?? {}}),
    pause: () => void app.call({call: 'pause'}),
    reset: () => void app.call({call: 'reset'}),
    model: app.model,
    load(name, bytes) {
      if (!app.loadModel(name, bytes, true)) throw new Error(words.no_model(name));
    },
    hide: (panels) => void app.call({call: 'hide', panels}),
    drawn: app.drawn,
    state: ({trace = false} = {}) => app.call({call: 'state', trace}),
    async train(options = {}) {
      await ready;
      await enoughImages(Math.max(1, options.images ?? 0));
      run?.fail('another training has begun');
      const mine = new Run();
      run = mine;
      try {
        app.call({call: 'train', options});
        const result = await mine.done;
        await lastWeights();
        return result;
      } finally {
        if (run === mine) run = null;
      }
    },
  };
  return {handle, take};
}
