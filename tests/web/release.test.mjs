// The release: what a host serves. Its files are named by what is in them and lie compressed beside themselves, and it is the same site.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {brotliDecompressSync, gunzipSync} from 'node:zlib';
import {digits} from './digits.mjs';
import {drawByMouse, openPage, ready, site, state, waitForState} from './harness.mjs';
import {serve} from './serve.mjs';

const release = join(site, '../release');
const files = existsSync(release) ? readdirSync(release, {recursive: true}).filter((name) => statSync(join(release, name)).isFile()).sort() : [];
const read = (name) => readFileSync(join(release, name));

// What people, other pages and browsers ask for by name.
const is_named = (name) => /^(index\.html|inkgrad\.js|embed\.html|sw\.js|manifest\.webmanifest|(examples|licenses)\/.*)$/.test(name);
const is_packed = (name) => /\.(br|gz)$/.test(name) && files.includes(name.replace(/\.(br|gz)$/, ''));

export default {
  async 'every file that is not asked for by people has the hash of its content in its name, and compressed ones say the same'() {
    assert.ok(files.includes('index.html'), `a release in ${release}: ./run test makes it`);
    let hashed = 0, packed = 0;
    for (const name of files) {
      if (is_packed(name)) {
        const plain = (name.endsWith('.br') ? brotliDecompressSync : gunzipSync)(read(name));
        assert.ok(plain.equals(read(name.replace(/\.(br|gz)$/, ''))), name);
        ++packed;
      } else if (!is_named(name)) {
        const [, hash] = /-([0-9a-f]{10})\.[^/]+$/.exec(name) ?? assert.fail(`${name} has no hash`);
        assert.equal(createHash('sha256').update(read(name)).digest('hex').slice(0, 10), hash, name);
        ++hashed;
      }
    }
    for (const name of files.filter((file) => /\.(js|wasm|css|html)$/.test(file) && statSync(join(release, file)).size > 1000)) {
      for (const kind of ['br', 'gz']) assert.ok(files.includes(`${name}.${kind}`), `${name}.${kind}`);
    }
    assert.ok(hashed >= 18, `${hashed} files`);
    return `${hashed} named by their content, ${packed} compressed`;
  },

  async 'it is the whole site: compressed on the way, kept by the browser for ever, it trains, is drawn upon and reads'({browser}) {
    const host = await serve(release, {
      base: '/some/course/', headers: {'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"},
    });
    const answers = [];
    try {
      const {page, context, complaints} = await openPage(browser, 'about:blank');
      const nameOf = (answer) => new URL(answer.url()).pathname.replace('/some/course/', '');
      context.on('response', (answer) => answers.push([nameOf(answer), answer.headers()]));
      await page.goto(host.address);
      await ready(page);
      await waitForState(page, 'all of MNIST', (now) => now.data.train === 60000 && now.data.validation === 10000);
      await drawByMouse(page, digits[3]);
      assert.equal((await waitForState(page, 'a reading', (now) => now.reading !== null)).reading, 3);
      await page.evaluate(() => window.inkgrad.train({steps: 20}));
      assert.ok((await state(page)).models.length >= 2);
      assert.deepEqual(complaints, []);

      assert.ok(answers.length >= 15, `${answers.length} answers`);
      for (const [name, headers] of answers) {
        const file = name === '' ? 'index.html' : name;
        assert.equal(headers['cache-control'], is_named(file) ? 'no-cache' : 'public, max-age=31536000, immutable', file);
        assert.equal(headers['content-encoding'], files.includes(`${file}.br`) ? 'br' : undefined, file);
      }
      await context.close();
      return `${answers.length} files`;
    } finally {
      await host.close();
    }
  },
};
