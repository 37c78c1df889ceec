// The lesson "speed" on the browser's GPU (WebGPU): L1 from one image to each of many, and how long it takes.

import {assetUrl, fetchAsset} from './assets.js';
import {words} from './words.js';

const pixels = 784;
const images_a_portion = 256;
const patience_ms = 60_000;
// A measurement is as many passes over all images as take so long, so that the way to the GPU and back weighs little.
const measurement_ms = 20;
const most_passes = 4096;

const pause = () => new Promise((resolve) => setTimeout(resolve));

/** `promise`, or an error where it takes too long. */
function inTime(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(words.no_answer(what, patience_ms / 1000))), patience_ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A buffer with images of bytes as floats from 0 to 1, filled in portions so that no frame waits long. */
async function upload(device, bytes) {
  const buffer = device.createBuffer({size: 4 * bytes.length, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST});
  for (let from = 0; from < bytes.length; from += images_a_portion * pixels) {
    const portion = new Float32Array(Math.min(images_a_portion * pixels, bytes.length - from));
    for (let i = 0; i < portion.length; ++i) portion[i] = bytes[from + i] / 255;
    device.queue.writeBuffer(buffer, 4 * from, portion);
    await pause();
  }
  return buffer;
}

async function measureOn(device, many, one, repeats) {
  const count = many.length / pixels;
  const response = await fetchAsset(assetUrl('shaders/l1.wgsl'));
  if (!response.ok) throw new Error(`shaders/l1.wgsl: ${response.status}`);
  const module = device.createShaderModule({code: await response.text()});
  const pipeline = await device.createComputePipelineAsync({layout: 'auto', compute: {module, entryPoint: 'l1'}});
  const distances = device.createBuffer({size: 4 * count, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC});
  const buffers = [await upload(device, many), await upload(device, one), distances];
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0), entries: buffers.map((buffer, binding) => ({binding, resource: {buffer}})),
  });

  /** Milliseconds of `passes` over all images, from the order to the end of the work. */
  const time = async (passes) => {
    const begin = performance.now();
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    for (let i = 0; i < passes; ++i) pass.dispatchWorkgroups(count);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - begin;
  };
  let passes = 1;
  while (await time(passes) < measurement_ms && passes < most_passes) passes *= 2;
  const seconds = [];
  for (let i = 0; i < repeats; ++i) seconds.push(await time(passes) / 1000 / passes);

  const readable = device.createBuffer({size: 4 * count, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST});
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(distances, 0, readable, 0, 4 * count);
  device.queue.submit([encoder.finish()]);
  await readable.mapAsync(GPUMapMode.READ);
  return {seconds, distances: new Float32Array(readable.getMappedRange().slice(0))};
}

/**
 * L1 from `one` to each of `many` (Uint8Arrays of 784 bytes an image) by the GPU. Gives {name, seconds, distances}: the GPU's name,
 * what one pass over all images took, `repeats` times, and a Float32Array; or {missing: 'no_webgpu' | 'no_adapter'}.
 * Throws if the GPU fails.
 */
export async function measureDistances(many, one, repeats) {
  if (!navigator.gpu) return {missing: 'no_webgpu'};
  const adapter = await inTime(navigator.gpu.requestAdapter(), words.the_gpu);
  if (!adapter) return {missing: 'no_adapter'};
  const device = await inTime(adapter.requestDevice(), words.the_gpu);
  try {
    const failure = device.lost.then(({message}) => { throw new Error(message || words.gpu_gone); });
    const {vendor = '', architecture = ''} = adapter.info ?? {};
    const measured = await inTime(Promise.race([measureOn(device, many, one, repeats), failure]), words.the_gpu);
    return {name: `${vendor} ${architecture}`.trim(), ...measured};
  } finally {
    device.destroy();
  }
}
