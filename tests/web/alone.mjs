// The page's worker alone, by its protocol (engine/train/session.hpp), in any page of the site's: for tests and for the bench.

/**
 * Starts the worker of the site at `url` from `page`, which is on it, and waits for the first part of MNIST (whole: for all of it).
 * In the page `post(command, body)` and `next(...types)`, the next event of these types, then talk to it. Gives the name of its device.
 */
export const startAlone = (page, url, {whole = false} = {}) => page.evaluate(async ({script, least}) => {
  const worker = new Worker(script, {type: 'module', name: 'inkgrad training'});
  const events = [];
  let wake = () => {}, fail = () => {};
  worker.onmessage = ({data}) => {
    const event = {...JSON.parse(data.head), body: data.body};
    if (['error', 'failed'].includes(event.type)) fail(new Error(event.message));
    events.push(event);
    wake();
  };
  worker.onerror = (event) => fail(new Error(event.message));
  window.post = (command, body) => worker.postMessage({head: JSON.stringify(command), body});
  window.next = async (...types) => {
    for (;;) {
      const at = events.findIndex((event) => types.includes(event.type));
      if (at >= 0) return events.splice(at, 1)[0];
      await new Promise((resolve, reject) => { [wake, fail] = [resolve, reject]; });
    }
  };
  const {device} = await window.next('ready');
  for (const here = {train: 0, validation: 0}; here.train < least.train || here.validation < least.validation;) {
    const {split, images} = await window.next('data');
    here[split] = images;
  }
  return device;
}, {script: new URL('worker.js', url).href, least: whole ? {train: 60000, validation: 10000} : {train: 1, validation: 1}});

/** The number of threads in a device's name for itself. */
export const threadsOf = (device) => Number(/(\d+) threads?\)$/.exec(device)?.[1]);

/** Images a second of `steps` steps in startAlone's worker, after a tenth as many that do not count. */
export const rateAlone = (page, options, steps) => page.evaluate(async ({wanted, count}) => {
  window.post({type: 'configure', lr: 0.001, optimizer: 'adam', seed: 1, images: 60000, ...wanted});
  const begin = [];
  for (const part of [Math.ceil(count / 10), count]) {
    begin.push(performance.now());
    window.post({type: 'train', steps: part});
    await window.next('finished');
  }
  return wanted.batch * count / (performance.now() - begin[1]) * 1000;
}, {wanted: options, count: steps});
