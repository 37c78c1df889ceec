// <inkgrad-playground>: the playground in a page of somebody else's, in a frame of its own. README.md says how to use it.
// Bundled into inkgrad.js, which is the same as a classic script and as an ES module.
import {events, isGreeting, refusal, version} from '../site/protocol.js';
import {appearance} from './appearance.js';
import {words, wordsIn} from './words.js';

// Where this script came from: a module has no currentScript, but its own errors say it.
const script_url = document.currentScript?.src || /[a-z-]+:\/\/[^\s()@]+?\.m?js(?=[?#:]|$)/i.exec(new Error().stack ?? '')?.[0] || document.baseURI;

// A frame that has an origin of its own says it; one in a sandbox, or a file, says "null".
const nameless = 'null';
const in_sandbox = () => self.origin === nameless && location.protocol !== 'file:';

/** Attributes that the frame hears of, with how each is said there. */
const told = {
  lesson: (text) => text || null,
  model: String,
  drawing: String,
  seed: Number,
  hide: (text) => text.split(/[\s,]+/).filter(Boolean),
  theme: (text) => text || 'auto',
  lang: String,
};
const texts = ['lesson', 'model', 'src', 'drawing', 'hide', 'theme', 'poster', 'alt'];
const choices = {loading: ['auto', 'lazy', 'eager'], reveal: ['auto', 'interaction']};

// A page that has been loaded and is Inkgrad's greets at once.
const patience_ms = 5_000;

const isAddress = (model) => /[/:]|\.safetensors$/.test(model);
const asleep = () => ({phase: 'idle', running: false, step: 0, epoch: 0, loss: null, accuracy: null, lesson: null, digit: null,
                       probabilities: [], model: null, fragment: ''});

class InkgradPlayground extends HTMLElement {
  static observedAttributes = [...Object.keys(told), 'src', 'poster', 'alt', 'loading', 'reveal'];

  #parts = {};
  #frame = null;
  #port = null;
  #last_id = 0;
  #pending = new Map();  // id -> {resolve, reject} of what was asked
  #queue = [];           // what is to be asked once there is a port
  #state = asleep();
  #watch = null;         // whether the element is in sight
  #seen = false;
  #wanted = false;       // somebody has asked for it: by a press or a call
  #dropped = null;       // the drawing and lesson to go on with where the element comes back
  #reload_due = false;
  #patience = 0;         // the timer of a frame that has not greeted

  constructor() {
    super();
    const root = this.attachShadow({mode: 'open'});
    appearance(root, this.#parts);
    this.#parts.start.addEventListener('click', () => this.#reveal());
  }

  // --- the page's side of it ------------------------------------------------------------------------------------------------
  connectedCallback() {
    this.#show();
    addEventListener('message', this.#greeted);
    this.#watch = new IntersectionObserver((entries) => {
      this.#seen = entries.at(-1).isIntersecting;
      this.#loadIfDue();
    }, {rootMargin: this.loading === 'lazy' ? '0px' : '100% 0px'});
    this.#watch.observe(this);
    this.#loadIfDue();
  }

  disconnectedCallback() {
    removeEventListener('message', this.#greeted);
    this.#watch?.disconnect();
    this.#watch = null;
    this.#seen = false;
    this.#dropped = this.#state.fragment || this.#dropped;
    this.#unload(words.removed);
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.#watch) return;
    if (name in told) {
      if (name === 'lang') this.#show();
      if (this.#port) this.#tell(name);
      else if (this.#dropped) this.#dropped = null;
    } else if (name === 'src') {
      if (this.#frame && !this.#reload_due) {
        this.#reload_due = true;
        queueMicrotask(() => {
          this.#reload_due = false;
          if (!this.#frame) return;
          this.#unload(words.moved);
          this.#load();
        });
      }
    } else {
      this.#show();
      if (name === 'loading' || name === 'reveal') {
        this.disconnectedCallback();
        this.connectedCallback();
      }
    }
  }

  // --- loading --------------------------------------------------------------------------------------------------------------
  #loadIfDue() {
    if (this.#frame || !this.isConnected || this.#state.phase === 'failed') return;
    const held = this.reveal === 'interaction' && !this.#wanted;
    if (this.#wanted || this.loading === 'eager' || (this.#seen && !held)) this.#load();
  }

  #reveal() {
    this.#wanted = true;
    if (this.#state.phase === 'failed') this.#state = asleep();
    this.#loadIfDue();
    this.#show();
  }

  /** The language it stands in: its own lang, or the nearest one around it, as HTML has it. */
  get #language() { return this.closest('[lang]')?.lang ?? ''; }
  get #words() { return wordsIn(this.#language); }

  /** Where the application is: `src`, or beside this script; in a sandbox or from a file, the one that is a single file. */
  #source() {
    const alone = in_sandbox() || script_url.startsWith('file:');
    const url = this.hasAttribute('src') ? new URL(this.getAttribute('src'), document.baseURI)
      : new URL(alone ? 'embed.html' : 'index.html', script_url);
    if (!/^(https?|file|blob):$/.test(url.protocol)) throw new Error(words.no_source(url.protocol));
    if (this.#dropped) url.hash = this.#dropped;
    // From its first word on, where an address may say so; set() says it to the others.
    if (/^http/.test(url.protocol) && this.#language && !url.searchParams.has('lang')) url.searchParams.set('lang', this.#language);
    return url;
  }

  #load() {
    let url;
    try {
      url = this.#source();
    } catch (error) {
      return this.#fail(error.message);
    }
    this.#state = {...asleep(), phase: 'loading'};
    this.#frame = document.createElement('iframe');
    this.#frame.setAttribute('part', 'frame');
    this.#frame.allow = 'clipboard-write; fullscreen';
    this.#frame.title = this.alt || this.#words.title;
    this.#frame.origin_expected = url.protocol === 'file:' ? nameless : url.origin;
    this.#frame.src = url.href;
    this.#frame.onload = () => {
      clearTimeout(this.#patience);
      this.#patience = setTimeout(() => {
        if (!this.#port) this.#fail(words.silent(url.href));
      }, patience_ms);
    };
    this.#parts.stage.replaceChildren(this.#frame);
    this.#show();
  }

  /** Frees the frame and all that goes with it. */
  #unload(why) {
    this.#disconnect(why);
    for (const {reject} of this.#queue.splice(0)) reject(new Error(why));
    this.#frame?.remove();
    this.#frame = null;
    this.#state = asleep();
    this.#show();
  }

  #disconnect(why) {
    clearTimeout(this.#patience);
    this.#port?.close();
    this.#port = null;
    this.#last_id = 0;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const {reject} of pending) reject(new Error(why));
  }

  #fail(message) {
    this.#disconnect(message);
    for (const {reject} of this.#queue.splice(0)) reject(new Error(message));
    this.#frame?.remove();
    this.#frame = null;
    this.#wanted = false;
    this.#state = {...asleep(), phase: 'failed'};
    this.#show();
    this.#emit('error', {message});
  }

  // --- the protocol ---------------------------------------------------------------------------------------------------------
  #greeted = ({data, source, origin}) => {
    const frame = this.#frame;
    if (!frame || source !== frame.contentWindow) return;
    if (origin === nameless ? !(in_sandbox() || frame.origin_expected === nameless) : origin !== frame.origin_expected) return;
    if (!isGreeting(data, 'hello')) {
      if (data?.inkgrad !== undefined) this.#emit('error', {message: words.refused(words.other_version)});
      return;
    }
    this.#disconnect(words.reloaded);
    const {port1, port2} = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({data: message}) => this.#hear(message);
    port1.onmessageerror = () => this.#emit('error', {message: words.refused(words.unreadable)});
    source.postMessage({inkgrad: version, type: 'connect'}, origin === nameless ? '*' : origin, [port2]);
    this.#state = {...this.#state, phase: 'loading'};
    // What the view comes back with says lesson, model, drawing and seed already.
    const back = new Set(this.#dropped ? ['lesson', 'model', 'drawing', 'seed'] : []);
    for (const name of Object.keys(told)) {
      if (this.hasAttribute(name) && !back.has(name)) this.#tell(name);
      else if (name === 'lang' && this.#language) this.#tell(name);
    }
    for (const {type, body, resolve, reject} of this.#queue.splice(0)) this.#post(type, body).then(resolve, reject);
  };

  #hear(message) {
    const why = refusal(events, message);
    if (why) return this.#emit('error', {message: words.refused(why)});
    const {type, ...detail} = message;
    switch (type) {
      case 'answer':
      case 'error': {
        const asked = this.#pending.get(detail.id);
        if (!asked && (type === 'answer' || detail.id !== null)) return this.#emit('error', {message: words.refused(words.not_asked)});
        this.#pending.delete(detail.id);
        if (type === 'answer') return asked.resolve(detail.value);
        if (asked) return asked.reject(new Error(detail.message));
        if (this.#state.phase === 'loading') return this.#fail(detail.message);
        return this.#emit('error', {message: detail.message});
      }
      case 'state':
        this.#dropped = null;
        this.#state = {...this.#state, ...detail};
        return;
      case 'progress':
        if (this.#state.phase === 'loading') this.#parts.progress.value = detail.fraction;
        break;
      case 'ready':
        this.#state = {...this.#state, phase: 'ready'};
        this.#show();
        if (this.autoplay) this.train({}).catch((error) => this.#emit('error', {message: error.message}));
        break;
    }
    this.#emit(type, detail);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail, bubbles: false}));
  }

  #post(type, body, transfer = []) {
    return new Promise((resolve, reject) => {
      const id = ++this.#last_id;
      this.#pending.set(id, {resolve, reject});
      try {
        this.#port.postMessage({type, id, ...body}, transfer);
      } catch (error) {  // what cannot be copied to another page
        this.#pending.delete(id);
        reject(error);
      }
    });
  }

  #tell(name) {
    const text = (name === 'lang' ? this.#language : this.getAttribute(name)) ?? '';
    if (name === 'model' && isAddress(text)) return void this.#fetchModel(text);
    if (name === 'model' && !text) return;
    if (name === 'seed' && !/^\d{1,15}$/.test(text)) return;
    this.#post('set', {[name]: told[name](text)}).catch((error) => this.#emit('error', {message: error.message}));
  }

  async #fetchModel(text) {
    const port = this.#port;
    try {
      const response = await fetch(new URL(text, document.baseURI));
      if (!response.ok) throw new Error(words.answered(response.status));
      const bytes = await response.arrayBuffer();
      if (port === this.#port && port) await this.#post('load', {name: text.split('/').pop().slice(0, 200) || text, bytes: new Uint8Array(bytes)});
    } catch (error) {
      this.#emit('error', {message: words.model_missing(text, error.message)});
    }
  }

  /** Asks the frame; loads it first if it must be. */
  #ask(type, body = {}) {
    if (!this.isConnected) return Promise.reject(new Error(words.not_in_page));
    if (this.#port) return this.#post(type, body);
    this.#reveal();
    if (!this.#frame) return Promise.reject(new Error(words.failed));
    return new Promise((resolve, reject) => this.#queue.push({type, body, resolve, reject}));
  }

  // --- what is seen -----------------------------------------------------------------------------------------------------------
  #show() {
    const {stage, poster, picture, paper, start, waiting, progress, fallback} = this.#parts;
    const phase = this.#state.phase;
    const covered = phase !== 'ready' || (this.reveal === 'interaction' && !this.#wanted);
    this.dataset.phase = phase;
    stage.inert = covered;
    poster.hidden = !covered || phase === 'failed';
    waiting.hidden = phase !== 'loading' || (this.reveal === 'interaction' && !this.#wanted);
    start.hidden = phase === 'loading' ? waiting.hidden === false : false;
    fallback.hidden = phase !== 'failed';
    picture.hidden = !this.poster;
    if (this.poster && picture.getAttribute('src') !== this.poster) picture.src = this.poster;
    picture.alt = this.alt;
    const {title, start: begin, print, loading} = this.#words;
    paper.textContent = print;
    progress.ariaLabel = loading;
    start.setAttribute('aria-label', begin(this.alt || title));
    if (this.#frame) this.#frame.title = this.alt || title;
    if (phase === 'loading' && !this.#port) progress.removeAttribute('value');
  }

  // --- what scripts may do ----------------------------------------------------------------------------------------------------
  /** Draws a digit in place of what is there: [[[x, y], ...], ...], y down, in any unit. Gives what predict() gives. */
  draw(strokes) { return this.#ask('draw', {strokes}); }
  clear() { return this.#ask('clear').then(() => {}); }
  /** {digit, probabilities, model}: what the model says of the drawing. */
  predict() { return this.#ask('predict'); }
  /** Trains; resolves when that is over. */
  train(options = {}) { return this.#ask('train', {options}); }
  pause() { return this.#ask('pause').then(() => {}); }
  reset() { return this.#ask('reset').then(() => {}); }
  /** The model that reads, as the bytes of a safetensors file. */
  getModel() { return this.#ask('model'); }
  /** Reads with this safetensors file, an ArrayBuffer or Uint8Array, from now on. */
  setModel(bytes, name = 'model') {
    return this.#ask('load', {name, bytes: bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes}).then(() => {});
  }
  /** What the frame shows, as a PNG. */
  async toBlob() { return new Blob([await this.#ask('picture')], {type: 'image/png'}); }
  /** What was heard of it last: phase ("idle", "loading", "ready", "failed"), lesson, digit, step, ... */
  get state() { return {...this.#state, probabilities: [...this.#state.probabilities]}; }

  get seed() { return this.hasAttribute('seed') ? Number(this.getAttribute('seed')) : null; }
  set seed(value) { value === null ? this.removeAttribute('seed') : this.setAttribute('seed', value); }
  get autoplay() { return this.hasAttribute('autoplay'); }
  set autoplay(value) { this.toggleAttribute('autoplay', Boolean(value)); }
}

for (const name of texts) {
  Object.defineProperty(InkgradPlayground.prototype, name, {
    get() { return this.getAttribute(name) ?? ''; },
    set(value) { value === null ? this.removeAttribute(name) : this.setAttribute(name, value); },
    enumerable: true, configurable: true,
  });
}
for (const [name, values] of Object.entries(choices)) {
  Object.defineProperty(InkgradPlayground.prototype, name, {
    get() { return values.includes(this.getAttribute(name)) ? this.getAttribute(name) : values[0]; },
    set(value) { this.setAttribute(name, value); },
    enumerable: true, configurable: true,
  });
}

// Twice in one page is once.
if (!customElements.get('inkgrad-playground')) customElements.define('inkgrad-playground', InkgradPlayground);
