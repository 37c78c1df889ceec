// The playground's program (web/app) as a JavaScript object: its C functions with strings and bytes copied in and out.

import {words} from './words.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Loads the program. `hooks` are the functions that it calls: postCommand, onFirstFrame, textInput, onRest, share,
 * openFile, setLanguage, saveFile, saveTogether, savePicture, measureOnGpu,
 * keepOwnDigits, keepModel, forgetModels;
 * `instantiateWasm` is Emscripten's.
 */
export async function loadApp(canvas, instantiateWasm, hooks) {
  let taken = null;  // files that the program gives away while model() asks for one
  const saveFile = (name, bytes) => (taken ? taken.push(bytes) : hooks.saveFile(name, bytes));

  const {default: createPlayground} = await import('./playground.js');
  const module = await new Promise((resolve, reject) => {
    createPlayground({canvas, ...hooks, saveFile, instantiateWasm: instantiateWasm(reject)}).then(resolve, reject);
  });

  const copyIn = (bytes) => {
    const address = module._malloc(Math.max(1, bytes.length));
    if (address === 0) throw new Error(words.no_memory);
    module.HEAPU8.set(bytes, address);
    return address;
  };
  const copyText = (text) => copyIn(encoder.encode(text + '\0'));
  const readText = (address) => {
    const heap = module.HEAPU8;
    return decoder.decode(heap.subarray(address, heap.indexOf(0, address)));
  };
  /** Runs `work` with the addresses of copies of strings and byte arrays, which live as long as it runs. */
  const withCopies = (values, work) => {
    const addresses = [];
    try {
      for (const value of values) {
        addresses.push(typeof value === 'string' ? copyText(value) : value === null ? 0 : copyIn(value));
      }
      return work(...addresses);
    } finally {
      for (const address of addresses) module._free(address);
    }
  };

  /** Asks or tells the program something ({call: "state"}, ...). Throws what it answers as `error`. */
  function call(request) {
    const answer = withCopies([JSON.stringify(request)], (r) => {
      const address = module._app_call(r);
      const text = readText(address);
      module._free(address);
      return JSON.parse(text);
    });
    if (answer?.error) throw new Error(answer.error);
    return answer;
  }

  return {
    call,
    /** The model that reads, as a safetensors file. */
    model() {
      taken = [];
      try {
        call({call: 'save_model'});
        return taken[0];
      } finally {
        taken = null;
      }
    },
    /** Draws the first frame soon. Throws if there is no window to draw in. */
    start(width, height, ratio, dark, still) {
      if (module._app_start(width, height, ratio, dark ? 1 : 0, still ? 1 : 0) !== 0) {
        throw new Error(words.no_window);
      }
    },
    resize: (width, height, ratio) => module._app_resize(width, height, ratio),
    /** The canvas has lost its WebGL context. Nothing is drawn until it has one again. */
    graphicsLost: () => module._app_graphics_lost(),
    /** The canvas has a WebGL context again. False if it cannot be used. */
    graphicsRestored: () => module._app_graphics_restored() === 0,
    /** An event of the worker's Session: head its JSON, body a Uint8Array or null. */
    event: (head, body) => withCopies([head, body], (h, b) => module._app_event(h, b, body?.length ?? 0)),
    /** What gpu_distance.js has answered. */
    gpuAnswer: ({distances, ...head}) => withCopies([JSON.stringify(head), new Uint8Array(distances?.buffer ?? [])],
      (h, d) => module._app_gpu_answer(h, d, distances?.length ?? 0)),
    /** Adds a model file; `choose`: and reads with it from now on. False if it is no model, which the program shows. */
    loadModel: (name, bytes, choose) =>
      withCopies([name, bytes], (n, b) => module._app_load_model(n, b, bytes.length, choose ? 1 : 0)) === 0,
    /** What keepModel was given at an earlier visit. */
    restoreModel: (name, bytes) => void withCopies([name, bytes], (n, b) => module._app_restore_model(n, b, bytes.length)),
    /** Files of own digits, [{name, bytes}] that came together. */
    ownFiles(files) {
      for (const [i, {name, bytes}] of files.entries()) {
        withCopies([name, bytes], (n, b) => module._app_own_file(n, b, bytes.length, i === files.length - 1 ? 1 : 0));
      }
    },
    /** A picture of one own digit: greys, row by row. */
    ownPicture: (name, greys, width, height) => withCopies([name, greys], (n, g) => module._app_own_picture(n, g, width, height)),
    /** What keepOwnDigits was given last. */
    restoreOwnDigits: (text) => withCopies([text], (t) => module._app_restore_own_digits(t)),
    /** level: "info", "warning" or "error". */
    notice: (level, text) => withCopies([level, text], (l, t) => module._app_notice(l, t)),
    /** What is on the canvas, in order: [{role, id, name, ...}, ...] (app_outline of bridge_web.cpp). */
    outline() {
      const address = module._app_outline();
      const text = readText(address);
      module._free(address);
      return JSON.parse(text);
    },
    /** What a hand could press there, by its number in the outline: {items, same, focus} (app_drawn). */
    drawn() {
      const address = module._app_drawn();
      const text = readText(address);
      module._free(address);
      return JSON.parse(text);
    },
    /** Presses a control of the outline (text null), or gives it text to hold. */
    act: (id, text) => withCopies(text === null ? [] : [text], (t = 0) => module._app_act(id, t)),
    /** The language of what is shown, also before start; texts: its catalogue as JSON, empty for English. Throws for what is none. */
    setLanguage(tag, texts) {
      if (withCopies([tag, texts], (l, t) => module._app_set_language(l, t)) !== 0) throw new Error(words.bad_catalogue(tag));
    },
    setTheme: (name) => withCopies([name], (n) => module._app_set_theme(n)),
    /** What stands in the page's text field, for the field in focus in the program. */
    typed: (text) => withCopies([text], (t) => module._app_typed(t)),
    dataProgress: (fraction, text) => withCopies([text], (t) => module._app_data_progress(fraction, t)),
  };
}
