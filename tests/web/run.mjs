// Runs the browser tests, all or those whose file names contain an argument, and ends with one line:
//   N passed, N failed[, N skipped]
//   usage: node run.mjs [--thorough] [WORD...]
// A test file's default export maps names to functions of {browser, url}. Of a lesson's tests only the first runs, which does its
// "try this", three of the windows, one zoom, five of the element and the examples that no generator makes; with --thorough, or when a WORD
// names the file, all do. Two files at a time, each with a browser of its own.
import {readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {openBrowser, serveSite, Skip} from './harness.mjs';

const wanted = process.argv.slice(2).filter((word) => word !== '--thorough');
const thorough = process.argv.includes('--thorough') || wanted.length > 0;
const at_once = 2;
const test_limit_ms = 1000 * Number(process.env.INKGRAD_TEST_LIMIT_S ?? 180);
const count = {passed: 0, failed: 0, skipped: 0};

async function runTest(name, test, surroundings, say) {
  const begin = Date.now();
  const seconds = () => `${((Date.now() - begin) / 1000).toFixed(1)} s`;
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${test_limit_ms / 1000} s`)), test_limit_ms);
  });
  try {
    const note = await Promise.race([test(surroundings), limit]);
    ++count.passed;
    say(`  passed   ${name}${note ? `: ${note}` : ''} (${seconds()})`);
  } catch (error) {
    if (error instanceof Skip) {
      ++count.skipped;
      say(`  skipped  ${name}: ${error.message}`);
    } else {
      ++count.failed;
      say(`  FAILED   ${name} (${seconds()})\n${String(error.stack ?? error).replace(/^/gm, '      ')}`);
    }
  } finally {
    clearTimeout(timer);
  }
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort()
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const served = await serveSite();

/** How many of a file's tests run without --thorough: the first of a lesson's, three of the windows that are photographed, the larger zoom, five of the
 * element's, which leave out the hosting that is nearly the same and a test that waits; five examples: the others need Debian
 * packages that only ./run accept installs. */
const first_of = {lesson_: 1, screenshots: 3, zoom: 1, 'embed.test': 5, examples: 5};
const firstOf = (file) => Object.entries(first_of).find(([begin]) => file.startsWith(begin))?.[1] ?? Infinity;

/** Runs the files that are left, one after the other, in a browser of its own. */
async function work() {
  let browser = null;
  try {
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      const lines = [file];
      const {default: tests} = await import(new URL(file, import.meta.url).href);
      const all = Object.entries(tests);
      const chosen = thorough ? all : all.slice(0, firstOf(file));
      for (const [name, test] of chosen) {
        if (!browser?.isConnected()) browser = await openBrowser();
        await runTest(name, test, {browser, url: served.url}, (line) => lines.push(line));
        // What a test leaves open would take processor time from the next one.
        await Promise.all(browser.contexts().map((context) => context.close()));
      }
      if (chosen.length < all.length) lines.push(`  ${all.length - chosen.length} more with --thorough`);
      console.log(lines.join('\n'));
    }
  } finally {
    await browser?.close();
  }
}

try {
  await Promise.all(Array.from({length: at_once}, work));
} finally {
  served.close();
}
const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed > 0 ? 1 : 0;
