// Runs the browser tests, all or those whose file names contain an argument, and ends with one line:
//   N passed, N failed[, N skipped]
// A test file's default export maps names to functions of {browser, url}.
import {readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {openBrowser, serveSite, Skip} from './harness.mjs';

const wanted = process.argv.slice(2);
const test_limit_ms = 180_000;
const count = {passed: 0, failed: 0, skipped: 0};

async function runTest(name, test, surroundings) {
  const begin = Date.now();
  const seconds = () => `${((Date.now() - begin) / 1000).toFixed(1)} s`;
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${test_limit_ms / 1000} s`)), test_limit_ms);
  });
  try {
    const note = await Promise.race([test(surroundings), limit]);
    ++count.passed;
    console.log(`  passed   ${name}${note ? `: ${note}` : ''} (${seconds()})`);
  } catch (error) {
    if (error instanceof Skip) {
      ++count.skipped;
      console.log(`  skipped  ${name}: ${error.message}`);
    } else {
      ++count.failed;
      console.log(`  FAILED   ${name} (${seconds()})\n${String(error.stack ?? error).replace(/^/gm, '      ')}`);
    }
  } finally {
    clearTimeout(timer);
  }
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort()
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const served = await serveSite();
let browser = null;
try {
  for (const file of files) {
    console.log(file);
    const {default: tests} = await import(new URL(file, import.meta.url).href);
    for (const [name, test] of Object.entries(tests)) {
      if (!browser?.isConnected()) browser = await openBrowser();
      await runTest(name, test, {browser, url: served.url});
      // What a test leaves open would take processor time from the next one.
      await Promise.all(browser.contexts().map((context) => context.close()));
    }
  }
} finally {
  await browser?.close();
  served.close();
}
const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed > 0 ? 1 : 0;
