// The site's own files, beside this script. In embed.html, which is a single file, web/element/packed.js stands in for this.

export const assetUrl = (name) => new URL(name, import.meta.url);

export const fetchAsset = (url) => fetch(url);

/** Whether the site has a file at all. */
export const hasAsset = async () => true;

export const startWorker = (name) => new Worker(assetUrl('worker.js'), {type: 'module', name});
