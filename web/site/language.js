// The page's language: of its own words (words.js) and of the canvas's (web/app/text), whose catalogue is lang/TAG.json. English is in the
// program; another language is loaded when somebody wants it.
import {assetUrl} from './assets.js';
import {fetchBytes} from './fetching.js';
import {words} from './words.js';

const english = {...words};
const others = {es: () => import('./words.es.js')};
const key = 'inkgrad language';

/** The first of these tags (es-MX, en) that the page speaks, as its bare tag; English if there is none. */
export function spoken(tags) {
  const bare = tags.map((tag) => String(tag).toLowerCase().split('-')[0]);
  return bare.find((tag) => tag === 'en' || Object.hasOwn(others, tag)) ?? 'en';
}

/** What people asked for: by ?lang=TAG, by a choice on an earlier visit, by their browser's settings; in this order. */
export function wantedLanguage() {
  const asked = [new URLSearchParams(location.search).get('lang')];
  try {
    asked.push(localStorage.getItem(key));
  } catch {
    // a sandbox keeps nothing
  }
  return spoken([...asked, ...(navigator.languages ?? [])].filter(Boolean));
}

/** Keeps a choice for the next visit, where that is possible. */
export function keepLanguage(tag) {
  try {
    localStorage.setItem(key, tag);
  } catch {
    // then it holds for this visit
  }
}

/** The words of words.js in a language, from now on: also in a worker. */
export async function useWords(tag) {
  Object.assign(words, tag === 'en' ? english : (await others[tag]()).words);
}

const catalogues = new Map();  // tag -> promise of JSON

/** The canvas's catalogue as JSON; empty for English. */
export function catalogue(tag) {
  if (tag === 'en') return Promise.resolve('');
  if (!catalogues.has(tag)) {
    const coming = fetchBytes(assetUrl(`lang/${tag}.json`)).then((bytes) => new TextDecoder().decode(bytes));
    catalogues.set(tag, coming);
    coming.catch(() => catalogues.delete(tag));  // the next one who asks tries again
  }
  return catalogues.get(tag);
}

/** Puts the words in use into the page's own HTML: data-words="KEY" is an element's text, data-words-label="KEY" its aria-label. */
export function dressPage(tag) {
  document.documentElement.lang = tag;
  document.title = words.page_title;
  for (const node of document.querySelectorAll('[data-words]')) node.textContent = words[node.dataset.words];
  for (const node of document.querySelectorAll('[data-words-label]')) node.setAttribute('aria-label', words[node.dataset.wordsLabel]);
}
