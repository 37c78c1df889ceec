// The page: loads the playground's program, gives it a canvas, files and a worker that trains, and tells people in
// plain HTML what stands in the way. Needs nothing of its server but files, and of a content security policy
// `script-src 'self' 'wasm-unsafe-eval'`.
import {connectAddress, deviceAsked} from './address.js';
import {loadApp} from './app.js';
import {assetUrl} from './assets.js';
import {connectHost} from './embedded.js';
import {hasWebGL2, missingWebAssembly} from './features.js';
import {streamingInstantiation} from './fetching.js';
import {acceptFiles, loadSiteModels} from './files.js';
import {makeHandle} from './handle.js';
import {keepFile, keepPicture, keepTogether} from './keep.js';
import {modelsStore} from './kept_models.js';
import {connectKeyboard} from './keyboard.js';
import {catalogue, dressPage, keepLanguage, useWords, wantedLanguage} from './language.js';
import {hideNotice, loading, showNotice, unsupported} from './notice.js';
import {keepSite} from './offline.js';
import {connectOutline} from './outline.js';
import {ownDigitsStore} from './own_digits.js';
import {startTrainer} from './trainer.js';
import {words} from './words.js';

const canvas = document.getElementById('canvas');
const reload = () => location.reload();
const host = connectHost();

/** Why the page cannot work here, with what to do, or null. */
function obstacle() {
  const missing = missingWebAssembly();
  if (missing) return words.no_webassembly(missing);
  return hasWebGL2() ? null : words.no_webgl2;
}

// --- size and appearance --------------------------------------------------------------------------------------------------
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Calls `resized` when the canvas's size in CSS pixels or the screen's pixel ratio changes. */
function watchSize(resized) {
  new ResizeObserver(resized).observe(canvas);
  const watchRatio = () => {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
      resized();
      watchRatio();  // a query is about one ratio only
    }, {once: true});
  };
  watchRatio();
}

/** Tells screen readers the digit that was read, once the hand rests. */
function announceReadings(handle) {
  const rest_ms = 700;
  const status = document.getElementById('reading');
  let timer = 0;
  const announce = () => {
    const {digit, probabilities} = handle.predict();
    const text = digit === null ? '' : words.read_as(digit, Math.round(100 * probabilities[digit]));
    if (status.textContent !== text) status.textContent = text;
  };
  for (const type of ['pointerup', 'keyup', 'drop']) {
    addEventListener(type, () => {
      clearTimeout(timer);
      timer = setTimeout(announce, rest_ms);
    });
  }
}

/** The distances of the lesson "speed" by the browser's GPU; what is in the way of that is an answer too. */
async function measureOnGpu(many, one, repeats) {
  try {
    const {measureDistances} = await import('./gpu_distance.js');
    return await measureDistances(many, one, repeats);
  } catch (error) {
    return {missing: 'failed', detail: String(error.message || error)};
  }
}

/** Says what the training runs on, if somebody asked for the GPU: events `ready` and `device` of the worker. */
function sayDevice(app, {type, device, missing, detail}) {
  if (type === 'device') app.notice('warning', words[`gpu_${missing}`](detail));
  else if (type === 'ready' && device.startsWith('webgpu')) app.notice('info', words.trains_on_gpu(device));
}

// An address may name a model that was kept; a browser that does not answer is not waited for.
const kept_models_ms = 1000;

// --- start ----------------------------------------------------------------------------------------------------------------
// The program is the largest part by far, so that the bar is its bytes.
const typical_program_bytes = 1.5e6;
function showProgress(received, expected) {
  const fraction = received / Math.max(expected || typical_program_bytes, received);
  loading.progress(fraction, words.loaded(received));
  host.progress(fraction, words.loaded(received));
}

async function start(language) {
  let trainer = null;
  const early = [];  // commands of the program's before there is a worker
  const device = deviceAsked();
  let address = null;
  let outline = null;
  let firstFrame;
  const first_frame = new Promise((resolve) => { firstFrame = resolve; });
  const keyboard = connectKeyboard(document.getElementById('typing'));
  const picker = document.getElementById('picker');
  const store = ownDigitsStore((message) => app.notice('warning', message));
  const models = modelsStore((message) => app.notice('warning', message));

  const app = await loadApp(
    canvas,
    (failed) => streamingInstantiation(assetUrl('playground.wasm'), showProgress, failed),
    {
      postCommand: (head, body) => (trainer ? trainer.command(head, body) : early.push([head, body?.slice() ?? null])),
      measureOnGpu: (many, one, repeats) => measureOnGpu(many, one, repeats).then((answer) => app.gpuAnswer(answer)),
      onFirstFrame: firstFrame,
      textInput: keyboard.textInput,
      share: () => address.share(),
      onRest: () => {
        address?.rest();
        host.rest();
        outline?.rest();
      },
      openFile: () => picker.click(),
      setLanguage: (tag) => {
        keepLanguage(tag);
        speak(tag).catch((error) => app.notice('error', error.message));
      },
      saveFile: keepFile,
      saveTogether: (name, files) => keepTogether(name, files).catch((error) => app.notice('error', error.message)),
      savePicture: (name, ...area) => keepPicture(canvas, `inkgrad-${name}.png`, area),
      keepOwnDigits: store.keep,
      keepModel: models.keep,
      forgetModels: models.forget,
    });
  keyboard.connect(app);

  let asked = language;
  /** Has everything in another language from now on. */
  async function speak(tag) {
    asked = tag;
    const texts = await catalogue(tag);
    if (asked !== tag) return;  // somebody wants another one meanwhile
    await useWords(tag);
    if (asked !== tag) return;
    app.setLanguage(tag, texts);
    dressPage(tag);
    outline?.label();
    trainer?.setLanguage(tag);
  }
  if (language !== 'en') {
    await speak(language).catch(async (error) => {
      await speak('en');
      first_frame.then(() => app.notice('error', error.message));
    });
  }

  let modelsRead;
  const models_read = new Promise((resolve) => { modelsRead = resolve; });
  const {handle, take} = makeHandle(app, Promise.all([first_frame, models_read]).then(() => { address = connectAddress(app, device, host.embedded); }));
  window.inkgrad = handle;

  const size = () => [canvas.clientWidth, canvas.clientHeight, devicePixelRatio];
  app.start(...size(), dark.matches, still.matches);
  document.title = words.page_title;  // SDL has put its window's name there
  watchSize(() => app.resize(...size()));
  let theme = 'auto';  // or the one that the page around this one wants
  const showTheme = () => app.setTheme(theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme);
  dark.addEventListener('change', showTheme);
  store.load().then((text) => text && app.restoreOwnDigits(text));
  loadSiteModels((name, bytes) => app.loadModel(name, bytes, false), (message) => app.notice('error', message))
    .then(() => Promise.race([models.load(), new Promise((resolve) => setTimeout(resolve, kept_models_ms, []))]))
    .then((kept) => kept.forEach(([name, bytes]) => app.restoreModel(name, bytes))).then(modelsRead);
  acceptFiles({
    curtain: document.getElementById('drop'),
    picker,
    load: (name, bytes) => app.loadModel(name, bytes, true),
    photo: app.ownPicture,
    digits: app.ownFiles,
    notice: app.notice,
  });
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();  // or it never comes back
    app.graphicsLost();
    showNotice(words.graphics_lost, words.reload, reload);
  });
  canvas.addEventListener('webglcontextrestored', () => {
    if (app.graphicsRestored()) hideNotice(words.graphics_lost);
    else showNotice(words.graphics_gone, words.reload, reload);
  });

  const setTheme = (name) => {
    theme = name;
    showTheme();
  };
  handle.ready.then(() => host.start({app, handle, canvas, setTheme, speak}));

  await first_frame;
  performance.mark('first-frame');
  loading.done();
  announceReadings(handle);
  outline = connectOutline(app, handle, canvas);

  // After the first frame, so that the worker's engine does not compete with it for the processor.
  trainer = startTrainer(device, (head, body, event) => {
    sayDevice(app, event);
    take(event);
    host.take(event);
    outline.take(event);
    if (event.type === 'data_progress') {
      app.dataProgress(event.fraction, event.text);
    } else if (event.type === 'failed') {
      showNotice(event.message, event.retry ? words.try_again : words.reload, event.retry ? trainer.retry : reload);
    } else {
      app.event(head, body);
    }
  });
  if (document.documentElement.lang !== 'en') trainer.setLanguage(document.documentElement.lang);
  for (const [head, body] of early.splice(0)) trainer.command(head, body);
  keepSite();
}

async function begin(language) {
  if (language !== 'en') {
    catalogue(language).catch(() => {});  // begins to load beside the program, and is asked for again when that is there
    await useWords(language).then(() => dressPage(language), () => {});  // what does not arrive is said in English
  }
  const text = obstacle();
  if (text) {
    unsupported(text);
    host.fail(text);
    return;
  }
  try {
    await start(language);
  } catch (error) {
    const message = words.not_started(error.message || error);
    showNotice(message, words.reload, reload);
    host.fail(message);
  }
}

begin(wantedLanguage());
