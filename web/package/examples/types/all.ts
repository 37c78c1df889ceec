// Every public type, as TypeScript's strictest reading takes it. Checked, not run.
import 'inkgrad/element';
import type {
  InkgradPlayground, PlaygroundEvent, PlaygroundEvents, PlaygroundState, PlaygroundTrained, PlaygroundTraining, Reading, Strokes,
} from 'inkgrad/element';
import {
  DisposedError, Engine, FailureError, InkgradError, InputError, LoadError, Model, UnsupportedError, loadEngine,
} from 'inkgrad';
import type {
  Augmentation, Digits, LoadOptions, Metrics, ModelOptions, OpenOptions, Parameter, Prediction, Progress, Tensor, TrainOptions,
} from 'inkgrad';

const load: LoadOptions = {wasm: new URL('https://your.host/engine.wasm'), relaxed: false};
const digits: Digits = {images: new Uint8Array(2 * 784), labels: Uint8Array.of(3, 7)};
const made: ModelOptions = {seed: 2, mean: 0.13, std: 0.31};
const opened: OpenOptions = {...made, spec: '784-10'};
const augment: Augmentation = {shift: 2, rotate: 10, scale: 0.1, thickness: 0.2, elastic: 1};
const abort = new AbortController();
const options: TrainOptions = {steps: 10, batch: 2, optimizer: 'sgd', lr: 0.1, momentum: 0.9, nesterov: true, augment, validation: digits,
                               signal: abort.signal};

export async function headless(): Promise<Metrics> {
  using engine: Engine = await loadEngine(load);
  const model: Model = engine.model('784-10', made);
  for await (const progress of model.train(digits, options)) {
    const {step, validation}: Progress = progress;
    const measured: Metrics | undefined = validation;
    if (step > 5 && measured && measured.accuracy > 0.9) abort.abort();
  }
  const {digits: read, probabilities}: Prediction = model.predict(digits.images);
  const first: number | undefined = read[0];
  const tensor: Tensor = probabilities;
  const parameters: readonly Parameter[] = model.parameters;
  for (const {name, shape} of parameters) model.setParameter(name, new Float32Array(shape.reduce((a, b) => a * b, 1)));
  const again: Model = engine.open(model.toSafetensors(), opened);
  const onnx: Uint8Array = again.toOnnx();
  console.log(first, tensor.shape, again.getParameter('0.weight').data.length, onnx.length, again.record['seed'], engine.relaxed);
  again.dispose();
  return model.evaluate(digits);
}

export function said(error: unknown): string {
  if (error instanceof InputError || error instanceof UnsupportedError) return 'ask for something else';
  if (error instanceof LoadError || error instanceof FailureError || error instanceof DisposedError) return 'begin again';
  return error instanceof InkgradError ? error.message : 'none of ours';
}

const three: Strokes = [[[0, 0], [1, 1]], [[2, 2]]];
const training: PlaygroundTraining = {spec: '784-10', epochs: 1, trace: true};

export async function embedded(): Promise<PlaygroundTrained> {
  const playground: InkgradPlayground = document.createElement('inkgrad-playground');
  playground.loading = 'lazy';
  playground.seed = null;
  playground.addEventListener('lesson-complete', (event: PlaygroundEvent<'lesson-complete'>) => console.log(event.detail.lesson));
  playground.addEventListener('epoch', ({detail}) => console.log(detail.epoch, detail.accuracy));
  playground.addEventListener('progress', ({detail}) => console.log(detail.fraction));
  playground.addEventListener('error', ({detail}) => console.log(detail.message));
  playground.addEventListener('click', ({clientX}) => console.log(clientX));
  const detail: PlaygroundEvents['step'] | null = null;
  const reading: Reading = await playground.draw(three);
  const {phase}: PlaygroundState = playground.state;
  await playground.setModel(await playground.getModel());
  const picture: Blob = await playground.toBlob();
  console.log(detail, reading.digit, phase, picture.size);
  return playground.train(training);
}
