// Digits of one's own, kept in this browser between visits; and what the page does with files of them.

import {answer, isFull, openStore, written} from './database.js';
import {words} from './words.js';

const database_name = 'inkgrad';
const store_name = 'own digits';
const key = 'all';

// A photo is scaled to this before it is looked at: far more than 28 pixels need.
const largest_side = 1024;

const linesOf = (text) => text.split('\n').filter(Boolean);

/** `lines` without those of `others`, each as often as it is there. */
function without(lines, others) {
  const counts = new Map();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    if (count > 0) counts.set(line, count - 1);
    return count === 0;
  });
}

/** What this page wants kept, a line a digit, and what other tabs have changed since it last saw or wrote `base`. */
function merged(wanted, base, stored) {
  const [mine, before, now] = [wanted, base, stored].map(linesOf);
  return [...without(mine, without(before, now)), ...without(now, before)].map((line) => `${line}\n`).join('');
}

/**
 * What was kept, and a function that keeps. `problem(message)` hears once when the browser keeps nothing, as some do in private
 * windows, and each time that it has no room any more.
 */
export function ownDigitsStore(problem) {
  let told = false;
  const failed = (error) => {
    const full = isFull(error);
    if (full || !told) problem(full ? words.no_room : words.keeps_nothing);
    told ||= !full;
  };
  const opened = openStore(database_name, store_name);
  opened.catch(() => {});  // each use of it says so
  let newest = null;  // still to be written
  let writing = false;

  const loaded = opened.then((database) => answer(database.transaction(store_name).objectStore(store_name).get(key)))
    .then((text) => text ?? '');
  loaded.catch(() => {});  // and so does each use of this
  let base = null;  // what this page last saw or wrote

  async function write() {
    if (writing) return;
    writing = true;
    while (newest !== null) {
      const text = newest;
      newest = null;
      try {
        base ??= await loaded;  // what is there is taken before it is written over
        const transaction = (await opened).transaction(store_name, 'readwrite');
        const done = written(transaction);
        done.catch(() => {});  // an answer that fails comes first
        const store = transaction.objectStore(store_name);
        store.put(merged(text, base, await answer(store.get(key)) ?? ''), key);
        await done;
        base = text;
      } catch (error) {
        failed(error);
      }
    }
    writing = false;
  }

  return {
    /** Gives what was kept, '' if nothing was. */
    load: () => loaded.catch(() => ''),
    /** Keeps a text in place of the last one. */
    keep(text) {
      newest = text;
      write();
    },
  };
}

/** A photo (JPEG or what else the browser reads) as greys: {greys, width, height}. Throws if it is none. */
export async function decodePhoto(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, largest_side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
  const greys = new Uint8Array(canvas.width * canvas.height);
  for (let i = 0; i < greys.length; ++i) {
    greys[i] = Math.round(0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]);  // luma, ITU-R BT.601
  }
  return {greys, width: canvas.width, height: canvas.height};
}
