// Bundled by Vite, which finds the engine's files by itself: node_modules/.bin/vite build
import {loadEngine} from 'inkgrad';

const engine = await loadEngine();
const {probabilities} = engine.model('784-10').predict(new Uint8Array(784));
document.body.textContent = `${probabilities.data.length} probabilities`;
