// Makes of the built site what a host serves: each file that no person names has a hash of its content in its own name, so that a browser
// may keep it for ever, and beside each that it makes smaller lie NAME.br and NAME.gz, for servers that send them.
//   usage: node release.mjs SITE OUT
import {createHash} from 'node:crypto';
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync, constants, gzipSync} from 'node:zlib';
import {build} from 'esbuild';

const [site, out] = process.argv.slice(2);
if (!site || !out) throw new Error('usage: release.mjs SITE OUT');
const root = fileURLToPath(new URL('..', import.meta.url));
const into = `${out}.part`;
rmSync(into, {recursive: true, force: true});
mkdirSync(into, {recursive: true});

// What people, other pages and browsers ask for by name; index.html is the one page that is made anew.
const named = ['inkgrad.js', 'embed.html', 'examples', 'licenses'];
// Emscripten's scripts find nothing by their own name, so they are files like the others, and page and worker share them; and what is
// fetched only when somebody asks for it.
const whole = ['zip.js', 'playground.js', 'engine_relaxed.js', 'engine_threads.js', 'engine_webgpu.js'];
const hashed = [/^data\//, /^lang\//, /^shaders\//, /\.wasm$/, /^style\.css$/, /^favicon\.svg$/, /^models\/.*\.safetensors$/];
const compressible = new Set(['.html', '.js', '.css', '.wasm', '.svg', '.json', '.webmanifest', '.wgsl', '.txt', '.ipynb']);

/** Each file's name in the site -> its name in the release. */
const names = {};

function put(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const [first] = basename(name).split('.');
  const to = join(dirname(name), `${first}-${hash}${basename(name).slice(first.length)}`);
  mkdirSync(dirname(join(into, to)), {recursive: true});
  writeFileSync(join(into, to), content);
  names[name] = to;
}

/** A script with all that it imports but the whole ones, and with the names that assets.js asks for. */
async function putScript(name) {
  const others = {name: 'others', setup(esbuild) {
    esbuild.onResolve({filter: new RegExp(`/(${whole.join('|').replaceAll('.', '\\.')})$`)},
                      ({path}) => ({path: `./${names[basename(path)]}`, external: true}));
  }};
  const {outputFiles: [{text}]} = await build({
    entryPoints: [join('web/site', name)], absWorkingDir: root, bundle: true, write: false, minify: true, legalComments: 'none',
    charset: 'utf8', format: 'esm', target: ['chrome95', 'firefox114', 'safari16.4'], plugins: [others],
    define: {INKGRAD_NAMES: JSON.stringify(names)},
  });
  put(name, text);
}

/** Replaces what `pattern` finds, which must be there. */
function replace(text, pattern, by, where = 'index.html') {
  if (text.search(pattern) < 0) throw new Error(`${pattern} is not in ${where}`);
  return text.replaceAll(pattern, by);
}

/** A file as the release has it: Emscripten's threads load their script by its name here, so that they are told to load the same. */
function contentOf(name) {
  const content = readFileSync(join(site, name));
  if (name !== 'engine_threads.js') return content;
  return replace(content.toString(), /new URL\("engine_threads\.js",\s*import\.meta\.url\)/g, 'new URL(import.meta.url)', name);
}

for (const name of named) if (existsSync(join(site, name))) cpSync(join(site, name), join(into, name), {recursive: true});
for (const name of readdirSync(site, {recursive: true}).map((file) => file.replaceAll('\\', '/'))) {
  if (whole.includes(name) || hashed.some((pattern) => pattern.test(name))) put(name, contentOf(name));
}
const {models} = JSON.parse(readFileSync(join(site, 'models/index.json'), 'utf8'));
put('models/index.json', JSON.stringify({models: models.map(({file, ...rest}) => ({...rest, file: basename(names[`models/${file}`])}))}));
await putScript('worker.js');
await putScript('main.js');

let page = readFileSync(join(site, 'index.html'), 'utf8');
page = replace(page, / *<link rel="modulepreload" href="(?!playground\.js)[^>]*>\n/g, '');
for (const name of ['playground.js', 'playground.wasm', 'main.js', 'style.css', 'favicon.svg']) {
  page = replace(page, new RegExp(`(href|src)="${name.replace('.', '\\.')}"`, 'g'), `$1="${names[name]}"`);
}
writeFileSync(join(into, 'index.html'), page);
writeFileSync(join(into, 'manifest.webmanifest'),
              readFileSync(join(site, 'manifest.webmanifest'), 'utf8').replaceAll('favicon.svg', names['favicon.svg']));
const {status} = spawnSync(process.execPath, [join(root, '.toolchain/bundle.mjs'), 'offline', into], {cwd: root, stdio: 'inherit'});
if (status !== 0) throw new Error(`bundle.mjs offline ended with ${status}`);

for (const file of readdirSync(into, {recursive: true}).filter((name) => compressible.has(extname(name)))) {
  const bytes = readFileSync(join(into, file));
  const packed = {
    br: brotliCompressSync(bytes, {params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length}}),
    gz: gzipSync(bytes, {level: 9}),
  };
  for (const [kind, content] of Object.entries(packed)) {
    if (content.length < bytes.length) writeFileSync(join(into, `${file}.${kind}`), content);
  }
}
rmSync(out, {recursive: true, force: true});
renameSync(into, out);
