// Run within a project that has the package: its engine from outside, in Node. Prints what it has seen; throws what is wrong.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {gunzipSync} from 'node:zlib';
import {DisposedError, FailureError, InkgradError, InputError, LoadError, loadEngine} from 'inkgrad';

const {resolve} = createRequire(import.meta.url);
const mnist = (name, header) => gunzipSync(readFileSync(resolve(`inkgrad/site/data/${name}.idx.gz`))).subarray(header);
const images = mnist('train-0-images', 16);
const labels = mnist('train-0-labels', 8);
const part = (count) => ({images: images.subarray(0, count * 784), labels: labels.subarray(0, count)});
const bytesOf = (tensor) => Buffer.from(tensor.data.buffer).toString('base64');

const engine = await loadEngine({relaxed: false});
assert.equal(engine.relaxed, false);

async function trained(options, leave = () => false, count = 1000) {
  const model = engine.model('784-16r-10', {seed: 3});
  const seen = [];
  for await (const progress of model.train(part(count), {batch: 50, lr: 0.01, seed: 5, ...options})) {
    seen.push(progress);
    if (leave(progress)) break;
  }
  return {model, seen};
}

// Progress, and that equal trainings give equal weights, however their slices fell.
const one = await trained({epochs: 3, validation: part(200)});
const ends = one.seen.filter(({validation}) => validation);
assert.deepEqual(ends.map(({epoch, step}) => [epoch, step]), [[1, 20], [2, 40], [3, 60]]);
assert.equal(ends[0].steps_per_epoch, 20);
assert.ok(ends[2].validation.accuracy > 0.85 && ends[2].validation.images === 200, JSON.stringify(ends[2]));
assert.ok(ends[2].loss < ends[0].loss);
const two = await trained({steps: 60});
assert.equal(two.seen.at(-1).step, 60);
assert.equal(bytesOf(one.model.getParameter('0.weight')), bytesOf(two.model.getParameter('0.weight')));
assert.equal(one.model.record.steps, '60');
const other = await trained({steps: 60, seed: 6});
assert.notEqual(bytesOf(one.model.getParameter('0.weight')), bytesOf(other.model.getParameter('0.weight')));

// What it reads is what it evaluates to; a file is the same model again.
const {digits, probabilities} = one.model.predict(part(600).images);
assert.deepEqual(probabilities.shape, [600, 10]);
const right = digits.filter((digit, i) => digit === labels[i]).length / 600;
assert.ok(Math.abs(one.model.evaluate(part(600)).accuracy - right) < 1e-9);
const sum = probabilities.data.subarray(10, 20).reduce((a, b) => a + b, 0);
assert.ok(Math.abs(sum - 1) < 1e-5);
const again = engine.open(one.model.toSafetensors());
assert.deepEqual(again.predict(images.subarray(0, 784)).probabilities, one.model.predict(images.subarray(0, 784)).probabilities);
assert.deepEqual(one.model.parameters.map(({name}) => name), ['0.weight', '0.bias', '2.weight', '2.bias']);
assert.ok(Buffer.from(one.model.toOnnx()).includes('probabilities'));
assert.equal(one.model.predict(new Uint8Array()).digits.length, 0);

// Parameters go in and out. A layer of zeros with one bias reads that digit everywhere.
const flat = engine.model('784-10');
flat.setParameter('0.weight', new Float32Array(7840));
flat.setParameter('0.bias', [0, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
assert.deepEqual([...flat.predict(part(3).images).digits], [4, 4, 4]);
assert.deepEqual(flat.getParameter('0.weight').shape, [10, 784]);

// Leaving the loop and aborting keep what was learnt; a number that is none takes it back.
const left = await trained({epochs: 1000}, ({step}) => step >= 20);
assert.ok(Number(left.model.record.steps) >= 20);
const abort = new AbortController();
const stopped = engine.model('784-10');
const loop = async () => {
  for await (const {step} of stopped.train(part(1000), {epochs: 1000, signal: abort.signal})) if (step) abort.abort();
};
await assert.rejects(loop, (error) => error === abort.signal.reason);
assert.ok(Number(stopped.record.steps) >= 1);
const wild = engine.model('784-16r-10');
const before = bytesOf(wild.getParameter('0.weight'));
await assert.rejects(async () => {
  for await (const progress of wild.train(part(1000), {epochs: 50, optimizer: 'sgd', lr: 1e30})) void progress;
}, FailureError);
assert.equal(bytesOf(wild.getParameter('0.weight')), before);

// Errors are typed, and change nothing.
const refused = [
  () => engine.model('nonsense'),
  () => engine.model('784-10', {std: 0}),
  () => engine.model('784-10', {mean: 'no'}),
  () => engine.open(Uint8Array.of(1, 2, 3)),
  () => flat.predict(new Uint8Array(783)),
  () => flat.predict([1, 2, 3]),
  () => flat.evaluate({images: new Uint8Array(784), labels: Uint8Array.of(10)}),
  () => flat.evaluate({images: new Uint8Array(784), labels: Uint8Array.of(1, 2)}),
  () => flat.evaluate({images: new Uint8Array(), labels: new Uint8Array()}),
  () => flat.setParameter('0.weight', [1]),
  () => flat.setParameter('0.bias', Array(10).fill(NaN)),
  () => flat.setParameter('nobody', [1]),
  () => flat.getParameter('nobody'),
];
for (const wrong of refused) {
  assert.throws(wrong, (error) => error instanceof InputError && error instanceof InkgradError && !error.message.includes('\n'), String(wrong));
}
for (const options of [{lr: -1}, {epochs: 0}, {steps: 1.5}, {batch: 0}, {optimizer: 'none'}, {optimiser: 'adam'}, {augment: {skew: 1}}, {momentum: 0.9}]) {
  await assert.rejects(flat.train(part(10), options).next(), InputError, JSON.stringify(options));
}
assert.deepEqual([...flat.predict(part(1).images).digits], [4]);
const running = flat.train(part(1000), {epochs: 100});
await running.next();
await assert.rejects(flat.train(part(10)).next(), InputError);
assert.throws(() => flat.setParameter('0.bias', Array(10).fill(0)), InputError);
await running.return();
await flat.train(part(10)).next();
await assert.rejects(loadEngine({wasm: new Uint8Array(8), relaxed: false}), LoadError);
await assert.rejects(loadEngine({wasm: new URL('file:///nowhere/engine.wasm')}), LoadError);

// Disposed of is disposed of; a loop of many leaves no memory behind.
again.dispose();
again.dispose();
assert.throws(() => again.predict(images.subarray(0, 784)), DisposedError);
for (let i = 0; i < 300; ++i) engine.model('784-512r-10').dispose();
engine.dispose();
assert.throws(() => engine.model('784-10'), DisposedError);
assert.throws(() => one.model.toOnnx(), DisposedError);
const relaxed = await loadEngine();
assert.ok(relaxed.model('784-10').predict(part(1).images).digits.length === 1);
console.log(`${ends[2].validation.accuracy} after three epochs of 1,000; ${refused.length + 8} refusals`);
