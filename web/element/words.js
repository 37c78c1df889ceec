// What the element says to people.
export const words = {
  title: 'Inkgrad: draw a digit, see it read, train a network',
  start: (what) => `Start: ${what}`,
  loading: 'Loading',
  print: 'An interactive lesson stands here on the screen.',
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
  answered: (status) => `the server answered ${status}`,
  model_missing: (name, why) => `The model ${name} did not arrive: ${why}.`,
};
