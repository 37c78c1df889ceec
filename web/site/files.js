// Files: the models that come with the site; models and digits that somebody opens or drops on the page.
import {assetUrl, fetchAsset} from './assets.js';
import {fetchBytes} from './fetching.js';
import {decodePhoto} from './own_digits.js';
import {words} from './words.js';

// Far above any network that trains in a page; refused before it is read.
const max_model_bytes = 256 * 1024 * 1024;
// MNIST's own largest file has 47 MB.
const max_digits_bytes = 64 * 1024 * 1024;

const isModel = ({name}) => name.toLowerCase().endsWith('.safetensors');
// PNG is the program's own to read: it knows what to make of transparency.
const isPhoto = ({name, type}) => (type.startsWith('image/') && type !== 'image/png') || /\.(jpe?g|webp|gif|bmp|avif|heic)$/i.test(name);

/**
 * Fetches the site's models and gives each to `load(name, bytes)`, in the index's order. A site without models is in
 * order; `problem(message)` hears of one that did not arrive.
 */
export async function loadSiteModels(load, problem) {
  const index_url = assetUrl('models/index.json');
  let index;
  try {
    const response = await fetchAsset(index_url);
    if (!response.ok) return;
    index = await response.json();
  } catch {
    problem(words.models_missing);
    return;
  }
  const files = index.models.map(({file}) => fetchBytes(new URL(file, index_url).href).catch((error) => error));
  for (const [position, {name}] of index.models.entries()) {
    const bytes = await files[position];
    if (bytes instanceof Error) problem(words.model_missing(name));
    else load(name, bytes);
  }
}

/**
 * Takes files that are dropped on the page or chosen with `picker`, an <input type=file>: models go to load(name, bytes), photos to
 * photo(name, greys, width, height), everything else, files of digits, to digits([{name, bytes}]).
 */
export function acceptFiles({curtain, picker, load, photo, digits, notice}) {
  const fits = (file, limit, what) => {
    if (file.size <= limit) return true;
    notice('error', words.too_large(file.name, what, limit / 1024 ** 2));
    return false;
  };
  const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

  const openModel = async (file) => {
    if (fits(file, max_model_bytes, words.a_model)) load(file.name.replace(/\.safetensors$/i, ''), await bytesOf(file));
  };
  const openPhoto = async (file) => {
    if (!fits(file, max_digits_bytes, words.a_picture)) return;
    const decoded = await decodePhoto(file).catch(() => null);
    if (decoded) photo(file.name, decoded.greys, decoded.width, decoded.height);
    else notice('error', words.no_picture(file.name));
  };

  const open = async (files) => {
    const others = [];
    for (const file of files) {
      try {
        if (isModel(file)) await openModel(file);
        else if (isPhoto(file)) await openPhoto(file);
        else if (fits(file, max_digits_bytes, words.digits_file)) others.push({name: file.name, bytes: await bytesOf(file)});
      } catch (error) {
        notice('error', words.unreadable(file.name, error.message || error));
      }
    }
    digits(others);
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
