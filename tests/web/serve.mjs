// A small static server for one folder, on this machine only. The site needs no special headers; asked to, it sends those that isolate
// pages, so that they train on several threads. Of a release (.toolchain/release.mjs) it sends the compressed files and lets browsers keep
// those with a hash in their names.
//   usage: node serve.mjs FOLDER [--port N] [--once] [--isolated]
//   export: serve(folder, {port, base, headers}) -> {address, close()}; base: the path that the folder has, headers: more of them
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.json': 'application/json',
  '.wasm': 'application/wasm', '.gz': 'application/gzip', '.svg': 'image/svg+xml', '.webmanifest': 'application/manifest+json', '.png': 'image/png',
  '.safetensors': 'application/octet-stream',
};

/** What makes a page cross-origin isolated, so that its worker may have threads. The last lets others embed the site all the same. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

// In the order in which a browser should have them.
const encodings = [['br', '.br'], ['gzip', '.gz']];
const has_hash = /-[0-9a-f]{10}\.[^/]+$/;

function answer(folder, { base = '/', headers = {} }, request, response) {
  const refuse = (status, text) => response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${text}\n`);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'only GET and HEAD');
  if (!request.url.startsWith(base)) return refuse(404, 'no such file');
  let path;
  try {
    path = normalize(join(folder, decodeURIComponent(request.url.slice(base.length).split(/[?#]/)[0])));
  } catch {
    return refuse(400, 'not a path');
  }
  if (path !== folder && !path.startsWith(folder + sep)) return refuse(403, 'outside the site');
  if (existsSync(path) && statSync(path).isDirectory()) path = join(path, 'index.html');
  if (!existsSync(path)) return refuse(404, 'no such file');
  const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((name) => name.trim());
  const [encoding, suffix] = encodings.find(([name, end]) => accepted.includes(name) && existsSync(path + end)) ?? [null, ''];
  response.writeHead(200, {
    'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    'Content-Length': statSync(path + suffix).size,
    'Cache-Control': has_hash.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(encodings.some(([, end]) => existsSync(path + end)) ? { Vary: 'Accept-Encoding' } : {}),
    ...(encoding ? { 'Content-Encoding': encoding } : {}),
    ...headers,
  });
  if (request.method === 'HEAD') return response.end();
  createReadStream(path + suffix).on('error', () => response.destroy()).pipe(response);
}

/** Serves `folder` on 127.0.0.1; takes the next free port where `port` is taken (0: any). */
export async function serve(folder, { port = 0, base = '/', headers = {} } = {}) {
  const root = resolve(folder);
  const server = createServer((request, response) => answer(root, { base, headers }, request, response));
  const listen = (candidate) => new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(candidate, '127.0.0.1', () => { server.off('error', failed); done(); });
  });
  for (let attempt = 0; ; attempt++) {
    try {
      await listen(port === 0 ? 0 : port + attempt);
      break;
    } catch (error) {
      if (attempt === 20 || !['EADDRINUSE', 'EACCES'].includes(error.code)) throw error;
    }
  }
  return {
    address: `http://127.0.0.1:${server.address().port}${base}`,
    close: () => new Promise((done) => { server.closeAllConnections?.(); server.close(done); }),
  };
}

/** Loads the page and each file that its service worker keeps, which are all that it may ask for. */
async function probe(address) {
  const worker = await (await fetch(`${address}sw.js`)).text();
  const files = Object.keys(JSON.parse(/^const files = (\{.*\});$/m.exec(worker)[1]));
  for (const what of [/\.wasm$/, /^models\//, /^data\/train-0-images/]) {
    if (!files.some((file) => what.test(file))) throw new Error(`the site has no file like ${what}`);
  }
  for (const file of ['', ...files]) {
    const response = await fetch(address + file);
    const size = (await response.arrayBuffer()).byteLength;
    if (!response.ok || size === 0) throw new Error(`${address}${file} answered ${response.status} with ${size} bytes`);
  }
}

async function main(argv) {
  const options = { port: 8000, once: false, folder: null, headers: {} };
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--once') options.once = true;
    else if (argv[i] === '--isolated') options.headers = isolation;
    else if (argv[i] === '--port') options.port = Number(argv[++i]);
    else options.folder = argv[i];
  }
  if (!options.folder || !Number.isInteger(options.port) || options.port < 0 || options.port > 65535) {
    throw new Error('usage: serve.mjs FOLDER [--port 0..65535] [--once] [--isolated]');
  }
  if (!existsSync(join(options.folder, 'index.html'))) throw new Error(`no index.html in ${options.folder}: build the site first (./run build)`);
  const server = await serve(options.folder, options);
  console.log(`The playground is at ${server.address}`);
  if (!options.once) {
    console.log('Ctrl-C stops it.');
    return;
  }
  await probe(server.address);
  console.log('It answered: page, program, engine, models and data.');
  await server.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(`inkgrad: ${error.message}`);
    process.exitCode = 1;
  });
}
