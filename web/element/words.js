// What the element says to the people who read the page, in their language,
const spoken = {
  en: {
    title: 'Inkgrad: draw a digit, see it read, train a network',
    start: (what) => `Start: ${what}`,
    loading: 'Loading',
    print: 'An interactive lesson stands here on the screen.',
  },
  es: {
    title: 'Inkgrad: dibuja un dígito, mira cómo se lee, entrena una red',
    start: (what) => `Empezar: ${what}`,
    loading: 'Cargando',
    print: 'Aquí hay una lección interactiva en la pantalla.',
  },
};

/** The words for a tag as in HTML's lang; in English where there are none. */
export const wordsIn = (tag) => spoken[tag.toLowerCase().split('-')[0]] ?? spoken.en;

// and to those who wrote it.
export const words = {
  refused: (why) => `A message was refused: ${why}.`,
  other_version: 'it is no greeting of this version',
  unreadable: 'it cannot be read here',
  not_asked: 'nobody asked for it',
  removed: 'The element has left the page.',
  moved: 'The element has another source now.',
  reloaded: 'The playground has been loaded anew.',
  not_in_page: 'The element is not in a page.',
  failed: 'The playground did not start.',
  no_source: (protocol) => `The playground cannot be loaded from a ${protocol} address.`,
  silent: (url) => `There is no playground at ${url}, or it may not run there.`,
  answered: (status) => `the server answered ${status}`,
  model_missing: (name, why) => `The model ${name} did not arrive: ${why}.`,
};
