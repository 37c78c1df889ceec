// Bundles what is one file in the site although it is several here, by esbuild.
//   usage: node bundle.mjs element SITE     inkgrad.js, which defines <inkgrad-playground>
//          node bundle.mjs zip SITE        zip.js, which makes archives
//          node bundle.mjs offline SITE    sw.js, which keeps what the site's pages use: all but embed.html, examples/
//                                              and engine_webgpu, which only a link asks for
//          node bundle.mjs embed SITE       embed.html, the whole site in one page, with one model and as many digits as fit
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gunzipSync, gzipSync} from 'node:zlib';
import {build} from 'esbuild';
import {slice} from './idx.mjs';

const [what, site] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
const options = {bundle: true, write: false, minify: true, legalComments: 'none', charset: 'utf8', format: 'iife', absWorkingDir: root,
                 target: ['chrome95', 'firefox114', 'safari16.4']};

// Of each set of MNIST, from its first part; with them embed.html stays under the 1.6 MB that it may have.
const embedded_digits = {train: 1000, test: 200};
const embedded_model = 'c8x5r-p2-c16x5r-p2-10';

const inSite = (name) => readFileSync(join(site, name));

function put(name, text) {
  const path = join(site, name);
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

/** The site's page script and worker as one script: assets.js is another file, Emscripten's own come from the site. */
async function program() {
  const redirect = {name: 'redirect', setup(esbuild) {
    esbuild.onResolve({filter: /\/assets\.js$/}, () => ({path: join(root, 'web/element/packed.js')}));
    esbuild.onResolve({filter: /\/zip\.js$/}, () => ({path: join(root, 'web/zip/zip.js')}));
    esbuild.onResolve({filter: /\/playground\.js$/}, () => ({path: join(process.cwd(), site, 'playground.js')}));
    esbuild.onResolve({filter: /\/engine_(relaxed|threads|webgpu)\.js$/}, ({path}) => ({path, external: true}));  // there is room for one program
  }};
  const {outputFiles: [{text}]} = await build({...options, entryPoints: ['web/element/embed.js'], plugins: [redirect],
                                               define: {'import.meta.url': '"https://embed.invalid/"'}});
  return text;
}

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Replaces the one place that `pattern` matches. */
function replaceOnce(text, pattern, by) {
  const matches = text.match(new RegExp(pattern.source, 'gs'));
  if (matches?.length !== 1) throw new Error(`index.html: ${pattern} is there ${matches?.length ?? 0} times`);
  return text.replace(new RegExp(pattern.source, 's'), () => by);
}

const makers = {
  async element() {
    const {outputFiles: [{text}]} = await build({...options, entryPoints: ['web/element/inkgrad.js']});
    put('inkgrad.js', text);
  },

  async zip() {
    const {outputFiles: [{text}]} = await build({...options, format: 'esm', entryPoints: ['web/zip/zip.js']});
    put('zip.js', text);
  },

  async offline() {
    const names = readdirSync(site, {recursive: true}).map((name) => name.replaceAll('\\', '/'))
      .filter((name) => statSync(join(site, name)).isFile() && !/^((sw\.js|embed\.html)(\.part)?$|examples\/|engine_webgpu\b)/.test(name)).sort();
    const files = JSON.stringify(Object.fromEntries(names.map((name) => [name, createHash('sha256').update(inSite(name)).digest('hex')])));
    const version = createHash('sha256').update(files).digest('hex').slice(0, 16);
    const worker = readFileSync(join(root, 'web/offline/worker.js'), 'utf8');
    put('sw.js', `const version = '${version}';\nconst files = ${files};\n${worker}`);
  },

  async embed() {
    const files = {
      'playground.wasm': inSite('playground.wasm'),
      'models/index.json': JSON.stringify({models: [{name: embedded_model, file: `${embedded_model}.safetensors`}]}),
      [`models/${embedded_model}.safetensors`]: inSite(`models/${embedded_model}.safetensors`),
      'shaders/l1.wgsl': inSite('shaders/l1.wgsl'),
      'lang/es.json': inSite('lang/es.json'),
    };
    for (const [set, count] of Object.entries(embedded_digits)) {
      for (const kind of ['images', 'labels']) {
        const name = `data/${set}-0-${kind}.idx.gz`;
        files[name] = slice(gunzipSync(inSite(name)), 0, count);
      }
    }
    const blocks = Object.entries(files).map(([name, bytes]) =>
      `<script type="inkgrad/file" data-name="${name}">${gzipSync(bytes, {level: 9}).toString('base64')}</script>`).join('\n');
    const script = await program();
    const style = readFileSync(join(root, 'web/site/style.css'), 'utf8');
    // It loads nothing from anywhere, and says so.
    const policy = `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval' blob:; worker-src blob:; style-src ${hash(style)}; ` +
      "img-src data: blob:; base-uri 'none'; form-action 'none'";
    let page = readFileSync(join(root, 'web/site/index.html'), 'utf8').replace(/ *<link rel="(modulepreload|preload|manifest)"[^>]*>\n/g, '');
    page = replaceOnce(page, /<meta charset="utf-8">/, `<meta charset="utf-8">\n  <meta http-equiv="Content-Security-Policy" content="${policy}">`);
    page = replaceOnce(page, /<link rel="icon"[^>]*>/, '<link rel="icon" href="data:,">');
    page = replaceOnce(page, /<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`);
    page = replaceOnce(page, / *<script type="module"[^>]*><\/script>\n/, '');
    page = replaceOnce(page, /<\/body>/, `${blocks}\n<script>${script}</script>\n</body>`);
    put('embed.html', page);
  },
};

if (!Object.hasOwn(makers, what) || !site) throw new Error(`usage: bundle.mjs ${Object.keys(makers).join('|')} SITE`);
await makers[what]();
