// Packs MNIST for the page: gzip'd IDX files in two parts, the first small enough to begin training within a second.
//   usage: node pack_mnist.mjs MNIST_FOLDER OUTPUT_FOLDER
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [source, target] = process.argv.slice(2);
const sets = [
  { name: 'train', images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte', first: 4000 },
  { name: 'test', images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte', first: 1000 },
];

/** An IDX file of items [begin, end) of another one; its dimensions follow the magic number, big-endian. */
function slice(idx, begin, end) {
  const dimensions = idx[3];
  const header = Buffer.from(idx.subarray(0, 4 + 4 * dimensions));
  const count = idx.readUInt32BE(4);
  const item = (idx.length - header.length) / count;
  const last = Math.min(end, count);
  header.writeUInt32BE(last - begin, 4);
  return Buffer.concat([header, idx.subarray(header.length + begin * item, header.length + last * item)]);
}

mkdirSync(target, { recursive: true });
for (const { name, images, labels, first } of sets) {
  for (const [kind, file] of [['images', images], ['labels', labels]]) {
    const idx = readFileSync(join(source, file));
    for (const [part, begin, end] of [[0, 0, first], [1, first, Infinity]]) {
      const path = join(target, `${name}-${part}-${kind}.idx.gz`);
      writeFileSync(`${path}.part`, gzipSync(slice(idx, begin, end), { level: 9 }));
      renameSync(`${path}.part`, path);
    }
  }
}
