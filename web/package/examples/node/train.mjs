// Trains a small network on MNIST's first images and writes it down: node train.mjs FILE
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {gunzipSync} from 'node:zlib';
import {loadEngine} from 'inkgrad';

const {resolve} = createRequire(import.meta.url);

/** A file of MNIST without its header. */
const mnist = (name, header) => gunzipSync(readFileSync(resolve(`inkgrad/site/data/${name}.idx.gz`))).subarray(header);
const digits = (part) => ({images: mnist(`${part}-images`, 16), labels: mnist(`${part}-labels`, 8)});

const engine = await loadEngine();
const model = engine.model('784-32r-10', {seed: 1});
const test = digits('test-0');
for await (const {epoch, validation} of model.train(digits('train-0'), {epochs: 3, batch: 64, lr: 0.003, validation: test})) {
  if (validation) console.log(`epoch ${epoch}: ${(100 * validation.accuracy).toFixed(1)}% of ${validation.images} images`);
}
const {digits: read, probabilities} = model.predict(test.images.subarray(0, 784));
console.log(`the first one is a ${test.labels[0]}, read as a ${read[0]} (${probabilities.data[read[0]].toFixed(2)})`);
writeFileSync(process.argv[2], model.toSafetensors());
engine.dispose();
