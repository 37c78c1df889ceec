// window.inkgrad: the playground for scripts, lessons and tests.
//
//   await inkgrad.ready            the first frame is drawn and the site's own models are read
//   inkgrad.draw(strokes)          draws a digit in place of what is there: [[[x, y], ...], ...], y down, in any unit
//   inkgrad.clear()                empties the drawing area
//   inkgrad.predict()              {digit, probabilities: [10], model}: what the chosen model says of the drawing
//   await inkgrad.train(options)   trains a new network in the worker; every option may be left out:
//                                    spec, batch, lr, optimizer ("adam", "sgd"), momentum, weight_decay, seed,
//                                    images (how many to train on, 0: all), epochs, steps (without both: until paused),
//                                    trace (true: keep the loss of every step)
//                                  resolves when it is done, paused or diverged:
//                                    {reason: "finished" | "paused" | "diverged", step, epoch, loss,
//                                     accuracy (of the last epoch, on the validation images), images_per_second, trace}
//   inkgrad.pause()                pauses training
//   inkgrad.state()                models, model, image (784 pixels), reading, running, step, epoch, loss, accuracy,
//                                  trace, images_per_second, data {train, validation}, layout (rectangles by name, CSS
//                                  pixels), frames, last_draw_to_reading_ms, theme, dpr

// A pause is announced before the event that says why, if there is one.
const reason_delay_ms = 100;

/** One training that somebody awaits: eats the worker's events until it is over. */
class Run {
  #started = false;
  #result = {reason: 'paused', step: 0, epoch: 0, loss: null, accuracy: null, images_per_second: 0, trace: []};
  #resolve;
  #reject;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  fail(message) {
    this.#reject(new Error(message));
  }

  take(event) {
    const result = this.#result;
    switch (event.type) {
      case 'configured':
        this.#started = false;
        break;
      case 'state':
        if (event.running) this.#started = true;
        else if (this.#started) setTimeout(() => this.#resolve(result), reason_delay_ms);
        break;
      case 'trace':
        result.trace.push(...event.losses);
        break;
      case 'progress':
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
}

/**
 * Builds the handle around the program. Gives it together with `take(event)`, which must see every event of the
 * worker.
 */
export function makeHandle(app, ready) {
  const images = {train: 0, validation: 0};
  let run = null;
  let arrivals = [];  // resolvers that wait for more data

  const enoughImages = async (wanted) => {
    while (images.train < wanted) await new Promise((resolve, reject) => arrivals.push({resolve, reject}));
  };

  const take = (event) => {
    run?.take(event);
    if (event.type === 'data') images[event.split] = event.images;
    if (event.type === 'data' || event.type === 'failed') {
      for (const {resolve, reject} of arrivals.splice(0)) {
        if (event.type === 'data') resolve();
        else reject(new Error(event.message));
      }
    }
  };

  const handle = {
    ready,
    draw: (strokes) => void app.call({call: 'draw', strokes}),
    clear: () => void app.call({call: 'clear'}),
    predict: () => app.call({call: 'predict'}),
    pause: () => void app.call({call: 'pause'}),
    state: () => app.call({call: 'state'}),
    async train(options = {}) {
      await ready;
      await enoughImages(Math.max(1, options.images ?? 0));
      run?.fail('another training has begun');
      const mine = new Run();
      run = mine;
      try {
        app.call({call: 'train', options});
        return await mine.done;
      } finally {
        if (run === mine) run = null;
      }
    },
  };
  return {handle, take};
}
