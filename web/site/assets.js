// The site's own files, beside this script. In embed.html, which is a single file, web/element/packed.js stands in for this.

// In a release (.toolchain/release.mjs) files have a hash in their names, which are put in here.
const names = typeof INKGRAD_NAMES === 'undefined' ? {} : INKGRAD_NAMES;

export const assetUrl = (name) => new URL(names[name] ?? name, import.meta.url);

export const fetchAsset = (url) => fetch(url);

/** Whether the site has a file at all. */
export const hasAsset = async () => true;

/** The page's worker; `device`: what it trains on. */
export function startWorker(name, device) {
  const url = assetUrl('worker.js');
  url.hash = device;
  // Another copy in the browser's cache than one that came before the host isolated its pages.
  if (globalThis.crossOriginIsolated) url.search = 'isolated';
  return new Worker(url, {type: 'module', name});
}
