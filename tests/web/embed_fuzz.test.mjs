// The protocol under messages that nobody may send: 2,000 of them, or as many as INKGRAD_FUZZ_MESSAGES says, half to the frame, half to
// the element.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {serveSite, site as site_folder} from './harness.mjs';
import {elementReady, openHost, pageWith, serveHost} from './hosts.mjs';
import {digits} from './digits.mjs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const count = Math.ceil(Number(process.env.INKGRAD_FUZZ_MESSAGES ?? 2000) / 2);
const generator = readFileSync(new URL('malformed.js', import.meta.url), 'utf8');
const {events, requests} = await import(pathToFileURL(join(site_folder, 'protocol.js')).href);

// A frame of somebody else's that greets as the playground does and then says what its page tells it to.
const impostor = `<!doctype html><title>Impostor</title><script>
  addEventListener('message', ({data, ports}) => {
    if (data.type !== 'connect' || !ports[0]) return;
    window.port = ports[0];
    port.onmessage = () => {};
    port.postMessage({type: 'ready'});
  });
  parent.postMessage({inkgrad: 1, type: 'hello'}, '*');
</script>`;
const stranger = '<!doctype html><title>Stranger</title>';

async function withPages(browser, pages, work) {
  const site = await serveSite();
  const host = await serveHost(pages(site.url));
  const other = await serveHost({'/': stranger});
  try {
    const opened = await openHost(browser, `${host.url}/`, {before: generator});
    return await work({...opened, site, other});
  } finally {
    await Promise.all([site, host, other].map((server) => server.close()));
  }
}

export default {
  async 'the frame refuses what is malformed, too large, forged or out of order: one error each at most, and nothing changes'({browser}) {
    const bare = (site) => ({'/': `<!doctype html><title>Bare</title><iframe id="frame" src="${site}index.html" style="width: 1000px; height: 700px"></iframe>`});
    return withPages(browser, bare, async ({page, complaints, other}) => {
      const result = await page.evaluate(async ([types, count, strokes, stranger_url]) => {
        const frame = document.getElementById('frame');
        const errors = [];
        const answers = new Map();
        let port = null, ready = null;
        const is_ready = new Promise((resolve) => { ready = resolve; });
        const connect = () => {
          const {port1, port2} = new MessageChannel();
          frame.contentWindow.postMessage({inkgrad: 1, type: 'connect'}, '*', [port2]);
          return port1;
        };
        await new Promise((resolve) => {
          addEventListener('message', ({source, data}) => { if (source === frame.contentWindow && data.type === 'hello') resolve(); });
          frame.contentWindow.location.replace(frame.src);  // it may have greeted before there was anybody
        });
        port = connect();
        port.onmessage = ({data}) => {
          if (data.type === 'ready') ready();
          else if (data.type === 'error') errors.push(data);
          else if (data.type === 'answer') answers.get(data.id)(data.value);
        };
        let id = 0;
        const ask = (type, body = {}) => new Promise((resolve, reject) => {
          answers.set(++id, resolve);
          port.postMessage({type, id, ...body});
          const asked = id;
          setTimeout(() => reject(new Error(`${type} ${asked} got no answer; the last error was ${JSON.stringify(errors.at(-1))}`)), 20_000);
        });
        await is_ready;
        await ask('draw', {strokes});
        const look = async () => {
          const {strokes, image, reading, probabilities, model, models, lesson, running, step, runs, draft, theme, pen} = await ask('state');
          return JSON.stringify({strokes, image, reading, probabilities, model, models, lesson, running, step, runs, draft, theme, pen});
        };
        const before = await look();

        const iframe = document.body.appendChild(Object.assign(document.createElement('iframe'), {src: stranger_url}));
        await new Promise((resolve) => { iframe.onload = resolve; });
        let heard = 0;
        const random = numbersOf(20261123);
        let most = 0, sent = 0, refused = 0;
        while (sent < count) {
          const message = malformed(random, types, true);
          const way = random();
          try {
            if (way < 0.8) {
              port.postMessage(message);
            } else if (way < 0.9) {
              const {port1, port2} = new MessageChannel();
              port1.onmessage = () => ++heard;
              frame.contentWindow.postMessage(random() < 0.5 ? message : {inkgrad: random() < 0.5 ? 1 : 2, type: 'connect'}, '*', random() < 0.5 ? [port2] : []);
            } else {
              frame.contentWindow.postMessage(message, '*');
            }
          } catch {
            continue;  // it cannot be sent at all
          }
          ++sent;
          const errors_before = errors.length;
          await ask('predict');  // what came before it has been dealt with
          if (way >= 0.8) await new Promise((resolve) => setTimeout(resolve, 1));
          most = Math.max(most, errors.length - errors_before);
          refused += errors.length - errors_before;
        }
        return {most, sent, refused, heard, same: before === await look(), well_formed: errors.every(({message}) => typeof message === 'string')};
      }, [Object.keys(requests), count, digits[7], other.url]);
      assert.equal(result.sent, count);
      assert.ok(result.same, 'the state is what it was');
      assert.ok(result.most <= 1, `${result.most} errors for one message`);
      assert.ok(result.refused >= 0.7 * count, `only ${result.refused} of ${count} were refused aloud`);
      assert.equal(result.heard, 0, 'a second port hears nothing');
      assert.deepEqual(complaints, []);

      // Somebody who is not the parent: connects, and is not heard.
      const frames = page.frames();
      const intruder = frames.find((frame) => frame.url().startsWith(other.url));
      const answered = await intruder.evaluate(() => new Promise((resolve) => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = () => resolve(true);
        parent.frames[0].postMessage({inkgrad: 1, type: 'connect'}, '*', [port2]);
        port1.postMessage({type: 'clear', id: 1});
        setTimeout(() => resolve(false), 500);
      }));
      assert.equal(answered, false);
      return `${result.sent} messages, ${result.refused} errors`;
    });
  },

  async 'the element refuses them, too'({browser}) {
    const pages = (site) => ({'/': pageWith(site, {attributes: 'src="/impostor" lesson="ten-digits"'}), '/impostor': impostor});
    return withPages(browser, pages, async ({page, complaints, other}) => {
      await elementReady(page);
      await page.evaluate(() => {
        const element = document.querySelector('inkgrad-playground');
        window.told = {errors: 0, most: 0, one: 0, sent: 0};
        element.addEventListener('error', () => { ++told.errors; ++told.one; });
        element.addEventListener('progress', () => { told.most = Math.max(told.most, told.one); told.one = 0; ++told.sent; });
        window.before = JSON.stringify(element.state);
        document.body.append(Object.assign(document.createElement('iframe'), {id: 'stranger'}));
      });
      const impostor_frame = page.frames().find((frame) => new URL(frame.url()).pathname === '/impostor');
      await impostor_frame.evaluate(([types, count]) => {
        const random = numbersOf(7);
        for (let sent = 0; sent < count;) {
          try {
            port.postMessage(malformed(random, types, false));
          } catch {
            continue;
          }
          ++sent;
          port.postMessage({type: 'progress', fraction: 0.5, text: ''});
        }
      }, [Object.keys(events), count]);
      await page.waitForFunction((count) => told.sent === count, count, {timeout: 600_000, polling: 100});
      const {most, errors} = await page.evaluate(() => told);
      assert.ok(most <= 1, `${most} errors for one message`);
      assert.ok(errors >= 0.9 * count, `only ${errors} of ${count} were refused aloud`);

      // A window that is not the element's greets and brings a port: nobody connects with it.
      await page.evaluate((url) => { document.getElementById('stranger').src = url; }, other.url);
      await page.waitForFunction(() => document.getElementById('stranger').contentWindow.length === 0);
      const intruder = await (await page.$('#stranger')).contentFrame();
      await intruder.waitForURL(`${other.url}/`);
      const connected = await intruder.evaluate(() => new Promise((resolve) => {
        addEventListener('message', () => resolve(true));
        parent.postMessage({inkgrad: 1, type: 'hello'}, '*');
        parent.postMessage({type: 'ready'}, '*', [new MessageChannel().port1]);
        setTimeout(() => resolve(false), 500);
      }));
      assert.equal(connected, false);
      assert.ok(await page.evaluate(() => JSON.stringify(document.querySelector('inkgrad-playground').state) === before), 'the state is what it was');
      assert.deepEqual(complaints, []);
      return `${count} messages, ${errors} errors`;
    });
  },
};
