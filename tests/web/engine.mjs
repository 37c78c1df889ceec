// The site's headless engine under Node, without a browser: the same module that the page's worker runs.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {site} from './harness.mjs';

/** A Session of a build (engine_simd, engine_relaxed). `onEvent(event, body)`: its events, their JSON parsed. */
export async function startEngine(build, onEvent) {
  const {default: createEngine} = await import(pathToFileURL(join(site, `${build}.js`)).href);
  const engine = await createEngine({
    wasmBinary: readFileSync(join(site, `${build}.wasm`)),
    onSessionEvent: (head, body) => onEvent(JSON.parse(head), body),
  });
  const copyIn = (bytes) => {
    const address = engine._malloc(bytes.length);
    engine.HEAPU8.set(bytes, address);
    return address;
  };
  engine._session_start();
  return {
    command(head, body = null) {
      const head_bytes = copyIn(Buffer.from(`${JSON.stringify(head)}\0`));
      const body_bytes = body ? copyIn(body) : 0;
      engine._session_command(head_bytes, body_bytes, body?.length ?? 0);
      engine._free(head_bytes);
      engine._free(body_bytes);
    },
    run: (milliseconds) => engine._session_run(milliseconds) !== 0,
  };
}
