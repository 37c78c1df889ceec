// The page in Spanish: by the address, by the browser's settings, by its own list, in an element; and that nothing English is left on it.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {click, newContext, openPlayground, ready, state, waitForState} from './harness.mjs';
import {elementReady, openHost, pageWith, serveHost} from './hosts.mjs';

const catalogue = JSON.parse(readFileSync(new URL('../../web/site/lang/es.json', import.meta.url), 'utf8'));

/** Pieces of English that no Spanish text has, long enough to be no coincidence. */
function englishPieces() {
  const spanish = Object.values(catalogue).join('\n');
  const pieces = Object.entries(catalogue).filter(([english, other]) => english !== other)
    .flatMap(([english]) => english.replaceAll('`', '').split(/%[-+0-9.]*(?:lld|[a-z])|%%|\n/))
    .map((piece) => piece.trim()).filter((piece) => /[A-Za-z]{2,}/.test(piece) && (piece.length >= 8 || piece.includes(' ')) && !spanish.includes(piece));
  return [...new Set(pieces)];
}

const lessons = ['pixels', 'mean-digit', 'distance', 'broadcasting', 'gradients', 'stepping', 'loss', 'mini-batches', 'training-loop', 'optimizers',
                 'normalise', 'ten-digits', 'hidden-layers', 'generalise', 'convolution', 'speed', 'own-digits', 'questions', 'layers',
                 'predictions', 'map', 'framing'];

/** All that the plain page says now, a line each: words, names of controls, what they hold, tips. */
const outlined = (page) => page.evaluate(() => [...document.querySelectorAll('#outline :is(h1, h2, p, button, label, summary, input)')]
  .flatMap((node) => [node.textContent, node.title, node.getAttribute('aria-label')]).filter(Boolean));

const lang = (page) => page.evaluate(() => document.documentElement.lang);

export default {
  async 'nothing English is left on the canvas, in any lesson'({browser, url}) {
    const {page, complaints} = await openPlayground(browser, `${url}?lang=es`);
    await waitForState(page, 'MNIST', ({data}) => data.train === 60000);
    await page.evaluate(() => window.inkgrad.train({steps: 3}));
    const pieces = englishPieces();
    assert.ok(pieces.length > 700, `${pieces.length} pieces to look for`);
    const found = new Set();
    for (const lesson of [null, ...lessons]) {
      await page.evaluate((id) => window.inkgrad.lesson(id), lesson);
      await waitForState(page, `${lesson} to be quiet`, (now) => (now.lesson?.id ?? null) === lesson && !now.lesson?.busy);
      await page.waitForTimeout(600);
      const lines = await outlined(page);
      assert.ok(lines.length > 30, `${lesson}: ${lines.length} lines`);
      for (const line of lines) {
        for (const piece of pieces) if (line.includes(piece)) found.add(`${lesson}: "${piece}" in "${line}"`);
      }
      if (lesson === 'loss') assert.ok(lines.some((line) => line.includes(catalogue['Three predictions'])));
    }
    assert.deepEqual([...found], []);
    assert.equal(await lang(page), 'es');
    assert.deepEqual(complaints, []);
  },

  async 'the list of languages changes the page at once, and the next visit begins so'({browser, url}) {
    const {page, context, complaints} = await openPlayground(browser, url);
    assert.equal(await lang(page), 'en');
    await page.evaluate(() => window.inkgrad.draw([[[8, 7], [12, 3], [11, 27]]]));
    const before = await state(page);
    await click(page, 'language');
    await click(page, 'language_es');
    await page.waitForFunction(() => document.documentElement.lang === 'es');
    await page.waitForFunction((word) => document.getElementById('outline').textContent.includes(word), catalogue['Own digits']);
    assert.equal(await page.title(), 'Inkgrad: dibuja un dígito, entrena una red');
    assert.match(await page.getAttribute('#canvas', 'aria-label'), /dibuja un dígito/);
    assert.equal((await state(page)).reading, before.reading);
    const again = await context.newPage();
    await again.goto(url);
    await ready(again);
    assert.equal(await lang(again), 'es');
    await click(again, 'language');
    await click(again, 'language_en');
    await again.waitForFunction(() => document.documentElement.lang === 'en');
    await again.waitForFunction(() => document.getElementById('outline').textContent.includes('Own digits'));
    assert.equal(await again.title(), 'Inkgrad: draw a digit, train a network');
    assert.deepEqual(complaints, []);
  },

  async 'a browser whose people read Spanish gets it; other languages are English'({browser, url}) {
    for (const [locale, expected] of [['es-MX', 'es'], ['fr-FR', 'en']]) {
      const context = await newContext(browser, {locale});
      const page = await context.newPage();
      await page.goto(url);
      await ready(page);
      assert.equal(await lang(page), expected, locale);
      await context.close();
    }
  },

  async 'without its file the page is English, and says so'({browser, url}) {
    const context = await newContext(browser);
    const page = await context.newPage();
    await page.route('**/lang/es*.json', (route) => route.fulfill({status: 404}));
    await page.goto(`${url}?lang=es`);
    await ready(page);
    assert.equal(await lang(page), 'en');
    assert.match(await page.title(), /draw a digit/);
    assert.match((await state(page)).notices.join(), /^es[^ ]*\.json no ha llegado \(el servidor ha respondido 404\)\.$/);
    await context.close();
  },

  async 'an element speaks the language it stands in, and another one when told'({browser, url}) {
    const course = await serveHost({'/': pageWith(url).replace('lang="en"', 'lang="es"')});
    const {page, context} = await openHost(browser, course.url + '/');
    await elementReady(page);
    assert.match(await page.evaluate(() => document.querySelector('inkgrad-playground').shadowRoot.querySelector('iframe').title), /dibuja/);
    const frame = page.frames().find((one) => one.url().startsWith(url));
    assert.equal(await lang(frame), 'es');
    await page.evaluate(() => { document.querySelector('inkgrad-playground').lang = 'en-GB'; });
    await frame.waitForFunction(() => document.documentElement.lang === 'en');
    await context.close();
    await course.close();
  },

  async 'words.es.js has what words.js has, and index.html says what words.js says'({browser, url}) {
    const context = await newContext(browser);
    const page = await context.newPage();
    await page.goto(url);
    const [missing, differing] = await page.evaluate(async (base) => {
      const [{words: en}, {words: es}] = await Promise.all(['words.js', 'words.es.js'].map((name) => import(new URL(name, base).href)));
      const kinds = (words) => Object.entries(words).map(([key, value]) => `${key} ${typeof value} ${value.length && typeof value === 'function' ? value.length : ''}`);
      const html = new DOMParser().parseFromString(await (await fetch(base)).text(), 'text/html');
      const wrong = [...html.querySelectorAll('[data-words]')].filter((node) => node.textContent !== en[node.dataset.words])
        .concat([...html.querySelectorAll('[data-words-label]')].filter((node) => node.getAttribute('aria-label') !== en[node.dataset.wordsLabel]));
      const [a, b] = [kinds(en), kinds(es)];
      return [[...a.filter((one) => !b.includes(one)), ...b.filter((one) => !a.includes(one))], wrong.map((node) => node.outerHTML)];
    }, url);
    assert.deepEqual(missing, []);
    assert.deepEqual(differing, []);
    await context.close();
  },
};
