// The program's training options, from outside: what it prints, what it refuses, what a checkpoint goes on with.
// Ends with one line: N passed, N failed
import {spawn} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {execute, inkgrad, mnist, program, temporary} from '../support/program.mjs';
import {finish, test} from '../support/suite.mjs';

const expect = (holds, what) => { if (!holds) throw new Error(what); };

const small = ['--data', mnist, '--model', '784-16r-10', '--images', '2000'];
const train = (out, ...args) => inkgrad('train', ...small, '--out', temporary(out), ...args);

/** The one line with which the program refuses; it must contain each part. */
function refused(args, ...parts) {
  const {status, stdout, stderr} = execute(program, ['train', ...(args.includes('--out') ? [] : ['--out', temporary('refused.safetensors')]), ...args]);
  expect(status === 2 && stdout === '', `exit status ${status}, expected 2; standard output: ${stdout}`);
  expect(stderr.trim().split('\n').length === 1, `several lines: ${stderr}`);
  for (const part of parts) expect(stderr.includes(part), `"${part}" is not in: ${stderr}`);
}

/** That a GPU which cannot be had is refused with its reason, or else trains. */
function cudaIsRefusedOrThere() {
  const {status, stdout, stderr} = execute(program, ['train', ...small, '--epochs', '1', '--device', 'cuda', '--json', '--out', temporary('cuda.safetensors')]);
  if (status === 0) return;
  expect(status === 2 && stdout === '', `exit status ${status}, expected 2; standard output: ${stdout}`);
  expect(/^inkgrad: --device cuda: [^\n]+; use --device cpu\n$/.test(stderr), stderr);
  const reason = stderr.slice('inkgrad: --device cuda: '.length, -'; use --device cpu\n'.length);
  const told = execute(program, ['train', ...small, '--epochs', '1', '--device', 'auto', '--out', temporary('auto.safetensors')]);
  expect(told.status === 0 && told.stdout.split('\n')[0].endsWith(`, not on a GPU: ${reason}`), told.stdout);
}

/** Runs the program and interrupts it when it has printed so many lines. */
function interruptAfter(lines, args) {
  return new Promise((done) => {
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'ignore']});
    let seen = 0;
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      const before = seen;
      seen += chunk.split('\n').length - 1;
      if (before < lines && seen >= lines) child.kill('SIGINT');
    });
    child.on('close', done);
  });
}

await test('a validation set is measured on after each epoch, the test images once at the end', () => {
  const lines = train('validated.safetensors', '--validation', '500', '--epochs', '2');
  const epochs = lines.filter((line) => line.epoch), [last] = lines.slice(-1);
  expect(epochs.length === 2 && lines.length === 3, `${lines.length} lines`);
  expect(epochs.every(({accuracy}) => Number.isInteger(Math.round(accuracy * 500 * 1e6) / 1e6)), 'an accuracy is no share of 500 images');
  const [measured] = inkgrad('eval', temporary('validated.safetensors'), '--data', mnist);
  expect(last.test_accuracy === measured.accuracy && last.test_loss === measured.loss && last.model_of_epoch === 2, JSON.stringify(last));
});

await test('early stopping ends a training that gets no better, and keeps its best model', () => {
  const lines = train('stopped.safetensors', '--validation', '500', '--epochs', '60', '--patience', '2', '--lr', '0.02');
  const losses = lines.filter((line) => line.epoch).map(({loss}) => loss), best = losses.indexOf(Math.min(...losses)) + 1;
  expect(losses.length < 60, 'it never stopped');
  expect(losses.length === best + 2, `the best of ${losses.length} epochs was ${best}`);
  expect(lines.at(-1).model_of_epoch === best, JSON.stringify(lines.at(-1)));
});

await test('optimizers, schedules and augmentation change the training, and each is the same twice', () => {
  const variants = [[], ['--optimizer', 'adamw', '--weight-decay', '0.1'], ['--schedule', 'cosine'], ['--schedule', 'onecycle'],
    ['--schedule', 'step'], ['--augment', 'shift=2,rotate=10'], ['--slashed-zeros', '1'], ['--optimizer', 'sgd', '--momentum', '0.9'],
    ['--optimizer', 'sgd', '--momentum', '0.9', '--nesterov'], ['--model', '784-d20-16r-10'], ['--model', '784-16-b-r-10']];
  const files = variants.map((variant) => {
    const model = variant[0] === '--model' ? [] : ['--model', '784-16r-10'];
    return [1, 2].map((time) => {
      const out = temporary(`variant-${time}.safetensors`);
      inkgrad('train', '--data', mnist, '--images', '640', '--epochs', '3', '--lr', '0.01', '--out', out, ...model, ...variant);
      return readFileSync(out).toString('base64');
    });
  });
  files.forEach(([first, second], i) => expect(first === second, `${variants[i].join(' ')}: different bytes`));
  expect(new Set(files.map(([first]) => first)).size === variants.length, 'two variants train the same model');
});

await test('an interrupted run with all of these goes on to the same bytes', async () => {
  // A second's training: it has not ended when the signal comes, however late.
  const args = ['--data', mnist, '--images', '10000', '--validation', '200', '--epochs', '3', '--model', '784-d20-16-b-r-10',
    '--schedule', 'onecycle', '--augment', 'elastic=2', '--slashed-zeros', '0.5', '--batch', '50'];
  inkgrad('train', ...args, '--out', temporary('whole.safetensors'));
  const out = temporary('half.safetensors');
  await interruptAfter(20, ['train', ...args, '--out', out, '--trace']);
  const {status, stderr} = execute(program, ['train', '--resume', temporary('half.resume.safetensors'), '--data', mnist, '--out', out]);
  expect(status === 0, stderr);
  expect(readFileSync(out).equals(readFileSync(temporary('whole.safetensors'))), 'different bytes');
});

await test('a training that leaves the range of numbers says so, and keeps the file that was there', () => {
  const out = temporary('kept.safetensors');
  writeFileSync(out, 'as before');
  for (const diverging of [['--model', '784-16-b-r-10', '--epochs', '2'], ['--model', '784-128r-10', '--max-steps', '8', '--epochs', '9']]) {
    const {status, stderr} = execute(program, ['train', '--data', mnist, '--images', '500', '--optimizer', 'sgd', '--lr', '1000', '--momentum', '0.9',
      '--out', out, ...diverging]);
    expect(status === 1 && stderr.trim().split('\n').length === 1 && stderr.includes('--lr below 1000'), `exit status ${status}: ${stderr}`);
    expect(readFileSync(out, 'utf8') === 'as before', 'the old file is gone');
  }
});

await test('what makes no sense is refused in a line', () => {
  refused(['--patience', '3'], '--patience 3', '--validation');
  refused([...small, '--validation', '2000'], '--validation 2000', 'only 2000');
  refused(['--augment', 'turn=3'], '--augment', 'turn=3', 'shift=PIXELS');
  refused(['--augment', 'thickness=2'], 'thickness', '0 to 1');
  refused(['--slashed-zeros', '1.5'], '--slashed-zeros', '0 to 1');
  refused(['--out', ''], '--out', 'name of a file');
  refused(['--schedule', 'warm'], '--schedule', 'cosine');
  refused(['--nesterov'], 'nesterov');
  refused(['--precision', 'half'], '--precision', 'tf32');
  for (const precision of ['tf32', 'bf16']) {
    refused([...small, '--precision', precision, '--device', 'cpu'], `precision ${precision}`, 'cpu (', 'it computes in float32 alone');
  }
  refused(['--speedrun', '--lr', '0.1'], '--speedrun', '--lr');
  refused(['--data', mnist, '--model', '784-16-b-10', '--batch', '1'], 'batch norm');
});

await test('a GPU that cannot be had is refused with the reason, and auto goes on without it', cudaIsRefusedOrThere);

finish();
