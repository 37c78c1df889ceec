// What the page says to people outside of its canvas, in English; words.TAG.js is another language, with the same keys, which language.js
// puts in here. The words on the canvas stand in web/app/text.hpp and web/app/text/, other languages' in lang/TAG.json.

export const words = {
  // --- the page's own HTML, as index.html has it (language.js) ---
  page_title: 'Inkgrad: draw a digit, train a network',
  page_canvas: 'Inkgrad: draw a digit, see it read, train a network',
  page_help: 'A drawing area with ten probability bars and a training panel. Press ? for the keys, F6 for all controls and texts as a plain page.',
  page_outline: 'All controls and texts',
  page_progress: 'Loading',
  page_loading: 'Loading…',
  page_late: 'Still nothing? Reload the page, or try a recent Chrome, Edge, Firefox or Safari.',
  page_close: 'Close',
  page_drop: 'Drop a model (.safetensors) to read with it, or digits of your own: pictures, photos, strokes (.jsonl), IDX',
  page_picker: 'Open a model (.safetensors) or digits: pictures, .jsonl, IDX',

  reload: 'Reload',
  try_again: 'Try again',

  // --- what the browser lacks (main.js) ---
  no_webassembly: (missing) => `This browser lacks ${missing}, which the networks here need to run. ` +
    'Use Chrome or Edge 95, Firefox 114, Safari 16.4 or newer.',
  no_webgl2: 'This browser gives no WebGL2, which the drawing here needs. Switch hardware acceleration on in its ' +
    'settings, update the graphics driver, or use another browser.',

  // --- start, picture, reading (main.js, app.js) ---
  bad_catalogue: (tag) => `The texts in the language "${tag}" cannot be read; the console says why.`,
  loaded: (bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
  not_started: (why) => `The playground did not start: ${why}`,
  no_window: 'it could not open its window; the console says why. Update the browser or its graphics driver.',
  no_memory: 'No memory is left: close other tabs and reload the page.',
  graphics_lost: 'The browser has taken the graphics card away from this page. Your drawing and the training are kept: ' +
    'the picture comes back by itself when the card does. Reloading begins anew.',
  graphics_gone: 'The picture could not be brought back.',
  read_as: (digit, percent) => `Read as ${digit}, ${percent} percent sure`,

  // --- the canvas as a plain page (outline.js) ---
  outline_title: 'Inkgrad, as a plain page',
  outline_back: 'Back to the drawing area (F6)',
  outline_draw: 'Draw',
  outline_digit: (digit) => `Draw a ${digit}`,
  outline_clear: 'Clear the drawing',
  outline_pen: 'Pen on a grid of 28 by 28: arrows move it, space sets it down or lifts it',
  outline_pen_at: (column, row, down) => `column ${column + 1}, row ${row + 1}, pen ${down ? 'down' : 'up'}`,
  outline_epoch: (epoch, percent) => `Epoch ${epoch}, accuracy ${percent} percent`,
  outline_table: (name) => `${name}: as a table`,
  outline_caption: (name, told, points) => (told < points ? `${name}: ${told} of ${points} points, evenly chosen` : name),
  outline_number: (name) => `${name}, as a number`,

  // --- links (address.js) ---
  link_copied: 'The link is copied.',
  link_in_address: 'The link is in the address bar: copy it from there.',
  link_unreadable: (why) => `This link cannot be read: ${why}.`,
  drawing_damaged: 'the drawing is damaged',
  no_device: (name) => `This link asks for the device ${name}, which is none of cpu, webgpu and auto: training runs on the CPU.`,
  device_at_start: 'Reload the page to train on the device that this link asks for.',

  // --- files (files.js, own_digits.js, kept_models.js) ---
  models_missing: 'The list of trained models did not arrive. Reload the page, or train one here.',
  model_missing: (name) => `The model ${name} did not arrive. Reload the page, or train one here.`,
  a_model: 'a model',
  a_picture: 'a picture',
  digits_file: 'a file of digits',
  too_large: (name, what, megabytes) => `${name} is too large for this page: ${what} may have up to ${megabytes} MB.`,
  no_picture: (name) => `${name}: this browser cannot read it as a picture. Save it as JPEG or PNG.`,
  unreadable: (name, why) => `${name} could not be read: ${why}. Try again.`,
  keeps_nothing: 'This browser keeps nothing between visits: save your digits before you leave.',
  no_room_for_model: 'This browser has no room for the model that you train: save it as a file before you leave.',
  no_room: 'This browser has no room for your newest digits: save them before you leave, or delete some.',

  // --- what arrives, and the worker (fetching.js, engine.js, worker.js, trainer.js) ---
  server_answered: (status) => `the server answered ${status}`,
  no_network: 'the network did not answer',
  not_arrived: (name, why) => `${name} did not arrive (${why}).`,
  broke_off: (name) => `${name} broke off on the way.`,
  check_connection: (what) => `${what} Check the connection and try again.`,
  mnist_arriving: (here, whole) => `MNIST: ${here} of ${whole} MB`,
  engine_not_started: (why) => `The engine did not start: ${why}.`,
  engine_no_memory: (bytes) => `no memory for ${bytes} bytes; close other tabs and reload`,
  training_stopped: (why) => `Training stopped: ${why}. Reload the page to go on.`,
  worker_not_started: 'Training does not work in this browser: its worker did not start. Reload, or try a recent browser.',
  message_lost: 'A message from the training worker was lost. Reload the page.',

  // --- the GPU that a link asks for (main.js) ---
  trains_on_gpu: (name) => `Training runs on the GPU: ${name}.`,
  gpu_no_webgpu: () => 'No GPU for WebGPU here: this browser has no WebGPU. Training runs on the CPU.',
  gpu_no_promises: () => 'No GPU for WebGPU here: this browser has no JavaScript Promise Integration. Training runs on the CPU.',
  gpu_no_engine: () => 'No GPU for WebGPU here: this copy of the page has no engine for it. Training runs on the CPU.',
  gpu_no_adapter: () => 'No GPU for WebGPU here: the browser finds none. Training runs on the CPU.',
  gpu_refused: (why) => `No GPU for WebGPU here: ${why}. Training runs on the CPU.`,
  gpu_failed: (why) => `No GPU for WebGPU here: its engine did not start (${why}). Training runs on the CPU.`,
  gpu_lost: (why) => `The GPU is gone (${why}). Training goes on on the CPU.`,

  // --- embedded in another page (embedded.js, handle.js) ---
  refused: (why) => `A message was refused: ${why}.`,
  no_model: (name) => `${name} is no model that can be read here.`,
  no_embedded_picture: 'The browser gives no picture of this page.',

  // --- the GPU of the lesson on speed (gpu_distance.js) ---
  the_gpu: 'the GPU',
  no_answer: (what, seconds) => `${what}: no answer after ${seconds} s`,
  gpu_gone: 'the GPU was taken away',
};
