// Packs MNIST for the page: gzip'd IDX files in two parts, the first small enough to begin training within a second.
//   usage: node pack_mnist.mjs MNIST_FOLDER OUTPUT_FOLDER
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { slice } from './idx.mjs';

const [source, target] = process.argv.slice(2);
const sets = [
  { name: 'train', images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte', first: 4000 },
  { name: 'test', images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte', first: 1000 },
];

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
