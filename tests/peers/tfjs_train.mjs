// The peer of ./run bench: TensorFlow.js trains a network on the first MNIST images for an epoch, on one thread, with Adam at 0.001.
//   usage: node tests/peers/tfjs_train.mjs MNIST_DIR SPEC wasm|cpu BATCH IMAGES
// Prints a JSON line: images_per_second (after the first tenth of the steps, which is for the compiler) and the version. SPEC is one of
// linear layers and, without padding and stride, convolutions and pooling, with ReLU. Its WASM backend has no gradient of a convolution.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const peers = fileURLToPath(new URL('../../build/peers/', import.meta.url));
const require = createRequire(peers);
const tf = require('@tensorflow/tfjs');
const [folder, spec, backend] = process.argv.slice(2);
const [batch, images] = process.argv.slice(5).map(Number);

if (backend === 'wasm') {
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(peers, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
  wasm.setThreadsCount(1);
}
await tf.setBackend(backend);
await tf.ready();

const header = {images: 16, labels: 8};  // of an IDX file, bytes
const bytes = readFileSync(join(folder, 'train-images-idx3-ubyte')).subarray(header.images, header.images + images * 784);
const pixels = tf.tensor2d(Float32Array.from(bytes, (byte) => (byte / 255 - 0.1307) / 0.3081), [images, 784]);
const labels = readFileSync(join(folder, 'train-labels-idx1-ubyte')).subarray(header.labels, header.labels + images);

function layers() {
  const parts = spec.split('-');
  const convolves = parts[0].startsWith('c');
  const made = convolves ? [tf.layers.reshape({inputShape: [784], targetShape: [28, 28, 1]})] : [];
  let flat = !convolves;
  for (const part of convolves ? parts : parts.slice(1)) {
    const [, kind, count, kernel, relu] = part.match(/^([cp]?)(\d+)(?:x(\d+))?(r?)$/);
    const activation = relu ? 'relu' : 'linear';
    if (kind === 'c') {
      made.push(tf.layers.conv2d({filters: Number(count), kernelSize: Number(kernel), activation}));
    } else if (kind === 'p') {
      made.push(tf.layers.maxPooling2d({poolSize: Number(count)}));
    } else {
      if (!flat) made.push(tf.layers.flatten());
      flat = true;
      made.push(tf.layers.dense({units: Number(count), activation, ...(made.length === 0 ? {inputShape: [784]} : {})}));
    }
  }
  return made;
}

const network = tf.sequential({layers: layers()});
const optimizer = tf.train.adam(0.001);
const variables = network.trainableWeights.map(({val}) => val);
const order = tf.util.createShuffledIndices(images);
const steps = Math.floor(images / batch);
const warm = Math.ceil(steps / 10);
let begin = 0;
for (let step = 0; step < steps; ++step) {
  if (step === warm) begin = performance.now();
  tf.tidy(() => {
    const picked = Int32Array.from(order.subarray(step * batch, (step + 1) * batch));
    const x = tf.gather(pixels, tf.tensor1d(picked, 'int32'));
    const y = tf.oneHot(tf.tensor1d(picked.map((i) => labels[i]), 'int32'), 10);
    optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, network.apply(x, {training: true})), false, variables);
  });
}
variables[0].dataSync();
const seconds = (performance.now() - begin) / 1000;
console.log(JSON.stringify({images_per_second: (steps - warm) * batch / seconds, version: tf.version.tfjs}));
