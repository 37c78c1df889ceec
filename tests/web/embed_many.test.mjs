// Many elements in one page: only what is seen is loaded, and what is removed gives its memory back.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {openBrowser, serveSite} from './harness.mjs';
import {openHost, pageWith, serveHost} from './hosts.mjs';

const ten = Array.from({length: 10}, () => '<inkgrad-playground lesson="gradients" loading="lazy" style="height: 600px"></inkgrad-playground>').join('\n');
// A flag that renderers are given, too, by which this run knows its own.
const mark = `--random-seed=${process.pid}`;
const rounds = Number(process.env.INKGRAD_MEMORY_ROUNDS ?? 0);

/** host_name: what the page's address calls this machine. The playground's is 127.0.0.1: with "localhost" the page is on another site than it. */
async function withTen(browser, work, host_name = '127.0.0.1') {
  const site = await serveSite();
  const host = await serveHost({'/': pageWith(site.url, {tag: `<div id="all">${ten}</div>`})});
  try {
    return await work(await openHost(browser, host.url.replace('127.0.0.1', host_name)));
  } finally {
    await Promise.all([site.close(), host.close()]);
  }
}

const phases = (page) => page.evaluate(() => [...document.querySelectorAll('inkgrad-playground')].map((element) => element.state.phase));

/** The megabytes that the renderers of the browser hold, counted once where they share (Linux's Pss). */
function megabytes() {
  let kilobytes = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.includes(mark) || !command.includes('--type=renderer')) continue;
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It has ended meanwhile, or has no memory of its own.
    }
  }
  return kilobytes / 1024;
}

const tests = {
  async 'of ten elements with loading="lazy" only those that are seen are loaded'({browser}) {
    return withTen(browser, async ({page, complaints}) => {
      await page.waitForFunction(() => document.querySelector('inkgrad-playground').state?.phase === 'ready', null, {timeout: 60_000});
      const first = await phases(page);
      assert.ok(first.slice(2).every((phase) => phase === 'idle'), `at the top: ${first}`);
      assert.equal(page.frames().length, 1 + first.filter((phase) => phase !== 'idle').length);
      await page.evaluate(() => document.querySelectorAll('inkgrad-playground')[9].scrollIntoView({block: 'end'}));
      await page.waitForFunction(() => document.querySelectorAll('inkgrad-playground')[9].state.phase === 'ready', null, {timeout: 60_000});
      const last = await phases(page);
      assert.deepEqual(last.slice(2, 8), Array(6).fill('idle'), `at the bottom: ${last}`);
      await page.evaluate(() => document.getElementById('all').remove());
      assert.equal(page.frames().length, 1);
      assert.deepEqual(complaints, []);
      return `${last.filter((phase) => phase === 'ready').length} of 10`;
    });
  },
};

if (rounds > 0) {
  // A course page and the playground on two sites: a browser gives frames of another site a process of their own.
  tests['what is removed gives its memory back, on another site'] = async () => {
    const browser = await openBrowser([`--js-flags=--expose-gc ${mark}`]);
    try {
      return await withTen(browser, async ({page}) => {
        const html = await page.evaluate(() => document.getElementById('all').innerHTML);
        const settled = async () => {
          await page.evaluate(() => document.getElementById('all').replaceChildren());
          for (let i = 0; i < 3; ++i) {
            await page.evaluate(() => window.gc());
            await page.waitForTimeout(1500);
          }
          return megabytes();
        };
        assert.ok(megabytes() > 0, 'there are renderers');
        const figures = [];
        for (let round = 0; round <= rounds; ++round) {  // the first one warms up: what the browser itself keeps
          await page.evaluate((text) => { document.getElementById('all').innerHTML = text; }, html);
          for (let i = 0; i < 10; i += 3) {
            await page.evaluate((at) => document.querySelectorAll('inkgrad-playground')[at].scrollIntoView({block: 'center'}), i);
            await page.waitForFunction((at) => document.querySelectorAll('inkgrad-playground')[at].state.phase === 'ready', i, {timeout: 60_000});
          }
          figures.push(await settled());
        }
        const growth = Math.max(...figures.slice(1)) / figures[0] - 1;
        const note = `${figures.map((figure) => figure.toFixed(0)).join(', ')} MB after each round: ${(100 * growth).toFixed(1)}%`;
        assert.ok(growth <= 0.05, note);
        return note;
      }, 'localhost');
    } finally {
      await browser.close();
    }
  };
}

export default tests;
