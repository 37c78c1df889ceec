// Measures the built site in headless Chromium and prints one JSON object:
//   load_ms                 navigation to first drawn frame, fresh profile, median of 5 (and every one of them)
//   draw_to_bars_ms         pointer event to bars, median over drawn digits
//   brotli_bytes            .wasm and .js that a page loads, brotli quality 11: those of the site, with one of the worker's engines
//                           (engine_NAME), the largest that a page may load unasked
//   brotli_bytes_asked      the same with each engine that a page loads only when its link asks for it
//   brotli_bytes_all        all .wasm and .js of the site, alternatives of the same engine each on its own
//   images_per_second       training 784-128r-10, Adam, batch 64, in the worker alone, median of 3
//   images_per_second_page  the same through the page, its curves moving and its model followed
//   engine                  the build that ran
//   networks                images a second of four networks, Adam, batch 64, in the worker alone: the median of 3 trainings each
//   goal_seconds, goal_epochs  training c8x5-b-r-p2-c16x5-b-r-p2-10 in the worker until it reads 99.0% of the test images, measured after
//                           each epoch (that included), seeds 1 to 3; null for one that 20 epochs do not bring there
//   predict_ms              a digit's strokes made an image and read by the CNN: the mean of 200
//   gemm, phases            what gemm_bench and phases_bench print, with relaxed SIMD
//   frame_ms                what the page itself does for a frame while it trains and a reading changes in every frame:
//                           median and 95th percentile
//   frames_per_second       the same frames as the browser shows them, drawn by software here: [before, while it trains]
//   panels                  while a CNN trains in the worker and at least five panels are open (how many: open): the page's own work
//                           for a frame and the time from frame to frame, ms
//   memory                  megabytes of the page's process after 20,000 and after 200,000 steps of softmax regression
// Options: --only load,draw,size,train,frames,networks,goal,predict,gemm,phases,panels,memory (the last seven are not measured unless asked for)
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {brotliCompressSync, constants} from 'node:zlib';
import {digits} from './digits.mjs';
import {click, drawByMouse, openBrowser, openPage, openPlayground, serveSite, site, waitForState} from './harness.mjs';

const {values: {only}} = parseArgs({options: {only: {type: 'string', default: 'load,draw,size,train,frames'}}});
const wanted = new Set(only.split(','));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value, digits_after = 1) => Number(value.toFixed(digits_after));
const all_here = ({data}) => data.train === 60000 && data.validation === 10000;

async function measureLoad(url) {
  const times = [];
  for (let i = 0; i < 5; ++i) {
    const browser = await openBrowser();
    try {
      const {page} = await openPlayground(browser, url);
      times.push(round(await page.evaluate(() => performance.getEntriesByName('first-frame')[0].startTime)));
    } finally {
      await browser.close();
    }
  }
  return {load_ms: median(times), load_ms_each: times};
}

async function measureDraw(page) {
  await waitForState(page, 'all of MNIST', all_here);
  const times = [];
  for (const strokes of Object.values(digits)) {
    await click(page, 'clear');
    await drawByMouse(page, strokes);
    times.push((await waitForState(page, 'a reading', ({reading}) => reading !== null)).last_draw_to_reading_ms);
  }
  return {draw_to_bars_ms: round(median(times), 2)};
}

// Loaded in place of the others only where the link says so (#device=).
const engines_by_link = ['engine_webgpu'];

function measureSize() {
  const sizes = {};
  for (const name of readdirSync(site).filter((file) => /\.(wasm|js)$/.test(file)).sort()) {
    const options = {params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24}};
    sizes[name] = brotliCompressSync(readFileSync(join(site, name)), options).length;
  }
  const sum = (names) => names.reduce((total, name) => total + sizes[name], 0);
  const engineOf = (name) => /^(engine_\w+)\.(wasm|js)$/.exec(name)?.[1];
  const engines = [...new Set(Object.keys(sizes).map(engineOf))].filter((engine) => engine);
  const pageWith = (engine) => sum(Object.keys(sizes).filter((name) => [undefined, engine].includes(engineOf(name))));
  const asked = engines.filter((engine) => engines_by_link.includes(engine));
  const unasked = engines.filter((engine) => !asked.includes(engine));
  return {brotli_bytes: Math.max(...unasked.map(pageWith)), brotli_bytes_asked: Object.fromEntries(asked.map((engine) => [engine, pageWith(engine)])),
          brotli_bytes_all: sum(Object.keys(sizes)), brotli_bytes_each: sizes};
}

/**
 * Images a second of three trainings in a worker of its own, in a page whose program never starts, so that the worker has the
 * processor to itself. An epoch has 938 steps; 900 stay clear of the validation at its end.
 */
async function measureWorker(browser, url, spec) {
  const {page, context} = await openPage(browser, new URL('favicon.svg', url).href);
  const rates = await page.evaluate(async (network) => {
    const worker = new Worker('worker.js', {type: 'module'});
    const post = (command) => worker.postMessage({head: JSON.stringify(command)});
    const images = {train: 0};
    const rates = [];
    await new Promise((resolve, reject) => {
      let first = null;
      let asked = 0;
      const begin = () => {
        first = null;
        post({type: 'configure', spec: network, batch: 64, lr: 0.001, optimizer: 'adam', seed: ++asked});
        post({type: 'train', steps: 900});
      };
      worker.onmessage = ({data}) => {
        const event = JSON.parse(data.head);
        if (event.type === 'data') {
          images[event.split] = event.images;
          if (images.train === 60000 && images.validation === 10000) begin();
        } else if (event.type === 'progress') {
          const now = {step: event.step, time: performance.now()};
          // The first tenth is for the browser's compiler.
          if (!first && event.step >= 90) first = now;
          if (event.step === 900) {
            rates.push((event.step - first.step) * 64 / (now.time - first.time) * 1000);
            if (rates.length === 3) resolve();
            else begin();
          }
        } else if (event.type === 'error' || event.type === 'failed') {
          reject(new Error(event.message));
        }
      };
    });
    worker.terminate();
    return rates;
  }, spec);
  await context.close();
  return rates;
}

async function measureNetworks(browser, url) {
  const networks = {};
  for (const spec of ['784-10', '784-128r-10', '784-512r-512r-10', 'c8x5r-p2-c16x5r-p2-10']) {
    networks[spec] = Math.round(median(await measureWorker(browser, url, spec)));
  }
  return {networks};
}

async function measureGoal(browser, url) {
  const seconds = [];
  const epochs = [];
  for (let seed = 1; seed <= 3; ++seed) {
    const {page, context} = await openPlayground(browser, url);
    await waitForState(page, 'all of MNIST', all_here);
    const [spent, last] = await page.evaluate(async (of_seed) => {
      const begin = performance.now();
      let options = {spec: 'c8x5-b-r-p2-c16x5-b-r-p2-10', batch: 64, lr: 0.002, optimizer: 'adam', seed: of_seed};
      for (let epoch = 1; epoch <= 20; ++epoch) {
        const {accuracy} = await window.inkgrad.train({...options, epochs: 1});
        options = {};
        if (accuracy >= 0.99) return [(performance.now() - begin) / 1000, epoch];
      }
      return [null, 20];
    }, seed);
    seconds.push(spent === null ? null : round(spent, 2));
    epochs.push(last);
    await context.close();
  }
  return {goal_seconds: seconds, goal_epochs: epochs};
}

async function measurePrediction(browser, url) {
  const {page, context} = await openPlayground(browser, `${url}#model=c8x5r-p2-c16x5r-p2-10`);
  const milliseconds = await page.evaluate((strokes) => {
    const read = (times) => {
      const begin = performance.now();
      for (let i = 0; i < times; ++i) window.inkgrad.draw(strokes);
      return (performance.now() - begin) / times;
    };
    read(200);  // for the browser's compiler
    return read(200);
  }, digits[3] ?? Object.values(digits)[0]);
  const {model} = await page.evaluate(() => window.inkgrad.predict());
  await context.close();
  if (!String(model).startsWith('c')) throw new Error(`the page reads with ${model}, not with its CNN`);
  return {predict_ms: round(milliseconds, 3)};
}

/** What a program of tests/bench, compiled to WebAssembly, prints in an empty page. */
async function measureProgram(browser, name, ...words) {
  const page = await browser.newPage();
  await page.addScriptTag({path: join(site, `../${name}.js`)});
  const lines = await page.evaluate(async ([program, programs_arguments]) => {
    const printed = [];
    await window[program]({arguments: programs_arguments, print: (line) => printed.push(line)});
    return printed;
  }, [name, words]);
  await page.close();
  return lines.join('\n');
}

async function measureTraining(browser, url) {
  const rates = await measureWorker(browser, url, '784-128r-10');
  const {page: whole} = await openPlayground(browser, url);
  await waitForState(whole, 'all of MNIST', all_here);
  const engine = whole.workers().length > 0
    ? await whole.workers()[0].evaluate(() => performance.getEntriesByType('resource').map(({name}) => name)
        .find((name) => name.endsWith('.wasm')).split('/').pop().replace('.wasm', ''))
    : null;
  const in_page = await whole.evaluate(async () => {
    await window.inkgrad.train({spec: '784-128r-10', batch: 64, lr: 0.001, optimizer: 'adam', seed: 1, steps: 100});
    const begin = performance.now();
    await window.inkgrad.train({steps: 800});
    return 800 * 64 / (performance.now() - begin) * 1000;
  });
  return {
    images_per_second: Math.round(median(rates)),
    images_per_second_each: rates.map(Math.round),
    images_per_second_page: Math.round(in_page),
    engine,
  };
}

/** In the page, before anything else: notes when every frame's callbacks begin and how long they take. */
function watchFrames() {
  window.frame_times = [];
  const {requestAnimationFrame} = window;
  window.undisturbed_frame = requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) => requestAnimationFrame.call(window, (time) => {
    const begin = performance.now();
    callback(time);
    window.frame_times.push(performance.now() - begin);
  });
}

async function measureFrames(browser, url) {
  const {page} = await openPlayground(browser, url, {before: watchFrames});
  await waitForState(page, 'all of MNIST', all_here);
  await page.evaluate((strokes) => window.inkgrad.draw(strokes), digits[3]);
  const measure = () => page.evaluate(async () => {
    window.frame_times.length = 0;
    const {frames} = window.inkgrad.state();
    const begin = performance.now();
    while (performance.now() < begin + 3000) {
      await new Promise((next) => setTimeout(next, 4));
      window.inkgrad.predict();  // asks for a frame
    }
    const rate = (window.inkgrad.state().frames - frames) / (performance.now() - begin) * 1000;
    return {rate, times: window.frame_times.sort((a, b) => a - b)};
  });
  const before = await measure();
  await click(page, 'train');
  await waitForState(page, 'steps', ({running, step}) => running && step > 20);
  const during = await measure();
  const at = (part) => round(during.times[Math.floor(during.times.length * part)], 2);
  return {frame_ms: {median: at(0.5), p95: at(0.95)}, frames_per_second: [round(before.rate), round(during.rate)]};
}

/**
 * What happens for a while by itself: the page's own work in each of its frames, how many of those drew (state().frames counts them),
 * and when each of the browser's frames began.
 */
const watchFor = (page, milliseconds) => page.evaluate(async (duration) => {
  const begins = [];
  const end = performance.now() + duration;
  window.frame_times.length = 0;
  const {frames} = window.inkgrad.state();
  await new Promise((done) => {
    const next = () => {
      begins.push(performance.now());
      if (performance.now() < end) window.undisturbed_frame(next);
      else done();
    };
    window.undisturbed_frame(next);
  });
  return {times: [...window.frame_times], begins, drawn: window.inkgrad.state().frames - frames};
}, milliseconds);

async function measurePanels(browser, url) {
  const {page} = await openPlayground(browser, url, {before: watchFrames});
  await page.evaluate(() => window.inkgrad.lesson('predictions'));
  await waitForState(page, 'all of MNIST', all_here);
  await waitForState(page, 'the lesson', ({lesson}) => lesson.numbers.right?.[0] > 0);
  await page.evaluate((strokes) => {
    window.inkgrad.draw(strokes);
    void window.inkgrad.train({spec: 'c8x5r-p2-c16x5r-p2-10'});
  }, digits[3]);
  await waitForState(page, 'steps', ({running, step}) => running && step > 50);
  const {times, begins, drawn} = await watchFor(page, 15_000);
  const {layout, width, height} = await page.evaluate(() => window.inkgrad.state());
  const in_sight = ({x, y}) => x < width && y < height;
  // The cards of the tool, and beside them the bars, the training and the curves.
  const open = Object.entries(layout).filter(([name, area]) => /^predictions_(gallery|confusion|cell|mistakes)$/.test(name) && in_sight(area)).length + 3;
  const part = (values, share) => round([...values].sort((a, b) => a - b)[Math.floor(values.length * share)], 2);
  const intervals = begins.slice(1).map((begin, i) => begin - begins[i]);
  // Drawing and the lesson's work take turns: of the page's frames, the longest as many as have drawn.
  const longest = [...times].sort((a, b) => b - a).slice(0, drawn);
  return {panels: {open, drawn, own: times.length, frames: begins.length, work_median: part(times, 0.5), work_p95: part(times, 0.95),
                   longest_p95: part(longest, 0.95), interval_median: part(intervals, 0.5),
                   interval_p95: part(intervals, 0.95), interval_p99: part(intervals, 0.99)}};
}

/** Megabytes that the largest process below this one holds: the page's, worker and all. */
function pageMegabytes() {
  const kilobytes = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  let largest = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) largest = Math.max(largest, kilobytes(pid));
    } catch {
      // It has ended meanwhile.
    }
  }
  return Math.round(largest / 1024);
}

async function measureMemory(url) {
  const browser = await openBrowser(['--js-flags=--expose-gc']);
  try {
    const {page} = await openPlayground(browser, url);
    await waitForState(page, 'all of MNIST', all_here);
    const megabytes = async () => {
      await page.evaluate(() => window.gc());
      await page.workers()[0]?.evaluate(() => self.gc?.());
      await page.waitForTimeout(2000);
      return pageMegabytes();
    };
    await page.evaluate(() => window.inkgrad.train({spec: '784-10', batch: 64, lr: 0.001, optimizer: 'sgd', seed: 1, steps: 20_000}));
    const early_mb = await megabytes();
    const {step} = await page.evaluate(() => window.inkgrad.train({steps: 180_000}));
    return {memory: {steps: step, early_mb, late_mb: await megabytes()}};
  } finally {
    await browser.close();
  }
}

const served = await serveSite();
const figures = {};
try {
  if (wanted.has('size')) Object.assign(figures, measureSize());
  if (wanted.has('memory')) Object.assign(figures, await measureMemory(served.url));
  if (wanted.has('load')) Object.assign(figures, await measureLoad(served.url));
  if (['draw', 'train', 'frames', 'panels', 'networks', 'goal', 'predict', 'gemm', 'phases'].some((part) => wanted.has(part))) {
    const browser = await openBrowser();
    figures.browser = `Chromium ${browser.version()}`;
    try {
      if (wanted.has('draw')) {
        const {page, context} = await openPlayground(browser, served.url);
        Object.assign(figures, await measureDraw(page));
        await context.close();
      }
      if (wanted.has('frames')) Object.assign(figures, await measureFrames(browser, served.url));
      if (wanted.has('panels')) Object.assign(figures, await measurePanels(browser, served.url));
      if (wanted.has('goal')) Object.assign(figures, await measureGoal(browser, served.url));
      if (wanted.has('predict')) Object.assign(figures, await measurePrediction(browser, served.url));
      if (wanted.has('gemm')) figures.gemm = await measureProgram(browser, 'gemm_bench', '9');
      if (wanted.has('phases')) figures.phases = await measureProgram(browser, 'phases_bench');
      if (wanted.has('networks')) Object.assign(figures, await measureNetworks(browser, served.url));
      if (wanted.has('train')) Object.assign(figures, await measureTraining(browser, served.url));
    } finally {
      await browser.close();
    }
  }
} finally {
  served.close();
}
console.log(JSON.stringify(figures));
