// Files that the user takes home: downloads, made in the page.

function download(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);  // after the browser has begun to read it
}

/** Keeps bytes (a Uint8Array) as a file. */
export function keepFile(name, bytes) {
  download(name, new Blob([bytes], {type: 'application/octet-stream'}));
}

/** Keeps files, name -> Uint8Array, as one ZIP archive. Fails where what makes it does not arrive. */
export async function keepTogether(name, files) {
  const {zip} = await import('./zip.js');
  keepFile(`${name}.zip`, zip(files));
}

/** Keeps a part of the canvas as a PNG; area: [x, y, width, height] in CSS pixels. To be called while a frame is being drawn. */
export function keepPicture(canvas, name, area) {
  const ratio = canvas.width / canvas.clientWidth;
  const [x, y, width, height] = area.map((length) => Math.round(length * ratio));
  const picture = document.createElement('canvas');
  picture.width = width;
  picture.height = height;
  picture.getContext('2d').drawImage(canvas, x, y, width, height, 0, 0, width, height);
  picture.toBlob((blob) => download(name, blob), 'image/png');
}
