// What defines the view, in the page's address: kept there as it changes, followed when it is opened, reloaded or gone back to.
//   #lesson=pixels&l.index=[0,14]&spec=784-10&lr=0.1&model=NAME&pen=0.05&drawing=...&weights=...
// device=webgpu asks for training on the GPU, device=cpu or nothing for the CPU; it counts from the page's start.
// l.NAME is a choice of the lesson. Drawing and weights are bytes in base64url; see web/app/state/address.hpp for the rest.

import {words} from './words.js';

const settings = {spec: String, batch: Number, lr: Number, optimizer: String, momentum: Number, weight_decay: Number, seed: Number,
                  images: Number, label_noise: Number};

// Long enough that a drag writes it once; and when the view is written anyway, if it never rests (while it trains).
const rest_ms = 300;
const restless_ms = 1500;

// Coordinates from -1 to 3 pads, in steps finer than any screen's: 4 letters each.
const grid = 2 ** 24;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function encodeCoordinate(value) {
  const whole = Math.min(grid - 1, Math.max(0, Math.round((value + 1) / 4 * grid)));
  return [18, 12, 6, 0].map((shift) => letters[(whole >> shift) & 63]).join('');
}

function decodeCoordinate(text) {
  const whole = [...text].reduce((sum, letter) => sum * 64 + letters.indexOf(letter), 0);
  if (text.length !== 4 || !(whole >= 0)) throw new Error(words.drawing_damaged);
  return whole / grid * 4 - 1;
}

const encodeStrokes = (strokes) => strokes.map((points) => points.map(encodeCoordinate).join('')).join('.');
const decodeStrokes = (text) => text.split('.').map((stroke) => (stroke.match(/.{1,4}/g) ?? []).map(decodeCoordinate));

function toText(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

// The head is JSON behind its length; the values follow as 16-bit numbers, all in little-endian order.
function encodeWeights({values, ...head}) {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(2 + text.length + 2 * values.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, text.length, true);
  bytes.set(text, 2);
  values.forEach((value, i) => view.setInt16(2 + text.length + 2 * i, value, true));
  return toText(bytes);
}

function decodeWeights(text) {
  const bytes = toBytes(text);
  const view = new DataView(bytes.buffer);
  const begin = 2 + view.getUint16(0, true);
  const values = Array.from({length: (bytes.length - begin) >> 1}, (_, i) => view.getInt16(begin + 2 * i, true));
  return {...JSON.parse(new TextDecoder().decode(bytes.subarray(2, begin))), values};
}

/** An address of the program's as the text behind #. */
export function toHash(address) {
  const query = new URLSearchParams();
  if (address.lesson) query.set('lesson', address.lesson);
  for (const [name, value] of Object.entries(address.choices ?? {})) query.set(`l.${name}`, value);
  for (const [name, value] of Object.entries(address.settings ?? {})) query.set(name, value);
  const {smoothing, log, from, to} = address.curves ?? {};
  if (smoothing) query.set('smoothing', smoothing);
  if (log) query.set('log', 1);
  if (to) query.set('zoom', `${from}-${to}`);
  if (address.model) query.set('model', address.model);
  if (address.device) query.set('device', address.device);
  if (address.pen) query.set('pen', address.pen);
  if (address.strokes) query.set(address.fitted ? 'fitted' : 'drawing', encodeStrokes(address.strokes));
  if (address.picture) query.set('picture', toText(address.picture));
  if (address.weights) query.set('weights', encodeWeights(address.weights));
  return query.toString();
}

/** The address that a text behind # says. Throws an Error for text that is none. */
export function fromHash(text) {
  const address = {settings: {}, choices: {}, curves: {}};
  for (const [name, value] of new URLSearchParams(text)) {
    if (name.startsWith('l.')) {
      address.choices[name.slice(2)] = value;
    } else if (name in settings) {
      address.settings[name] = settings[name](value);
    } else if (name === 'smoothing') {
      address.curves.smoothing = Number(value);
    } else if (name === 'log') {
      address.curves.log = value === '1';
    } else if (name === 'zoom') {
      [address.curves.from, address.curves.to] = value.split('-').map(Number);
    } else if (name === 'drawing' || name === 'fitted') {
      address.strokes = decodeStrokes(value);
      address.fitted = name === 'fitted';
    } else if (name === 'picture') {
      address.picture = [...toBytes(value)];
    } else if (name === 'weights') {
      address.weights = decodeWeights(value);
    } else if (name === 'pen') {
      address.pen = Number(value);
    } else if (name === 'lesson' || name === 'model' || name === 'device') {
      address[name] = value;
    }
  }
  return address;
}

const devices = ['auto', 'cpu', 'webgpu'];

/** What the address asks to train on: one of `devices`; without a word, or with one that is none of them, 'auto', which is the CPU. */
export function deviceAsked() {
  const asked = new URLSearchParams(location.hash.slice(1)).get('device');
  return devices.includes(asked) ? asked : 'auto';
}

/**
 * Follows the address now, and from now on keeps it up to date with the view. `device`: what the page's worker was started with.
 * `one_page`: without steps to go back to.
 */
export function connectAddress(app, device, one_page = false) {
  const address = (more = {}) => ({...app.call({call: 'address', ...more}), ...(device === 'auto' ? {} : {device})});
  const read = () => {
    try {
      const {device: asked = 'auto', ...view} = fromHash(location.hash.slice(1));
      if (!devices.includes(asked)) app.notice('warning', words.no_device(asked));
      else if ((asked === 'webgpu') !== (device === 'webgpu')) app.notice('info', words.device_at_start);
      app.call({call: 'go', address: view});
    } catch (error) {
      app.notice('warning', words.link_unreadable(error.message));
    }
  };
  let lesson = null;
  let shared = null;  // the view of the link that was made last: its weights stay in the address until another view comes
  const write = () => {
    const now = address();
    const hash = toHash(now);
    if (hash === location.hash.slice(1) || hash === shared) return;
    shared = null;
    // Another lesson is another page to go back from; the rest is the same one, further on.
    const method = one_page || (now.lesson ?? null) === lesson ? 'replaceState' : 'pushState';
    lesson = now.lesson ?? null;
    history[method](null, '', hash ? `#${hash}` : location.pathname + location.search);
  };

  if (location.hash.length > 1) read();
  lesson = app.call({call: 'address'}).lesson ?? null;
  let timer = 0;
  const writeIn = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(write, milliseconds);
  };
  for (const type of ['pointerup', 'keyup', 'drop', 'wheel']) addEventListener(type, () => writeIn(restless_ms));
  addEventListener('popstate', () => {
    clearTimeout(timer);
    read();
    lesson = app.call({call: 'address'}).lesson ?? null;
  });

  return {
    /** To be called when the view has come to rest: what was done has been followed. */
    rest: () => writeIn(rest_ms),
    /** A link to the view, with the weights of a small model in training: copied, and otherwise left in the address. */
    async share() {
      const hash = toHash(address({weights: true}));
      const link = new URL(`#${hash}`, location.href).href;
      shared = toHash(address());
      history.replaceState(null, '', link);
      try {
        await navigator.clipboard.writeText(link);
        app.notice('info', words.link_copied);
      } catch {
        app.notice('info', words.link_in_address);
      }
    },
  };
}
