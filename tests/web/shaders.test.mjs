// Every shader of shaders/ is one that WebGL2 takes.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {newContext, root} from './harness.mjs';

export default {
  async 'every shader compiles in WebGL2'({browser}) {
    const folder = join(root, 'shaders');
    const names = readdirSync(folder).filter((name) => /\.(vert|frag)$/.test(name));
    assert.ok(names.length > 0, 'there are shaders');
    const page = await (await newContext(browser)).newPage();
    const problems = await page.evaluate((sources) => {
      const gl = document.createElement('canvas').getContext('webgl2');
      const compile = (kind, source) => {
        const shader = gl.createShader(kind);
        gl.shaderSource(shader, source);
        gl.compileShader(shader);
        return gl.getShaderParameter(shader, gl.COMPILE_STATUS) ? null : gl.getShaderInfoLog(shader);
      };
      if (compile(gl.FRAGMENT_SHADER, 'no shader') === null) return ['the check itself finds nothing'];
      return sources.map(({name, source}) => {
        const log = compile(name.endsWith('.vert') ? gl.VERTEX_SHADER : gl.FRAGMENT_SHADER, source);
        return log === null ? null : `${name}: ${log}`;
      }).filter(Boolean);
    }, names.map((name) => ({name, source: readFileSync(join(folder, name), 'utf8')})));
    assert.deepEqual(problems, []);
    return names.join(', ');
  },
};
