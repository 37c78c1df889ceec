// Models that were trained in this browser, kept between visits: the newest of each name.
import {answer, isFull, openStore, written} from './database.js';
import {words} from './words.js';

const store_name = 'models';
const most_models = 8;

/** Keeps and gives back. `problem(message)` hears when the browser has no room; one that keeps nothing is in order. */
export function modelsStore(problem) {
  const opened = openStore('inkgrad models', store_name);
  opened.catch(() => {});
  const store = async (mode) => (await opened).transaction(store_name, mode).objectStore(store_name);
  const waiting = new Map();  // name -> bytes, still to be written
  const times = new Map();    // name -> when it was written, as far as this page knows: another tab's are newer
  let writing = false;
  let told = false;

  /** Writes a model. Those beyond the newest few go, and where there is no room the oldest, too, one after the other. */
  async function put(name, bytes) {
    for (;;) {
      const models = await store('readwrite');
      const done = written(models.transaction);
      done.catch(() => {});  // an answer that fails comes first
      const age = (other) => times.get(other) ?? Infinity;
      const others = (await answer(models.getAllKeys())).filter((other) => other !== name).sort((a, b) => age(a) - age(b));
      try {
        const time = Date.now();
        await answer(models.put({bytes, time}, name));
        for (const other of others.slice(0, 1 - most_models)) models.delete(other);
        await done;
        times.set(name, time);
        return;
      } catch (error) {
        if (!isFull(error) || others.length === 0) throw error;
        await answer((await store('readwrite')).delete(others[0]));
      }
    }
  }

  async function write() {
    if (writing) return;
    writing = true;
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [name, bytes] = next.value;
      waiting.delete(name);
      try {
        await put(name, bytes);
        told = false;
      } catch (error) {
        if (isFull(error) && !told) problem(words.no_room_for_model);
        told ||= isFull(error);
      }
    }
    writing = false;
  }

  return {
    /** Gives what was kept: [[name, bytes], ...], the oldest first. */
    async load() {
      try {
        const models = await store('readonly');
        const [names, all] = await Promise.all([answer(models.getAllKeys()), answer(models.getAll())]);
        names.forEach((name, i) => times.set(name, all[i].time));
        return names.map((name, i) => [name, all[i]]).sort(([, a], [, b]) => a.time - b.time).map(([name, {bytes}]) => [name, bytes]);
      } catch {
        return [];
      }
    },
    /** Keeps a model in place of the last one of its name. */
    keep(name, bytes) {
      waiting.set(name, bytes);
      write();
    },
    /** Deletes all that was kept. */
    async forget() {
      waiting.clear();
      try {
        await answer((await store('readwrite')).clear());
      } catch {
        // What keeps nothing has nothing to forget.
      }
    },
  };
}
