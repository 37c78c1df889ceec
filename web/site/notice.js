// Messages of the page itself, in plain HTML: loading, what is missing, what failed.

const element = (id) => document.getElementById(id);

/** The bar shown while the program arrives. */
export const loading = {
  /** fraction: 0 to 1. Never goes back. */
  progress(fraction, text) {
    const bar = element('progress');
    bar.value = Math.max(bar.value, fraction);
    element('loading-text').textContent = text;
  },
  done: () => element('loading').remove(),
};

/** Ends loading with a message for good: this browser cannot show the page. */
export function unsupported(text) {
  element('loading')?.remove();
  element('canvas').remove();
  element('unsupported-text').textContent = text;
  element('unsupported').hidden = false;
}

/** Shows one sentence over the page, with what to do as a button: `label` calls `action`. */
export function showNotice(text, label, action) {
  const close = () => { element('notice').hidden = true; };
  element('notice-text').textContent = text;
  element('notice-action').textContent = label;
  element('notice-action').onclick = () => {
    close();
    action();
  };
  element('notice-close').onclick = close;
  element('notice').hidden = false;
}

/** Takes the notice away if it still says `text`. */
export function hideNotice(text) {
  if (element('notice-text').textContent === text) element('notice').hidden = true;
}
