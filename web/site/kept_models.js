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
  let writing = false;

  async function write() {
    if (writing) return;
    writing = true;
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [name, bytes] = next.value;
      waiting.delete(name);
      try {
        const models = await store('readwrite');
        const done = written(models.transaction);
        done.catch(() => {});  // an answer that fails comes first
        await answer(models.put({bytes, time: Date.now()}, name));
        const [names, all] = await Promise.all([answer(models.getAllKeys()), answer(models.getAll())]);
        const oldest = names.map((one, i) => [all[i].time, one]).sort(([a], [b]) => a - b).slice(0, -most_models);
        for (const [, one] of oldest) models.delete(one);
        await done;
      } catch (error) {
        if (isFull(error)) problem(words.no_room_for_model);
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
