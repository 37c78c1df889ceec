// The playground's end of the protocol with whoever embeds it (protocol.js): finds its parent, does what it asks through
// window.inkgrad's handle, and tells what happens.
import {fromHash, toHash} from './address.js';
import {spoken} from './language.js';
import {isGreeting, refusal, requests, version} from './protocol.js';
import {words} from './words.js';

// Readings and lessons are looked at so long after a hand has moved or a model has come: several changes are one.
const look_ms = 60;

const isModelName = (state, name) => state.models.find((model) => model.name === name || model.spec === name)?.name;

/** Takes finite numbers as they are, and what JSON has no number for as null. */
const numbers = (event, keys) => Object.fromEntries(keys.map((key) => [key, Number.isFinite(event[key]) ? event[key] : null]));

/**
 * Greets the parent window, if there is one. Gives what the page tells of itself: `progress(fraction, text)` while it loads,
 * `start({app, handle, canvas, setTheme, speak})` once it can be used, `take(event)` for each event of the worker, `rest()` when the view rests,
 * `fail(message)` when something stands in the way.
 */
export function connectHost() {
  let port = null;
  let last_id = 0;
  let page = null;  // {app, handle, canvas, setTheme, speak}
  let failure = null;
  let asked = Promise.resolve();  // requests are done one after the other; a training only until it runs
  const embedded = window.parent !== window;
  const waiting = [];  // requests that came before the page could be used

  const say = (message, transfer = []) => port?.postMessage(message, transfer);
  const refuse = (id, message) => say({type: 'error', id, message: String(message).slice(0, 1000)});

  // --- what is asked ------------------------------------------------------------------------------------------------------
  function choose(attributes) {
    const {app, handle, setTheme} = page;
    if (Object.keys(attributes).length !== 1) throw new Error(words.refused('it sets not one thing'));
    const state = handle.state();
    const address = app.call({call: 'address'});
    if (attributes.drawing !== undefined) {
      const drawn = fromHash(new URLSearchParams({drawing: attributes.drawing}).toString());
      address.strokes = drawn.strokes;
      address.fitted = false;
      delete address.picture;
    }
    if (attributes.seed !== undefined) address.settings = {...address.settings, seed: attributes.seed};
    if (attributes.model !== undefined) {
      const name = isModelName(state, attributes.model);
      if (name) address.model = name;
      else address.settings = {...address.settings, spec: attributes.model};
    }
    if (attributes.hide !== undefined) handle.hide(attributes.hide);
    if (attributes.theme !== undefined) setTheme(attributes.theme);
    if (attributes.lang !== undefined) return page.speak(spoken([attributes.lang]));
    if (['drawing', 'seed', 'model'].some((key) => attributes[key] !== undefined)) app.call({call: 'go', address});
    const {model, draft} = handle.state();
    if (attributes.model !== undefined && ![model, draft.spec].includes(address.model ?? attributes.model)) {
      throw new Error(words.no_model(attributes.model));
    }
    if (attributes.lesson !== undefined) handle.lesson(attributes.lesson);
  }

  const actions = {
    set: ({type, id, ...attributes}) => choose(attributes),
    draw: ({strokes}) => page.handle.draw(strokes),
    clear: () => page.handle.clear(),
    predict: () => page.handle.predict(),
    train: ({options}) => page.handle.train(options),
    pause: () => page.handle.pause(),
    reset: () => page.handle.reset(),
    state: () => page.handle.state(),
    model: () => page.handle.model(),
    load: ({name, bytes}) => page.handle.load(name, bytes),
    picture: async () => {
      const blob = await new Promise((resolve) => page.canvas.toBlob(resolve, 'image/png'));
      if (!blob) throw new Error(words.no_embedded_picture);
      return new Uint8Array(await blob.arrayBuffer());
    },
  };

  async function answer(request) {
    const to = port;
    const tell = (message, transfer) => { if (to === port) say(message, transfer); };
    try {
      const value = await actions[request.type](request);
      tell({type: 'answer', id: request.id, value: value ?? null}, value instanceof Uint8Array ? [value.buffer] : []);
    } catch (error) {
      tell({type: 'error', id: request.id, message: String(error.message || error).slice(0, 1000)});
    }
    look();
  }

  // A training goes on for long: others are done meanwhile, a pause above all.
  function act(request) {
    if (request.type === 'train') asked.then(() => answer(request));
    else asked = asked.then(() => answer(request));
  }

  function take_request({data}) {
    const why = refusal(requests, data);
    const id = Number.isInteger(data?.id) && data.id >= 1 ? data.id : null;
    if (why) return refuse(id, words.refused(why));
    if (id <= last_id) return refuse(null, words.refused('its id is not above the one before'));
    last_id = id;
    if (failure) return refuse(id, failure);
    if (!page) {
      if (waiting.length >= 1000) return refuse(id, words.refused('too many wait already'));
      return void waiting.push(data);
    }
    act(data);
  }

  // --- what is told -------------------------------------------------------------------------------------------------------
  let seen = '';
  let told_reading = '';
  const completed = new Set();
  function tellState() {
    if (!port || !page) return;
    const now = page.handle.state();
    const reading = {digit: now.reading, probabilities: now.probabilities, model: now.model};
    const state = {running: now.running, step: now.step, epoch: now.epoch, ...numbers(now, ['loss', 'accuracy']),
                   lesson: now.lesson?.id ?? null, ...reading, fragment: toHash(page.app.call({call: 'address'}))};
    const text = JSON.stringify(state);
    if (text !== seen) {
      seen = text;
      say({type: 'state', ...state});
    }
    const reading_text = JSON.stringify(reading);
    if (reading_text !== told_reading) {
      told_reading = reading_text;
      say({type: 'prediction', ...reading});
    }
    // A lesson may be done a frame after the rest of the state was told: that does not depend on another change.
    if (now.lesson && !now.lesson.done) completed.delete(now.lesson.id);
    if (now.lesson?.done && !completed.has(now.lesson.id)) {
      completed.add(now.lesson.id);
      say({type: 'lesson-complete', lesson: now.lesson.id});
    }
  }
  let timer = 0;
  function look() {
    if (!embedded || timer) return;
    timer = setTimeout(() => {
      timer = 0;
      tellState();
    }, look_ms);
  }

  // --- the greeting -------------------------------------------------------------------------------------------------------
  function greeted(event) {
    // Where the browser says who the parent is, and that has an origin (a sandboxed page has none, nor has a file), it must be that one.
    const parent_origin = location.ancestorOrigins?.[0] ?? '';
    if (event.source !== window.parent || (/^https?:/.test(parent_origin) && event.origin !== parent_origin)) return;
    if (!isGreeting(event.data, 'connect') || event.ports.length !== 1) {
      if (event.data?.inkgrad !== undefined) refuse(null, words.refused('it is no greeting of this version'));
      return;
    }
    if (port) {
      event.ports[0].close();
      return refuse(null, words.refused('there is a connection already'));
    }
    [port] = event.ports;
    port.onmessage = take_request;
    port.onmessageerror = () => refuse(null, words.refused('it cannot be read here'));
    if (failure) refuse(null, failure);
    if (page) {
      say({type: 'ready'});
      look();
    }
  }
  if (embedded) {
    addEventListener('message', greeted);
    for (const type of ['pointermove', 'pointerup', 'keyup', 'drop']) addEventListener(type, look);
    window.parent.postMessage({inkgrad: version, type: 'hello'}, '*');
  }

  return {
    embedded,
    progress: (fraction, text) => say({type: 'progress', fraction, text}),
    start(parts) {
      page = parts;
      for (const request of waiting.splice(0)) act(request);
      say({type: 'ready'});
      look();
    },
    take(event) {
      switch (event.type) {
        case 'progress':
          say({type: 'step', step: event.step, epoch: event.epoch, ...numbers(event, ['loss', 'accuracy']),
               images_per_second: Number.isFinite(event.images_per_second) ? event.images_per_second : 0});
          break;
        case 'epoch':
          say({type: 'epoch', epoch: event.epoch, step: event.step, images: event.images, seconds: event.seconds,
               ...numbers(event, ['loss', 'accuracy', 'train_loss', 'train_accuracy'])});
          break;
        case 'data_progress':
          say({type: 'progress', fraction: event.fraction, text: event.text});
          break;
        case 'failed':
          refuse(null, event.message);
          break;
      }
      look();
    },
    rest: look,
    fail(message) {
      failure = message;
      for (const {id} of waiting.splice(0)) refuse(id, message);
      if (port) refuse(null, message);
    },
  };
}
