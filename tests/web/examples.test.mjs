// The examples of web/site/examples, each opened on another origin than the site's; what generators make is made anew.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {digits} from './digits.mjs';
import {drawByMouse, serveSite, site as site_folder, Skip, waitForState} from './harness.mjs';
import {elementReady, handsOn, openHost, playgroundOf, sealed_policy} from './hosts.mjs';
import {typeInto} from './lessons.mjs';
import {serve} from './serve.mjs';

/** Replaces, in all files of a folder, the site's address as a reader must: what stands for it, by `address`. */
function address(folder, url) {
  let places = 0;
  for (const name of readdirSync(folder, {recursive: true})) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const text = readFileSync(path, 'utf8');
    const addressed = text.replaceAll(/https:\/\/your\.host\/inkgrad\/|(?<=src=")\.\.\//g, () => (++places, url));
    if (addressed !== text) writeFileSync(path, addressed);
  }
  assert.ok(places > 0, 'the example has an address to replace');
}

/**
 * Opens an example: `page` of `folder` in the examples, or of `out` in it, which `command` makes. Nothing is loaded from elsewhere than
 * the two servers, but for what browser and generators ask for themselves, `theirs`: that is refused. Runs `work`, and expects
 * that the page had nothing to complain about.
 */
async function example(browser, options, work) {
  const {folder = '', page: name, command = null, out = '', headers = {}, theirs = /favicon\.ico/} = options;
  const there = mkdtempSync(join(tmpdir(), 'inkgrad-example-'));
  const site = await serveSite(headers);
  let host = null;
  try {
    cpSync(join(site_folder, 'examples', folder), there, {recursive: true});
    address(there, site.url);
    if (command) {
      const {error, status, stdout, stderr} = spawnSync(command[0], command.slice(1), {cwd: there, encoding: 'utf8'});
      if (error?.code === 'ENOENT') throw new Skip(`${command[0]} is not installed; ./run accept examples installs it`);
      assert.equal(status, 0, `${command.join(' ')}: ${stdout}${stderr}`);
    }
    host = await serve(join(there, out));
    const {page, complaints} = await openHost(browser, 'about:blank');
    const elsewhere = [];
    const isElsewhere = ({protocol, href}) =>
      /^https?:$/.test(protocol) && ![site.url, host.address].some((own) => href.startsWith(own));
    await page.route(isElsewhere, (route) => {
      elsewhere.push(route.request().url());
      return route.abort();
    });
    await page.goto(host.address + name);
    const note = await work(page);
    assert.deepEqual(elsewhere.filter((text) => !theirs.test(text)), [], 'nothing is loaded from elsewhere');
    assert.deepEqual(complaints.filter((text) => !theirs.test(text)), []);
    return note;
  } finally {
    await Promise.all([site.close(), host?.close()]);
    rmSync(there, {recursive: true, force: true});
  }
}

/** The playground in the first element of the page that matches, with mouse and keys; its lesson's numbers are there. */
async function lessonIn(page, selector, id) {
  await page.locator(selector).scrollIntoViewIfNeeded();
  await elementReady(page, selector);
  const hands = await handsOn(page, await playgroundOf(page, selector));
  await waitForState(hands, `the lesson ${id}`, ({lesson}) => lesson?.id === id && !lesson.busy);
  return {...hands, keyboard: page.keyboard};
}

/** A page made by a generator shows the lesson about pixels in a window that is as good as a page of its own. */
async function showsPixels(page) {
  await lessonIn(page, 'inkgrad-playground', 'pixels');
  const {width, height} = await page.locator('inkgrad-playground').boundingBox();
  assert.ok(width >= 700 && height >= 640, `the element has ${width} x ${height} pixels`);
  return `${Math.round(width)} x ${Math.round(height)} pixels`;
}

const stateOf = (page, selector) => page.evaluate((which) => document.querySelector(which).state, selector);

export default {
  async 'example: plain HTML shows a lesson'({browser}) {
    return example(browser, {page: 'plain.html'}, showsPixels);
  },

  async 'example: what is drawn in one element the other reads with its own model, and the page compares'({browser}) {
    return example(browser, {page: 'two-models.html'}, async (page) => {
      await elementReady(page, '#first');
      await elementReady(page, '#second');
      const hands = await handsOn(page, await playgroundOf(page, '#first'));
      await waitForState(hands, 'the pad', ({layout}) => 'pad' in layout);
      await drawByMouse(hands, digits[3]);
      const both = (digit) => page.waitForFunction((digit) => ['first', 'second'].every((id) =>
        document.getElementById(id).state.digit === digit), digit, {timeout: 20_000, polling: 50});
      await both(3);
      const models = [(await stateOf(page, '#first')).model, (await stateOf(page, '#second')).model];
      assert.deepEqual(models, ['784-128r-10', 'c8x5r-p2-c16x5r-p2-10']);
      await page.getByText(/^3 \(\d+%\) and 3 \(\d+%\): they agree\.$/).waitFor({timeout: 10_000});
      await page.locator('#first').evaluate((element) => element.clear());
      await both(null);
      await page.getByText('Nothing is drawn yet.').waitFor({timeout: 10_000});
    });
  },

  async 'example: the text goes on when the lesson is complete, not before'({browser}) {
    return example(browser, {page: 'unlock.html'}, async (page) => {
      const hands = await lessonIn(page, '#lesson', 'pixels');
      await typeInto(hands, 'index', '[0, 14]');
      await waitForState(hands, 'the row', ({lesson}) => lesson.choices.index === '[0, 14]' && !lesson.busy);
      assert.equal(await page.locator('#next').isVisible(), false);
      await typeInto(hands, 'index', '[0, -14]');
      await waitForState(hands, '"try this" to be noticed', ({lesson}) => lesson.done, 20_000);
      await page.locator('#next').waitFor({state: 'visible', timeout: 20_000});
      assert.equal(await page.locator('#locked').isVisible(), false);
    });
  },

  async 'example: slides load what they show when they are turned to'({browser}) {
    return example(browser, {page: 'slides.html'}, async (page) => {
      await page.waitForFunction(() => customElements.get('inkgrad-playground'));
      assert.equal(page.frames().length, 1, 'nothing is loaded at the title');
      await page.keyboard.press('ArrowRight');
      await lessonIn(page, '[lesson=pixels]', 'pixels');
      assert.equal((await stateOf(page, '[lesson=gradients]')).phase, 'idle');
      await page.keyboard.press('ArrowRight');
      await elementReady(page, '[lesson=gradients]');
      const {x, width} = await page.locator('[lesson=gradients]').boundingBox();
      const window_width = page.viewportSize().width;
      assert.ok(x >= 0 && x + width <= window_width, `the slide's lesson lies from ${x} to ${x + width}`);
    });
  },

  async 'example: the whole playground in a sandboxed frame, without the element'({browser}) {
    return example(browser, {page: 'sandbox.html', headers: {'Content-Security-Policy': sealed_policy}}, async (page) => {
      const frame = await (await page.waitForSelector('iframe')).contentFrame();
      await frame.waitForFunction(() => window.inkgrad, null, {timeout: 60_000});
      assert.equal(await frame.evaluate(() => self.origin), 'null');
      await frame.waitForFunction(() => window.inkgrad.state().lesson?.id === 'gradients', null, {timeout: 20_000, polling: 100});
      const {digit} = await frame.evaluate(async (strokes) => {
        await window.inkgrad.ready;
        return window.inkgrad.draw(strokes);
      }, digits[7]);
      assert.equal(digit, 7);
    });
  },

  async 'example: a page made by MkDocs'({browser}) {
    return example(browser, {folder: 'mkdocs', page: '',
                             command: ['mkdocs', 'build', '--quiet', '--strict', '--site-dir', 'out'],
                             out: 'out'}, showsPixels);
  },

  async 'example: a page made by Sphinx'({browser}) {
    return example(browser, {folder: 'sphinx', page: '',
                             command: ['sphinx-build', '-q', '-W', '.', 'out'], out: 'out'}, showsPixels);
  },

  async 'example: a page made by Hugo'({browser}) {
    return example(browser, {folder: 'hugo', page: '',
                             command: ['hugo', '--quiet', '--destination', 'out'], out: 'out'}, showsPixels);
  },

  async 'example: a Jupyter notebook with an HTML cell'({browser}) {
    return example(browser, {folder: 'notebook', page: 'digits.html', out: 'out', theirs: /favicon\.ico|require(\.min)?\.js|mathjax/i,
                             command: ['jupyter-nbconvert', '--to', 'html', '--output-dir', 'out', 'digits.ipynb']}, showsPixels);
  },
};
