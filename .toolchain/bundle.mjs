// Bundles what is one file in the site although it is several here, by esbuild.
//   usage: node bundle.mjs element SITE     inkgrad.js, which defines <inkgrad-playground>
import {renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';

const [what, site] = process.argv.slice(2);
const root = new URL('..', import.meta.url).pathname;
const options = {bundle: true, write: false, minify: true, legalComments: 'none', charset: 'utf8', format: 'iife', absWorkingDir: root,
                 target: ['chrome95', 'firefox114', 'safari16.4']};

function put(name, text) {
  const path = join(site, name);
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

const makers = {
  async element() {
    const {outputFiles: [{text}]} = await build({...options, entryPoints: ['web/element/inkgrad.js']});
    put('inkgrad.js', text);
  },
};

if (!Object.hasOwn(makers, what) || !site) throw new Error('usage: bundle.mjs element SITE');
await makers[what]();
