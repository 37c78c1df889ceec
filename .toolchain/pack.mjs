// Makes the folder of the npm package, which `npm pack` makes a file of: the headless engine with its types, the element, the site.
//   usage: node pack.mjs BUILD       BUILD: the web build, with site/ and package_engine/; the package is BUILD/package
import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: pack.mjs BUILD');
const into = join(folder, 'package');
const types = join(root, 'build/package_types');
const source = join(root, 'web/package');

/** Runs a tool of node_modules; its complaints are this program's. */
function tool(name, ...args) {
  const {status} = spawnSync(process.execPath, [join(root, 'node_modules', name), ...args], {cwd: root, stdio: 'inherit'});
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
}

for (const old of [into, types]) rmSync(old, {recursive: true, force: true});
mkdirSync(join(into, 'engine'), {recursive: true});
const options = {bundle: true, minify: true, sourcemap: true, legalComments: 'none', charset: 'utf8', absWorkingDir: root};

cpSync(join(folder, 'site'), join(into, 'site'), {recursive: true});
await build({...options, entryPoints: ['web/element/inkgrad.js'], outfile: join(into, 'site/inkgrad.js'), allowOverwrite: true, format: 'iife',
             target: ['chrome95', 'firefox114', 'safari16.4']});
await build({...options, entryPoints: ['web/package/index.ts'], outfile: join(into, 'engine/index.js'), format: 'esm', target: 'es2022',
             keepNames: true, external: ['./engine.js', './engine_relaxed.js']});
for (const name of ['engine.js', 'engine.wasm', 'engine_relaxed.js', 'engine_relaxed.wasm']) {
  cpSync(join(folder, 'package_engine', name), join(into, 'engine', name));
}

tool('typescript/bin/tsc', '-p', 'web/package');
for (const name of ['index', 'model', 'module', 'errors']) {
  cpSync(join(types, 'package', `${name}.d.ts`), join(into, 'engine', `${name}.d.ts`));
}
cpSync(join(source, 'element.d.ts'), join(into, 'element.d.ts'));
tool('typedoc/bin/typedoc', '--logLevel', 'Warn', '--treatWarningsAsErrors', '--tsconfig', 'web/package/tsconfig.json', '--name', 'inkgrad', '--readme', 'none',
     '--disableGit', '--sourceLinkTemplate', 'web/package', '--out', join(into, 'api'), 'web/package/index.ts');

const {name, version, description, license, engines} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
writeFileSync(join(into, 'package.json'), `${JSON.stringify({
  name, version, description, license, engines, type: 'module', sideEffects: ['./site/inkgrad.js'],
  exports: {
    '.': {types: './engine/index.d.ts', default: './engine/index.js'},
    './element': {types: './element.d.ts', default: './site/inkgrad.js'},
    './engine.wasm': './engine/engine.wasm',
    './engine_relaxed.wasm': './engine/engine_relaxed.wasm',
    './site/*': './site/*',
    './package.json': './package.json',
  },
}, null, 2)}\n`);
cpSync(join(source, 'README.md'), join(into, 'README.md'));
cpSync(join(root, 'LICENSE'), join(into, 'LICENSE'));
cpSync(join(folder, 'site/licenses'), join(into, 'licenses'), {recursive: true});
