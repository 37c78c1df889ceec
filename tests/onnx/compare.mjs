// Runs exported models with onnxruntime-web beside the native program, on MNIST's test images.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import ort from 'onnxruntime-web';
import {inkgrad, mnist, temporary} from '../support/program.mjs';

export const images = 1000;
const pixels = 784;

/** Networks that together hold every layer of the spec's grammar, each in more than one place or form. */
export const specs = [
  '784-10',
  '784-32r-24t-16g-10',
  'c8x5r-p2-c16x5r-p2-10',
  'c4x5s2p2t-a2-c6x3p1-g-a3-10',
  'p2-c6x3s3p2r-20-t-10',
  'c8x3p1-b-r-p2-d25-c8x3-b-t-a2-32-b-g-d10-10',
  'd10-32-b-r-10',
];

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** The first test images: as an IDX file for our program, and as onnxruntime's input, pixels 0 to 1. */
function testImages() {
  const file = Buffer.from(readFileSync(join(mnist, 't10k-images-idx3-ubyte')).subarray(0, 16 + images * pixels));
  file.writeUInt32BE(images, 4);
  const path = temporary('first-images-idx3-ubyte');
  writeFileSync(path, file);
  return {path, values: Float32Array.from(file.subarray(16), (byte) => byte / 255)};
}

/** A model trained for a few steps, so that its answers differ from image to image. */
export function trained(spec) {
  const model = temporary(`${spec}.safetensors`);
  inkgrad('train', '--model', spec, '--data', mnist, '--images', '6400', '--max-steps', '100', '--lr', '0.01', '--out', model);
  return model;
}

const largest = (row) => row.indexOf(Math.max(...row));

/**
 * What onnxruntime-web and the program say of the first test images, for a model of a spec.
 * {same, away, alone}: images with the same digit; how far probabilities are apart at most, of all images in one run and of the
 * first images in runs of their own.
 */
export async function compare(spec, model = trained(spec)) {
  const onnx = temporary(`${spec}.onnx`);
  const [said] = inkgrad('export', model, onnx);
  const {path, values} = testImages();
  const ours = inkgrad('predict', model, '--idx', path);
  if (ours.length !== images) throw new Error(`predict --idx gave ${ours.length} lines for ${images} images`);
  const session = await ort.InferenceSession.create(readFileSync(onnx), {executionProviders: ['wasm']});
  const run = async (from, count) => {
    const image = new ort.Tensor('float32', values.subarray(from * pixels, (from + count) * pixels), [count, pixels]);
    const {logits, probabilities} = await session.run({image});
    for (const {dims} of [logits, probabilities]) {
      if (dims.join() !== `${count},10`) throw new Error(`${spec}: an output of shape [${dims}] for ${count} images`);
    }
    return Array.from({length: count}, (_, i) => [logits, probabilities].map(({data}) => Array.from(data.subarray(10 * i, 10 * i + 10))));
  };
  const apart = (theirs, from) => Math.max(...theirs.flatMap(([, row], i) => row.map((p, digit) => Math.abs(p - ours[from + i].probabilities[digit]))));
  const all = await run(0, images);
  let alone = 0;
  for (let i = 0; i < 3; ++i) alone = Math.max(alone, apart(await run(i, 1), i));
  const result = {
    same: all.filter(([logits, probabilities], i) => largest(probabilities) === ours[i].digit && largest(logits) === ours[i].digit).length,
    kinds: new Set(ours.map(({digit}) => digit)).size,
    away: apart(all, 0),
    alone,
    said,
  };
  await session.release();
  return result;
}
