// What the browser tests share: a server for the built site, a browser, pages that note every complaint.
//   INKGRAD_SITE     the site's folder        (build/web/site)
//   INKGRAD_PROGRAM  the native program       (build/native/inkgrad)
//   CHROMIUM         the browser's program    (/usr/bin/chromium)
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {serve} from './serve.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const site = resolve(process.env.INKGRAD_SITE ?? join(root, 'build/web/site'));
export const program = resolve(process.env.INKGRAD_PROGRAM ?? join(root, 'build/native/inkgrad'));
export const mnist = process.env.INKGRAD_MNIST_DIR ??
  join(process.env.XDG_CACHE_HOME || join(process.env.HOME ?? '', '.cache'), 'inkgrad/mnist');

/** Thrown by a test that cannot run here, with the reason. */
export class Skip extends Error {}

/**
 * Serves the site under the path /some/course/, to show that it works below any path. A policy without inline code
 * and without eval comes along, which the page must bear. Gives {url, close}.
 */
export async function serveSite(more_headers = {}) {
  if (!existsSync(join(site, 'index.html'))) throw new Error(`no site in ${site}: build it with ./run build`);
  const {address, close} = await serve(site, {
    base: '/some/course/',
    headers: {'Cache-Control': 'no-store', 'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", ...more_headers},
  });
  return {url: address, close};
}

/** A headless browser with a profile of its own, which draws WebGL2 in software and talks to nobody. */
export function openBrowser(more_arguments = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--no-first-run', '--disable-background-networking', '--disable-component-update',
           '--disable-sync', '--disable-quic', '--use-gl=angle', '--use-angle=swiftshader',
           '--enable-unsafe-swiftshader', ...more_arguments],
  });
}

/** A context of its own. keeps: whether a service worker may keep the site, which loads all of it; the rest are Playwright's options. */
export const newContext = (browser, {keeps = false, ...options} = {}) =>
  browser.newContext({...options, serviceWorkers: keeps ? 'allow' : 'block'});

/**
 * Opens the site in a context of its own. Options: width, height, ratio, touch, dark, still, before (a function run
 * in the page before anything else), keeps (newContext). Gives {page, context, complaints}; complaints: every error that the page
 * logged or threw.
 */
export async function openPage(browser, url, {width = 1280, height = 800, ratio = 1, touch = false, dark = false,
                                              still = false, keeps = false, before = null} = {}) {
  const context = await newContext(browser, {
    viewport: {width, height}, deviceScaleFactor: ratio, hasTouch: touch, isMobile: touch,
    colorScheme: dark ? 'dark' : 'light', reducedMotion: still ? 'reduce' : 'no-preference', keeps,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    const is_ours = !message.text().startsWith('Service Worker registration blocked by Playwright');
    if (is_ours && ['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  if (before) await page.addInitScript(before);
  await page.goto(url);
  return {page, context, complaints};
}

/** Opens the site as openPage does and waits until it can be used. */
export async function openPlayground(browser, url, options) {
  const opened = await openPage(browser, url, options);
  await ready(opened.page);
  return opened;
}

export async function ready(page) {
  const said = await page.waitForFunction(() => {
    if (window.inkgrad) return 'ready';
    return ['unsupported', 'notice'].filter((id) => !document.getElementById(id).hidden)
      .map((id) => document.getElementById(`${id}-text`).textContent)[0];
  }, null, {timeout: 60_000});
  const text = await said.jsonValue();
  if (text !== 'ready') throw new Error(`the page says: ${text}`);
  await page.evaluate(() => window.inkgrad.ready);
}

export const state = (page) => page.evaluate(() => window.inkgrad.state());

/** Waits until `holds(state)`, asked every 50 ms; gives that state. */
export async function waitForState(page, what, holds, timeout_ms = 60_000) {
  const end = Date.now() + timeout_ms;
  for (;;) {
    const now = await state(page);
    if (holds(now)) return now;
    if (Date.now() > end) throw new Error(`waited ${timeout_ms / 1000} s for ${what}`);
    await page.waitForTimeout(50);
  }
}

/** Runs the native program and gives the JSON objects that it prints, one a line. */
export function runProgram(...parameters) {
  if (!existsSync(program)) throw new Skip(`no native program at ${program}`);
  const {status, stdout, stderr} = spawnSync(program, parameters, {encoding: 'utf8', maxBuffer: 1 << 28});
  if (status !== 0) throw new Error(`inkgrad ${parameters.join(' ')} ended with ${status}: ${stderr.trim()}`);
  return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/** A file's path under build/, its folder made. */
export function output(path) {
  const file = join(root, 'build', path);
  mkdirSync(join(file, '..'), {recursive: true});
  return file;
}

/** The middle of a control, by its name in state().layout, once it has been drawn. */
export async function middleOf(page, name) {
  const {layout: {[name]: area}} = await waitForState(page, `a control named ${name}`, ({layout}) => name in layout);
  return [area.x + area.width / 2, area.y + area.height / 2];
}

/** Presses the mouse at a point as a hand does: there, down, up, a frame apart at least. */
export async function press(page, x, y) {
  await page.mouse.move(x, y);
  await page.waitForTimeout(60);
  await page.mouse.down();
  await page.waitForTimeout(60);
  await page.mouse.up();
  await page.waitForTimeout(60);
}

/** Clicks a control with the mouse as a hand does, which follows what moves from under it: a card that grew moves those below. */
export async function click(page, name) {
  let at = await middleOf(page, name);
  for (let tries = 0; tries < 10; ++tries) {
    const {frames} = await state(page);
    await page.mouse.move(...at);
    await waitForState(page, 'a frame', (now) => now.frames > frames, 250).catch(() => {});
    const [x, y] = await middleOf(page, name);
    if (x === at[0] && y === at[1]) break;
    at = [x, y];
  }
  await press(page, ...at);
}

/** Taps a control with a finger. `cdp`: a DevTools session of the page. */
export async function tap(page, cdp, name) {
  const [x, y] = await middleOf(page, name);
  await touch(cdp, 'touchStart', [[x, y]]);
  await page.waitForTimeout(60);
  await touch(cdp, 'touchEnd', []);
  await page.waitForTimeout(120);
}

/** Sends a touch event with fingers at `points`, as the screen would. */
export const touch = (cdp, type, points) => cdp.send('Input.dispatchTouchEvent', {
  type, touchPoints: points.map(([x, y], id) => ({x, y, id, radiusX: 6, radiusY: 6, force: 0.5})),
});

/** Strokes of the unit square on the pad, in CSS pixels. */
export async function onPad(page, strokes) {
  const {layout: {pad}} = await state(page);
  const size = Math.min(pad.width, pad.height);
  const left = pad.x + (pad.width - size) / 2;
  const top = pad.y + (pad.height - size) / 2;
  return strokes.map((stroke) => stroke.map(([x, y]) => [left + x * size, top + y * size]));
}

/** Draws strokes of the unit square on the pad with the mouse. */
export async function drawByMouse(page, strokes) {
  for (const stroke of await onPad(page, strokes)) {
    await page.mouse.move(...stroke[0]);
    await page.waitForTimeout(40);
    await page.mouse.down();
    for (const point of stroke) await page.mouse.move(...point, {steps: 2});
    await page.mouse.up();
    await page.waitForTimeout(40);
  }
}

/** Draws strokes of the unit square on the pad with a finger. */
export async function drawByTouch(page, cdp, strokes) {
  for (const stroke of await onPad(page, strokes)) {
    await touch(cdp, 'touchStart', [stroke[0]]);
    for (const point of stroke.slice(1)) await touch(cdp, 'touchMove', [point]);
    await touch(cdp, 'touchEnd', []);
    await page.waitForTimeout(40);
  }
}
