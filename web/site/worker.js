// The page's worker: trains, so that the page never has to. It runs a Session, hands it the page's commands and MNIST,
// and the page its events.
//
// Messages, both ways: {head, body}, head a JSON string of session.hpp's protocol, body an ArrayBuffer (transferred) or
// absent. The device to train on stands behind # in its address: worker.js#webgpu. Of its own it understands {type: "retry"}: fetch again
// what did not arrive, and {type: "language", tag}: its own words are in that, and sends
//   data_progress  {fraction, text}     how much of MNIST is here
//   failed         {message, retry}     something did not arrive; retry: whether the command makes sense
import {assetUrl, hasAsset} from './assets.js';
import {startSession} from './engine.js';
import {FetchError, fetchBytes} from './fetching.js';
import {useWords} from './language.js';
import {words} from './words.js';

// Training goes on for so long before commands are looked at: short enough for a pause to be felt at once.
const slice_ms = 15;

// In the order of need. The starter part is small, so that training can begin at once.
const parts = [
  {name: 'train-0', split: 'train'},
  {name: 'test-0', split: 'validation'},
  {name: 'train-1', split: 'train'},
  {name: 'test-1', split: 'validation'},
];
// About how many bytes all parts have, for servers that do not say; only the progress bar uses it.
const typical_bytes = 11.2e6;

let session = null;
const waiting = [];  // what to do next with the session: what came before the engine, or while it waits for the GPU

const send = (head, body) => postMessage(body ? {head, body: body.buffer} : {head}, body ? [body.buffer] : []);
const report = (event) => send(JSON.stringify(event));

// --- running: a slice, then the mailbox -----------------------------------------------------------------------------------
// A busy worker receives nothing. A message to oneself queues behind the page's, without the 4 ms of a timer.
const turns = new MessageChannel();
let turn_comes = false;
function takeTurn() {
  if (turn_comes) return;
  turn_comes = true;
  turns.port2.postMessage(null);
}
turns.port1.onmessage = () => {
  turn_comes = false;
  work(slice_ms);
};

// One call of the engine at a time: while it waits for the GPU the browser hands over commands, which come after it in their order.
let at_work = false;
async function work(milliseconds) {
  if (at_work || !session) return;
  at_work = true;
  try {
    let more = milliseconds > 0 && await session.run(milliseconds);
    while (waiting.length > 0) {
      await waiting.shift()();
      more = true;
    }
    if (more) takeTurn();
  } catch (error) {
    stop(error);
  }
  at_work = false;
}

function inTurn(act) {
  waiting.push(act);
  work(0);
}

const give = (head, body) => inTurn(() => session.command(head, body));

// The engine turns its own errors into events. What gets here is out of memory or a broken instance.
function stop(error) {
  session = null;
  report({type: 'failed', message: words.training_stopped(error.message || error), retry: false});
}

// --- what arrives ---------------------------------------------------------------------------------------------------------
const arrived = new Set();
const bytes_of = new Map();  // url -> [received, expected]

function reportProgress() {
  let received = 0;
  let expected = 0;
  let known = 0;
  for (const [here, whole] of bytes_of.values()) {
    received += here;
    expected += whole;
    known += whole > 0;
  }
  const total = known === 2 * parts.length ? expected : Math.max(typical_bytes, received);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  // Not all of it until the last part has been unpacked and given to the session.
  report({type: 'data_progress', fraction: Math.min(0.99, received / total),
          text: words.mnist_arriving(megabytes(received), megabytes(total))});
}

let last_report = 0;
const partUrl = (part, kind) => assetUrl(`data/${part.name}-${kind}.idx.gz`);

async function fetchPart(part, kind) {
  const url = partUrl(part, kind).href;
  return fetchBytes(url, (received, expected) => {
    bytes_of.set(url, [received, expected]);
    if (performance.now() - last_report > 100) {
      last_report = performance.now();
      reportProgress();
    }
  });
}

async function fetchData() {
  for (const part of parts) {
    if (arrived.has(part) || !await hasAsset(partUrl(part, 'images'))) continue;
    const [images, labels] = await Promise.all([fetchPart(part, 'images'), fetchPart(part, 'labels')]);
    if (!session) return;
    arrived.add(part);
    give(JSON.stringify({type: 'data', split: part.split, kind: 'images'}), images);
    give(JSON.stringify({type: 'data', split: part.split, kind: 'labels'}), labels);
  }
  inTurn(() => report({type: 'data_progress', fraction: 1, text: ''}));
}

async function start() {
  try {
    if (!session) {
      session = await startSession(send, location.hash.slice(1));
      work(0);
    }
    await fetchData();
  } catch (error) {
    const what = error instanceof FetchError ? error.message : words.engine_not_started(error.message || error);
    report({type: 'failed', message: words.check_connection(what), retry: true});
  }
}

onmessage = ({data}) => {
  const body = data.body ? new Uint8Array(data.body) : null;
  if (data.head === '{"type":"retry"}') start();
  else if (data.head.startsWith('{"type":"language"')) useWords(JSON.parse(data.head).tag).catch(() => {});  // English does, then
  else give(data.head, body);
};

start();
