// Models: those that come with the site, and those that somebody opens or drops on the page.
import {fetchBytes} from './fetching.js';

// Far above any network that trains in a page; refused before it is read.
const max_model_bytes = 256 * 1024 * 1024;

/**
 * Fetches the site's models and gives each to `load(name, bytes)`, in the index's order. A site without models is in
 * order; `problem(message)` hears of one that did not arrive.
 */
export async function loadSiteModels(load, problem) {
  const index_url = new URL('models/index.json', import.meta.url);
  let index;
  try {
    const response = await fetch(index_url);
    if (!response.ok) return;
    index = await response.json();
  } catch {
    problem('The list of trained models did not arrive. Reload the page, or train one here.');
    return;
  }
  const files = index.models.map(({file}) => fetchBytes(new URL(file, index_url).href).catch((error) => error));
  for (const [position, {name}] of index.models.entries()) {
    const bytes = await files[position];
    if (bytes instanceof Error) problem(`The model ${name} did not arrive. Reload the page, or train one here.`);
    else load(name, bytes);
  }
}

/** Takes model files that are dropped on the page or chosen with `picker`, an <input type=file>. */
export function acceptFiles({curtain, picker, load, notice}) {
  const open = async (files) => {
    for (const file of files) {
      if (!file.name.toLowerCase().endsWith('.safetensors')) {
        notice('error', `${file.name} is not a model: drop a .safetensors file, as “inkgrad train --out” writes it.`);
      } else if (file.size > max_model_bytes) {
        notice('error', `${file.name} is too large for this page: a model may have up to 256 MB.`);
      } else {
        try {
          load(file.name.replace(/\.safetensors$/i, ''), new Uint8Array(await file.arrayBuffer()));
        } catch (error) {
          notice('error', `${file.name} could not be read: ${error.message || error}. Try again.`);
        }
      }
    }
  };

  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  let depth = 0;  // dragenter and dragleave come for every element that is crossed
  const show = (change) => {
    depth = Math.max(0, depth + change);
    curtain.hidden = depth === 0;
  };
  addEventListener('dragenter', (event) => hasFiles(event) && show(+1));
  addEventListener('dragleave', (event) => hasFiles(event) && show(-1));
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();  // or the browser leaves the page to show the file
    show(-depth);
    open([...event.dataTransfer.files]);
  });
  picker.addEventListener('change', async () => {
    await open([...picker.files]);
    picker.value = '';  // so that the same file can be chosen again
  });
}
