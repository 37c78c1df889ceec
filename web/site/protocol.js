// The protocol between <inkgrad-playground> (web/element) and the playground in its frame (embedded.js). Both check every message
// by the schema in this file; what it does not say is refused.
//
// 1. Through the windows, once a load, until there is a port:
//      frame -> page    {inkgrad: 1, type: "hello"}              to anybody: it says nothing
//      page -> frame    {inkgrad: 1, type: "connect"}, a port    only to the frame and the origin that said hello
//    `inkgrad` is the version. The page listens only to its frame's window (event.source) and, where a frame has an origin
//    (a sandboxed one has "null"), to that of its `src`; the frame only to its parent's window, and once.
// 2. Through that port, which nobody else has:
//      page -> frame    requests {type, id, ...}: ids begin at 1 and grow; each gets one answer or one error
//      frame -> page    events {type, ...}: answer and error with the request's id; the others as they happen
//    A message that is unknown, too large, malformed or out of order changes nothing and gets one `error`, with the id null where the
//    message has no good one. What `step` and `epoch` carry are keys of the session's events `progress` and `epoch`
//    (engine/train/session.hpp); what draw, predict, train and state take and give is window.inkgrad's (handle.js).

export const version = 1;

const whole = {type: 'integer', min: 0, max: 2 ** 53 - 1};
const number = {type: 'number'};
const maybe = (what) => ({...what, nullable: true});
const text = (max) => ({type: 'string', max});
const list = (of, max) => ({type: 'array', of, max});
const model_bytes = {type: 'bytes', max: 64 * 2 ** 20};
const reading = {digit: maybe({type: 'integer', min: 0, max: 9}), probabilities: list(number, 10), model: maybe(text(1000))};

/** What the page may ask. A key that ends in ? may be left out. */
export const requests = {
  // One of the element's attributes, of the same name; lesson null: none.
  set: {'lesson?': maybe(text(100)), 'model?': text(1000), 'drawing?': text(400_000), 'seed?': whole, 'hide?': list(text(20), 20),
        'theme?': {type: 'string', max: 10, among: ['auto', 'light', 'dark', 'contrast']}, 'lang?': text(35)},
  draw: {strokes: list(list(list(number, 2), 10_000), 1000)},
  clear: {},
  predict: {},
  train: {options: {type: 'record', of: ['number', 'string', 'boolean'], max: 20}},
  pause: {},
  reset: {},
  state: {},
  model: {},  // answered by a safetensors file
  load: {bytes: model_bytes, name: text(200)},  // one, to read with from now on
  picture: {},  // answered by a PNG file of what the frame shows
};

/** What the frame says. */
export const events = {
  answer: {id: whole, value: {type: 'any'}},
  error: {id: maybe(whole), message: text(10_000)},
  progress: {fraction: number, text: text(1000)},  // of the program, then of the data
  ready: {},
  prediction: reading,
  step: {step: whole, epoch: whole, loss: maybe(number), accuracy: maybe(number), images_per_second: number},
  epoch: {epoch: whole, step: whole, loss: maybe(number), accuracy: maybe(number), train_loss: maybe(number),
          train_accuracy: maybe(number), images: whole, seconds: number},
  'lesson-complete': {lesson: text(100)},
  // What has changed, for the element's `state`. fragment: the view as the text behind # of a link.
  state: {running: {type: 'boolean'}, step: whole, epoch: whole, loss: maybe(number), accuracy: maybe(number), lesson: maybe(text(100)),
          ...reading, fragment: text(500_000)},
};

// So many values a message has at most, however they are nested.
const most_values = 200_000;

/** What is wrong with a value, in words, or null. `left`: {values} that the message may still have. */
function wrong(rule, value, left) {
  if (--left.values < 0) return 'is too large';
  if (value === null && rule.nullable) return null;
  switch (rule.type) {
    case 'any':
      return null;
    case 'boolean':
      return typeof value === 'boolean' ? null : 'is no boolean';
    case 'number':
      return Number.isFinite(value) ? null : 'is no number';
    case 'integer':
      return Number.isInteger(value) && value >= rule.min && value <= rule.max ? null : 'is no whole number that it may be';
    case 'string':
      if (typeof value !== 'string') return 'is no text';
      if (value.length > rule.max) return 'is too large';
      return rule.among && !rule.among.includes(value) ? `is none of ${rule.among.join(', ')}` : null;
    case 'bytes':
      if (!(value instanceof Uint8Array)) return 'is no Uint8Array';
      return value.byteLength > rule.max ? 'is too large' : null;
    case 'array':
      if (!Array.isArray(value)) return 'is no list';
      if (value.length > rule.max) return 'is too large';
      for (let i = 0; i < value.length; ++i) {  // a hole is undefined, which no rule takes
        const what = wrong(rule.of, value[i], left);
        if (what) return what === 'is too large' ? what : 'has an entry that it may not have';
      }
      return null;
    default:  // record
      if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return 'is no object';
      if (Object.keys(value).length > rule.max) return 'is too large';
      return Object.entries(value).every(([key, entry]) => key.length <= 40 && rule.of.includes(typeof entry) &&
        (typeof entry !== 'string' || entry.length <= 1000) && (typeof entry !== 'number' || Number.isFinite(entry)))
        ? null : 'has an entry that it may not have';
  }
}

/** What is wrong with a message of `kinds` (requests or events), in words, or null. Never throws, whatever the message is. */
export function refusal(kinds, message) {
  if (typeof message !== 'object' || message === null || Object.getPrototypeOf(message) !== Object.prototype) return 'it is no object';
  const kind = typeof message.type === 'string' && Object.hasOwn(kinds, message.type) ? kinds[message.type] : null;
  if (!kind) return 'its type is unknown';
  const keys = Object.keys(kind);
  const is_request = kinds === requests;
  if (is_request && !(Number.isInteger(message.id) && message.id >= 1 && message.id <= whole.max)) return 'its id is none';
  const known = new Set(['type', ...(is_request ? ['id'] : []), ...keys.map((key) => key.replace('?', ''))]);
  const given = Object.keys(message);
  if (given.length > known.size || !given.every((key) => known.has(key))) return 'it has a key that is unknown';
  const left = {values: most_values};
  for (const key of keys) {
    const name = key.replace('?', '');
    if (!Object.hasOwn(message, name)) {
      if (name === key) return `it lacks ${name}`;
      continue;
    }
    const what = wrong(kind[key], message[name], left);
    if (what) return `${name} ${what}`;
  }
  return null;
}

/** Whether a window's message is the greeting `type` ("hello", "connect") of this version. */
export const isGreeting = (message, type) =>
  typeof message === 'object' && message !== null && message.inkgrad === version && message.type === type && Object.keys(message).length === 2;
