// Pages of somebody else's with <inkgrad-playground> in them, on a server of their own: another origin than the site's.
import {createServer} from 'node:http';

// What embed.html needs of a server that sends a policy (README.md).
export const sealed_policy = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'unsafe-inline'; worker-src blob:; img-src data:";

/**
 * Serves pages of `pages`, {path: html or (query) => html}, under `headers`. A page "/sealed" holds the page of its query's `page` in a
 * frame that may run scripts and nothing else. Gives {url, close}.
 */
export async function serveHost(pages, headers = {}) {
  const server = createServer((request, response) => {
    const {pathname, searchParams} = new URL(request.url, 'http://host');
    const page = pathname === '/sealed'
      ? `<!doctype html><title>Sealed</title><iframe id="sealed" sandbox="allow-scripts" src="${searchParams.get('page')}"
           style="border: 0; width: 1200px; height: 760px"></iframe>` : pages[pathname];
    if (page === undefined) return response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
    const text = typeof page === 'function' ? page(searchParams) : page;
    response.writeHead(200, {'Content-Type': pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8', ...headers}).end(text);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
  };
}

/** A page with one tag and one script. kind: "classic" or "module". */
export const pageWith = (site, {kind = 'classic', attributes = 'lesson="ten-digits"', inside = '<p>Needs scripts.</p>', head = '', tag = null} = {}) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A course</title>
   <meta name="viewport" content="width=device-width">${head}
   <script ${kind === 'module' ? 'type="module"' : 'defer'} src="${site}inkgrad.js"></script></head>
   <body><h1>A course</h1>${tag ?? `<inkgrad-playground ${attributes}>${inside}</inkgrad-playground>`}<p>It goes on.</p></body></html>`;

/** The playground in a frame as the harness's functions want a page: its coordinates begin at the frame's corner. */
export async function handsOn(page, frame) {
  const {x, y} = await (await frame.frameElement()).boundingBox();
  const cdp = await page.context().newCDPSession(page);
  return {
    evaluate: (...what) => frame.evaluate(...what),
    waitForTimeout: (milliseconds) => page.waitForTimeout(milliseconds),
    mouse: {
      move: (to_x, to_y, options) => page.mouse.move(x + to_x, y + to_y, options),
      down: () => page.mouse.down(),
      up: () => page.mouse.up(),
    },
    cdp: {send: (what, {touchPoints, ...rest}) => cdp.send(what, {
      ...rest, touchPoints: touchPoints.map((point) => ({...point, x: point.x + x, y: point.y + y})),
    })},
  };
}

/** Opens a page in a context of its own: {page, context, complaints}. */
export async function openHost(browser, url, {width = 1280, height = 900, touch = false, before = null} = {}) {
  const context = await browser.newContext({viewport: {width, height}, hasTouch: touch, isMobile: touch});
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  if (before) await page.addInitScript(before);
  await page.goto(url);
  return {page, context, complaints};
}

/** Waits until the first element of `frame` (a page or a frame) can be used. */
export async function elementReady(frame, selector = 'inkgrad-playground') {
  const phase = await frame.evaluate((which) => new Promise((resolve) => {
    const element = document.querySelector(which);
    const look = () => ['ready', 'failed'].includes(element.state?.phase) && resolve(element.state.phase);
    element.addEventListener('ready', look);
    element.addEventListener('error', (event) => resolve(`error: ${event.detail.message}`));
    customElements.whenDefined('inkgrad-playground').then(look);
    setTimeout(() => resolve(`still ${element.state?.phase} after 60 s`), 60_000);
  }), selector);
  if (phase !== 'ready') throw new Error(`the element is ${phase}`);
}

/** The document in a page's frame. */
export async function frameOf(page, selector) {
  const handle = await page.waitForSelector(selector, {state: 'attached'});
  const frame = await handle.contentFrame();
  await frame.waitForSelector('inkgrad-playground', {state: 'attached'});
  return frame;
}

/** The playground's own document in the first element of `frame`. */
export async function playgroundOf(frame, selector = 'inkgrad-playground') {
  const handle = await frame.waitForSelector(`${selector} iframe`, {state: 'attached'});
  return handle.contentFrame();
}
