// The npm package, as somebody has it who installs it: packed, put into an empty project without a network, and used there.
// Ends with one line: N passed, N failed
import assert from 'node:assert/strict';
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync} from 'node:zlib';
import ts from 'typescript';
import {execute, inkgrad, mnist, root, temporary} from '../support/program.mjs';
import {finish, test} from '../support/suite.mjs';
import {newContext, openBrowser} from '../web/harness.mjs';
import {serve} from '../web/serve.mjs';

const web = process.env.INKGRAD_WEB_BUILD ?? join(root, 'build/web');
const project = temporary('project');
const installed = join(project, 'node_modules/inkgrad');

/** Runs a command in a folder; gives what it printed. Throws what it complained about. */
function sh(folder, command, ...args) {
  const {status, stdout, stderr} = execute(command, args, {cwd: folder});
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${(stderr + stdout).trim().slice(0, 600)}`);
  return stdout;
}

/** The text of a page of a folder, in Chromium, once it has any. */
async function textOf(folder) {
  const served = await serve(folder, {base: '/some/path/'});
  const browser = await openBrowser();
  try {
    const page = await (await newContext(browser)).newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${served.address}index.html`);
    await page.waitForFunction(() => document.body?.textContent.trim(), null, {timeout: 20_000}).catch(() => {});
    assert.deepEqual(complaints, []);
    return (await page.textContent('body')).trim();
  } finally {
    await browser.close();
    await served.close();
  }
}

const example = (name) => {
  const folder = join(project, name);
  cpSync(join(root, 'web/package/examples', name), folder, {recursive: true});
  return folder;
};
const tool = (path) => join(root, 'node_modules', path);

await test('is packed, and installs into an empty project without a network', () => {
  sh(root, process.execPath, '.toolchain/pack.mjs', web);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private": true, "type": "module"}\n');
  const [{filename, size, files}] = JSON.parse(sh(join(web, 'package'), 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', project));
  sh(project, 'npm', 'install', '--offline', '--no-audit', '--no-fund', `./${filename}`);
  const names = new Set(files.map((file) => file.path));
  for (const name of ['engine/index.js', 'engine/index.js.map', 'engine/index.d.ts', 'engine/engine.wasm', 'element.d.ts', 'site/inkgrad.js',
                      'site/inkgrad.js.map', 'site/index.html', 'site/playground.wasm', 'site/data/train-1-images.idx.gz', 'api/index.html',
                      'README.md', 'LICENSE', 'licenses/emscripten.txt', 'licenses/libxtensor-dev.txt', 'licenses/nlohmann-json3-dev.txt',
                      'licenses/imgui.txt', 'licenses/sdl2.txt', 'licenses/zlib.txt', 'licenses/libpng.txt']) {
    assert.ok(names.has(name), `${name} is not in it`);
  }
  const {scripts, dependencies} = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  assert.equal(scripts, undefined);
  assert.equal(dependencies, undefined);
  return `${files.length} files, ${(size / 1e6).toFixed(1)} MB`;
});

await test('the headless engine takes at most 350 KB, brotli, with all of its scripts', () => {
  const sizeOf = (names) => names.reduce((sum, name) => sum + brotliCompressSync(readFileSync(join(installed, 'engine', name))).length, 0);
  const size = Math.max(sizeOf(['index.js', 'engine.js', 'engine.wasm']), sizeOf(['index.js', 'engine_relaxed.js', 'engine_relaxed.wasm']));
  assert.ok(size <= 350_000, `${size} bytes`);
  return `${size} bytes`;
});

await test('the Node example trains, and its file is the native program\u2019s', () => {
  const folder = example('node');
  const out = join(folder, 'model.safetensors');
  const lines = sh(folder, process.execPath, 'train.mjs', out).trim().split('\n');
  const [percent] = /[\d.]+(?=%)/.exec(lines[2]);
  assert.ok(Number(percent) > 85, lines.join('; '));
  const [{accuracy}] = inkgrad('eval', out, '--data', mnist);
  assert.ok(Math.abs(100 * accuracy - Number(percent)) < 5, `natively ${accuracy} of all test images`);
  return `${lines[2]}; ${lines[3]}; natively ${(100 * accuracy).toFixed(1)}% of all`;
});

await test('does what it says, and refuses what it does not', () => {
  const folder = join(project, 'use');
  cpSync(join(root, 'tests/package/use'), folder, {recursive: true});
  return sh(folder, process.execPath, 'use.mjs').trim();
});

await test('TypeScript, strict, takes an example that uses every public type', () => {
  const folder = example('types');
  sh(folder, process.execPath, tool('typescript/bin/tsc'), '-p', '.');
  const used = readFileSync(join(folder, 'all.ts'), 'utf8');
  const program = ts.createProgram([join(installed, 'engine/index.d.ts'), join(installed, 'element.d.ts')], {});
  const checker = program.getTypeChecker();
  const names = program.getRootFileNames().flatMap((file) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file))).map((symbol) => symbol.name));
  for (const name of names) assert.match(used, new RegExp(`\\b${name}\\b`), `${name} is not used`);
  writeFileSync(join(folder, 'all.ts'), used.replace("engine.model('784-10', made)", "engine.model(784, made)"));
  const {status, stdout} = execute(process.execPath, [tool('typescript/bin/tsc'), '-p', '.'], {cwd: folder});
  assert.ok(status !== 0 && stdout.includes('TS2345'), 'a spec that is no text is refused');
  return `${names.length} names`;
});

await test('the element has what its types say, and they say what it has', async () => {
  const program = ts.createProgram([join(installed, 'element.d.ts')], {});
  const checker = program.getTypeChecker();
  const file = checker.getSymbolAtLocation(program.getSourceFile(join(installed, 'element.d.ts')));
  const declared = checker.getExportsOfModule(file).find((symbol) => symbol.name === 'InkgradPlayground');
  const said = [...declared.members.keys()].filter((name) => name !== 'addEventListener').sort();
  const served = await serve(join(installed, 'site'), {});
  const browser = await openBrowser();
  try {
    const page = await (await newContext(browser)).newPage();
    await page.goto(`${served.address}licenses/inkgrad.txt`);
    await page.addScriptTag({url: `${served.address}inkgrad.js`});
    const has = await page.evaluate(() => Object.getOwnPropertyNames(customElements.get('inkgrad-playground').prototype)
      .filter((name) => !/^constructor$|Callback$/.test(name)).sort());
    assert.deepEqual(has, said);
    return `${has.length} names`;
  } finally {
    await browser.close();
    await served.close();
  }
});

await test('esbuild bundles it, and Chromium runs that', async () => {
  const folder = example('esbuild');
  sh(folder, process.execPath, tool('esbuild/bin/esbuild'), 'main.js', '--bundle', '--format=esm', '--loader:.wasm=file', '--outdir=out');
  assert.equal(await textOf(folder), '10 probabilities');
});

await test('Vite bundles it, and Chromium runs that', async () => {
  const folder = example('vite');
  sh(folder, process.execPath, tool('vite/bin/vite.js'), 'build', '--logLevel', 'warn');
  assert.ok(readdirSync(join(folder, 'dist/assets')).some((name) => /^engine.*\.wasm$/.test(name)));
  assert.ok(existsSync(join(folder, 'dist/index.html')));
  assert.equal(await textOf(join(folder, 'dist')), '10 probabilities');
});

finish();
