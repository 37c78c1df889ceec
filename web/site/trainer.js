// The page's end of the worker that trains.

import {startWorker} from './assets.js';
import {words} from './words.js';

/**
 * Starts the worker, which trains on `device`. `onEvent(head, body, event)` gets what the worker says: its JSON, bytes (a Uint8Array or
 * null), and the JSON parsed.
 */
export function startTrainer(device, onEvent) {
  const fail = (message) => onEvent('', null, {type: 'failed', message, retry: false});
  const worker = startWorker('inkgrad training', device);
  worker.onmessage = ({data}) => {
    onEvent(data.head, data.body ? new Uint8Array(data.body) : null, JSON.parse(data.head));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(words.worker_not_started);
  };
  worker.onmessageerror = () => fail(words.message_lost);
  return {
    /** head: a JSON string; body: a Uint8Array, which is copied, or null. */
    command(head, body) {
      const copy = body?.length ? body.slice() : null;
      worker.postMessage(copy ? {head, body: copy.buffer} : {head}, copy ? [copy.buffer] : []);
    },
    /** Its own words are in this language from now on. */
    setLanguage: (tag) => worker.postMessage({head: JSON.stringify({type: 'language', tag})}),
    retry: () => worker.postMessage({head: '{"type":"retry"}'}),
  };
}
