// The site's files where there is no site: in embed.html they stand in the page, gzip'd and in base64. Stands in for web/site/assets.js.
// The page and its worker are one script here; the worker gets the files with its first message.
const in_page = typeof document === 'object';
const program = in_page ? document.currentScript.textContent : null;
const base = 'https://embed.invalid/';  // never asked

const types = {wasm: 'application/wasm', json: 'application/json'};

/** name -> Blob, gzip'd. */
function fromPage() {
  return new Map([...document.querySelectorAll('script[type="inkgrad/file"]')].map((block) => {
    const bytes = Uint8Array.from(atob(block.textContent), (letter) => letter.charCodeAt(0));
    block.textContent = '';
    return [block.dataset.name, new Blob([bytes])];
  }));
}

const here = in_page ? fromPage() : null;
const files = in_page ? Promise.resolve(here) : new Promise((resolve) => {
  addEventListener('message', (event) => {
    event.stopImmediatePropagation();  // the rest are commands
    resolve(event.data);
  }, {once: true});
});

export const assetUrl = (name) => new URL(name, base);

const nameOf = (url) => new URL(url).pathname.slice(1);

export async function fetchAsset(url) {
  const name = nameOf(url);
  const file = (await files).get(name);
  if (!file) return new Response(null, {status: 404});
  // Sets of images stay as they are: the engine unpacks them itself.
  const body = name.endsWith('.gz') ? file.stream() : file.stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(body, {headers: {'Content-Type': types[name.split('.').pop()] ?? 'application/octet-stream'}});
}

export const hasAsset = async (url) => (await files).has(nameOf(url));

export function startWorker(name, device) {
  const url = URL.createObjectURL(new Blob([program], {type: 'text/javascript'}));
  const worker = new Worker(`${url}#${device}`, {name});
  worker.postMessage(here);
  return worker;
}
