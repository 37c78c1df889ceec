// Exported models in another program's hands (onnxruntime-web), and what `inkgrad export` does with what it cannot export.
// Ends with one line: N passed, N failed
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {execute, program, root, temporary} from '../support/program.mjs';
import {finish, test} from '../support/suite.mjs';
import {compare, images, specs, trained} from './compare.mjs';

const limit = 1e-5;
const expect = (holds, what) => { if (!holds) throw new Error(what); };

for (const spec of specs) {
  await test(`${spec} in onnxruntime-web`, async () => {
    const {same, kinds, away, alone, said} = await compare(spec);
    expect(kinds >= 5, `the model reads only ${kinds} different digits: it shows nothing`);
    const note = `${same} of ${images} digits the same, probabilities within ${away.toExponential(1)} (one image at a time ${alone.toExponential(1)})`;
    expect(same === images && away <= limit && alone <= limit, note);
    expect(said.spec === spec && said.opset === 17 && said.bytes > 0, `export --json says ${JSON.stringify(said)}`);
    return note;
  });
}

const model = trained('784-10');
const refused = (args, status, ...parts) => {
  const {status: got, stdout, stderr} = execute(program, ['export', ...args]);
  expect(got === status && stdout === '', `exit status ${got}, expected ${status}; standard output: ${stdout}`);
  expect(stderr.trim().split('\n').length === 1, `several lines: ${stderr}`);
  for (const part of parts) expect(stderr.includes(part), `"${part}" is not in: ${stderr}`);
};

await test('the same model gives the same file', () => {
  const [first, second] = [temporary('first.onnx'), temporary('second.onnx')];
  for (const out of [first, second]) expect(execute(program, ['export', model, out]).status === 0, 'export failed');
  expect(readFileSync(first).equals(readFileSync(second)), 'the bytes differ');
});

await test('what is no model is refused, and the file that was there stays', () => {
  const [bad, out] = [temporary('bad.safetensors'), temporary('kept.onnx')];
  writeFileSync(out, 'as before');
  writeFileSync(bad, 'not a model');
  refused([bad, out], 2, bad);
  writeFileSync(bad, readFileSync(model).subarray(0, -1));
  refused([bad, out], 2, bad);
  refused([temporary('none.safetensors'), out], 2, 'none.safetensors');
  expect(readFileSync(out, 'utf8') === 'as before', 'the old file is changed');
});

await test('a PyTorch-made file is exported with its spec given, and refused without, or with another', () => {
  const [file, out] = ['tests/golden/state_dict.safetensors', temporary('torch.onnx')];
  const {spec} = JSON.parse(readFileSync(join(root, 'tests/golden/state_dict.json')));
  refused([file, out], 2, file, '--model SPEC');
  refused([file, out, '--model', '784-10'], 2, file, '0.weight');
  refused([file, out, '--mean', '0.5'], 2, '--model');
  refused([file, out, '--model', spec, '--std', '0'], 2, '--std');
  refused([model, out, '--model', '784-10'], 2, model, 'leave --model out');
  expect(!existsSync(out), 'a file was written');
  expect(execute(program, ['export', file, out, '--model', spec, '--mean', '0.25', '--std', '0.5']).status === 0 && existsSync(out), 'it was refused');
});

await test('an export that cannot be written leaves nothing behind', () => {
  const folder = temporary('folder.onnx');
  mkdirSync(folder);
  refused([model, folder], 2, 'folder');
  refused([model, temporary('missing/out.onnx')], 2, 'missing');
  expect(!existsSync(temporary('missing')), 'a folder was made');
  const before = readFileSync(model);
  refused([model, model], 2, 'the model itself');
  expect(before.equals(readFileSync(model)), 'the model is overwritten');
  refused([model], 2, 'OUT');
});

finish();
