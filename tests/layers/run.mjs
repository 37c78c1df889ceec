// Includes point one way only: each folder below may include itself and those named beside it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const below = (...folders) => folders.map((folder) => `engine/${folder}`);
const engine = below('core', 'ops', 'backend', 'autograd', 'nn', 'optim', 'train', 'lessons', 'data', 'io');
const allowed = {
  'engine/core': [],
  'engine/io': below('core'),
  'engine/data': below('core', 'io'),
  'engine/ops': below('core'),
  'engine/backend': below('core', 'ops'),
  'engine/autograd': below('core', 'ops', 'backend'),
  'engine/nn': below('core', 'io', 'ops', 'backend', 'autograd'),
  'engine/optim': below('core', 'ops', 'backend', 'autograd', 'nn'),
  'engine/train': below('core', 'io', 'data', 'ops', 'backend', 'autograd', 'nn', 'optim'),
  'engine/lessons': below('core', 'io', 'data', 'ops', 'backend', 'autograd', 'nn', 'optim', 'train'),
  'web/app/text.hpp': [],
  'web/app/text': ['engine/core'],
  'web/app/state': [...engine, 'web/app/text.hpp', 'web/app/text'],
  'web/app': [...engine, 'web/app/state', 'web/app/text.hpp', 'web/app/text'],
  'web/bindings': [...engine, 'web/webgpu'],
  'web/package': engine,
  'web/webgpu': below('core', 'ops', 'backend'),
  'native/cuda': below('core', 'ops', 'backend'),
  'native/cli': [...engine, 'native/cuda'],
  'native/desktop': [...engine, 'web/app', 'web/app/state'],
};
const depth_first = Object.keys(allowed).sort((a, b) => b.length - a.length);
const layer_of = (path) => depth_first.find((folder) => path === folder || path.startsWith(`${folder}/`));

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.([ch]pp|cuh?)$/.test(entry.name)) yield path;
  }
}

let passed = 0;
let failed = 0;
for (const path of ['engine', 'native', 'web'].flatMap((folder) => [...sources(folder)])) {
  const layer = layer_of(path);
  const wrong = [...readFileSync(path, 'utf8').matchAll(/^#include "((?:engine|native|web)\/[^"]+)"/gm)]
    .map((match) => match[1])
    .filter((included) => ![layer, ...(allowed[layer] ?? [])].includes(layer_of(included)));
  if (!layer) wrong.unshift('its folder has no place in tests/layers/run.mjs');
  if (wrong.length === 0) passed += 1;
  else failed += 1;
  for (const what of wrong) console.log(`FAILED  ${path}: ${what}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
