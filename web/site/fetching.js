// Fetching a file with its progress, for the page and for its worker.

import {fetchAsset} from './assets.js';
import {words} from './words.js';

const tries = 3;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A failed fetch, with a message for people: what is missing, why, and what to do. */
export class FetchError extends Error {}

/**
 * Fetches `url` and gives its Response once it is good. A failure is tried again, except for an answer that
 * trying again will not change. Throws FetchError.
 */
export async function fetchResponse(url) {
  const name = new URL(url).pathname.split('/').pop();
  for (let attempt = 1; ; ++attempt) {
    let problem;
    let hopeless = false;
    try {
      const response = await fetchAsset(url);
      if (response.ok) return response;
      problem = words.server_answered(response.status);
      hopeless = response.status >= 400 && response.status < 500;
    } catch {
      problem = words.no_network;
    }
    if (hopeless || attempt === tries) throw new FetchError(words.not_arrived(name, problem));
    await pause(300 * 4 ** (attempt - 1));
  }
}

/** How many bytes the response's body will have, or 0 where the server does not say. */
export function expectedBytes(response) {
  // With a content encoding the length counts what travels, the stream counts what comes out.
  if (response.headers.get('Content-Encoding')) return 0;
  return Number(response.headers.get('Content-Length')) || 0;
}

/** Reads a response to its end. `progress(received, expected)` is called as bytes arrive. */
export async function readBytes(response, progress = () => {}) {
  const expected = expectedBytes(response);
  const chunks = [];
  let received = 0;
  const reader = response.body.getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    chunks.push(value);
    received += value.length;
    progress(received, expected);
  }
  const bytes = new Uint8Array(received);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Fetches the whole of `url`, trying again when it breaks off on the way. Throws FetchError. */
export async function fetchBytes(url, progress) {
  for (let attempt = 1; ; ++attempt) {
    const response = await fetchResponse(url);
    try {
      return await readBytes(response, progress);
    } catch {
      if (attempt === tries) throw new FetchError(words.broke_off(new URL(url).pathname.split('/').pop()));
    }
  }
}

/** An instantiateWasm hook of Emscripten's that fetches `url` with progress and compiles while it arrives. */
export function streamingInstantiation(url, progress, failed) {
  return (imports, done) => {
    (async () => {
      const response = await fetchResponse(url);
      const count = async (copy) => {
        try {
          await readBytes(copy, progress);
        } catch {
          // The compiler reads the same stream and reports it.
        }
      };
      count(response.clone());
      // The browser caches compiled code only for its own responses, so that ours is the fallback for servers that do
      // not know the type of .wasm.
      const known = (response.headers.get('Content-Type') || '').startsWith('application/wasm');
      const typed = known ? response : new Response(response.body, {headers: {'Content-Type': 'application/wasm'}});
      const {instance, module} = await WebAssembly.instantiateStreaming(typed, imports);
      done(instance, module);
    })().catch(failed);
    return {};
  };
}
