// Points of models that go to other programs and come from them: ONNX, and PyTorch's state_dicts.
import {join} from 'node:path';
import {cnn, inkgrad, jsonLines, mlp, mnist, python, temporary, torchMissing} from '../support/program.mjs';
import {compare, images, specs} from '../onnx/compare.mjs';

export async function onnx(report) {
  for (const spec of specs) {
    const {same, kinds, away, alone} = await compare(spec);
    const worst = Math.max(away, alone);
    report.check(same === images && worst <= 1e-5 && kinds > 1, `${spec} exported, in onnxruntime-web`,
      `${same} of ${images} test images the same digit (${kinds} different ones), probabilities within ${worst.toExponential(1)}`,
      `${images}, 1e-5`);
  }
}

export function stateDict(report) {
  const what = 'a PyTorch-made file, image by image';
  const reason = torchMissing();
  if (reason) return report.skip(what, reason);
  for (const spec of [mlp, cnn, 'c4x5s2p2t-a2-c6x3p1-g-a3-32t-10', 'c8x3p1-b-r-p2-d25-32-b-t-10']) {
    const file = temporary('torch.safetensors');
    const [theirs] = jsonLines(python, ['tests/accept/torch_make.py', spec, mnist, file]);
    const [ours] = inkgrad('eval', file, '--model', spec, '--data', mnist);
    const digits = inkgrad('predict', file, '--model', spec, '--idx', join(mnist, 't10k-images-idx3-ubyte')).map(({digit}) => digit);
    const right = Math.round(ours.accuracy * ours.images);
    const same = digits.filter((digit, i) => digit === theirs.digits[i]).length;
    report.check(right === theirs.right && same === theirs.images && digits.length === theirs.images, `${what}, ${spec}`,
      `${same} of ${theirs.images} digits the same; ${right} right against PyTorch's ${theirs.right}`, 'all, equal');
  }
}
