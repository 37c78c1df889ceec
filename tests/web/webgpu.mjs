// What the tests of training on a GPU share: a browser whose WebGPU computes in software, and the doctest program of tests/webgpu in it.
import {join} from 'node:path';
import {mnist, newContext, openBrowser, root, Skip} from './harness.mjs';
import {serve} from './serve.mjs';
import {existsSync} from 'node:fs';

/** Chromium with the software adapter: no GPU is needed, and how fast it is says nothing. */
export const openWithAdapter = () => openBrowser(['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']);

/**
 * Runs tests/webgpu's tests whose names fit `pattern` in a page of `browser`. Gives {status, lines}: as run_tests of its main.cpp ends, and
 * what was printed.
 */
export async function runDoctest(browser, pattern, thorough = false) {
  const built = join(root, 'build/web/webgpu_tests');
  if (!existsSync(join(built, 'inkgrad_webgpu_tests.js'))) throw new Error(`no test program in ${built}: build it with ./run build`);
  if (!existsSync(join(mnist, 'train-images-idx3-ubyte'))) throw new Skip(`no MNIST in ${mnist}`);
  const headers = {'Access-Control-Allow-Origin': '*'};
  const servers = [await serve(built), await serve(join(root, 'tests/golden'), {headers}), await serve(mnist, {headers})];
  const context = await newContext(browser);
  try {
    const page = await context.newPage();
    await page.goto(`${servers[0].address}nothing`);
    return await page.evaluate(async ({program, files, pattern, thorough}) => {
      const {default: createTests} = await import(program);
      const lines = [];
      const tests = await createTests({print: (line) => lines.push(line), printErr: (line) => lines.push(line)});
      for (const {url, folder, name} of files) {
        tests.FS.mkdirTree(folder);
        tests.FS.writeFile(`${folder}/${name}`, new Uint8Array(await (await fetch(url + name)).arrayBuffer()));
      }
      const status = await tests.ccall('run_tests', 'number', ['string', 'number'], [pattern, thorough ? 1 : 0], {async: true});
      return {status, lines};
    }, {
      program: `${servers[0].address}inkgrad_webgpu_tests.js`, pattern, thorough,
      files: [
        ...['ops.json', 'traces.json'].map((name) => ({url: servers[1].address, folder: join(root, 'tests/golden'), name})),
        ...['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']
          .map((name) => ({url: servers[2].address, folder: mnist, name})),
      ],
    });
  } finally {
    await context.close();
    for (const server of servers) server.close();
  }
}
