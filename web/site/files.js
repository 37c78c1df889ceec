// Files: the models that come with the site; models and digits that somebody opens or drops on the page.
import {fetchBytes} from './fetching.js';
import {decodePhoto} from './own_digits.js';

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

/**
 * Takes files that are dropped on the page or chosen with `picker`, an <input type=file>: models go to load(name, bytes), photos to
 * photo(name, greys, width, height), everything else, files of digits, to digits([{name, bytes}]).
 */
export function acceptFiles({curtain, picker, load, photo, digits, notice}) {
  const fits = (file, limit, what) => {
    if (file.size <= limit) return true;
    notice('error', `${file.name} is too large for this page: ${what} may have up to ${limit / 1024 ** 2} MB.`);
    return false;
  };
  const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

  const openModel = async (file) => {
    if (fits(file, max_model_bytes, 'a model')) load(file.name.replace(/\.safetensors$/i, ''), await bytesOf(file));
  };
  const openPhoto = async (file) => {
    if (!fits(file, max_digits_bytes, 'a picture')) return;
    const decoded = await decodePhoto(file).catch(() => null);
    if (decoded) photo(file.name, decoded.greys, decoded.width, decoded.height);
    else notice('error', `${file.name}: this browser cannot read it as a picture. Save it as JPEG or PNG.`);
  };

  const open = async (files) => {
    const others = [];
    for (const file of files) {
      try {
        if (isModel(file)) await openModel(file);
        else if (isPhoto(file)) await openPhoto(file);
        else if (fits(file, max_digits_bytes, 'a file of digits')) others.push({name: file.name, bytes: await bytesOf(file)});
      } catch (error) {
        notice('error', `${file.name} could not be read: ${error.message || error}. Try again.`);
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
