// Bundled by esbuild: node_modules/.bin/esbuild main.js --bundle --format=esm --loader:.wasm=file --outdir=out
import {loadEngine} from 'inkgrad';
import wasm from 'inkgrad/engine.wasm';
import relaxedWasm from 'inkgrad/engine_relaxed.wasm';

const at = (file) => new URL(file, import.meta.url);
const engine = await loadEngine({wasm: at(wasm), relaxedWasm: at(relaxedWasm)});
const {probabilities} = engine.model('784-10').predict(new Uint8Array(784));
document.body.textContent = `${probabilities.data.length} probabilities`;
