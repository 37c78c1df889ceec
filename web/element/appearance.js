// What the element looks like: a frame under a poster with a button and a progress bar, each a slot; on paper the poster.
// Constructed style sheets need no permission of a content security policy.

const style = `
:host { display: block; position: relative; min-height: 320px; height: 640px; overflow: hidden; contain: layout style;
  --paper: #FAFAF7; --ink: #1C1B1A; --accent: #2F5DDB; --on-accent: #FFFFFF; color-scheme: light dark;
  border-radius: 10px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
:host([theme=dark]) { --paper: #141517; --ink: #ECEBE8; --accent: #8FB0FF; --on-accent: #141517; }
@media (prefers-color-scheme: dark) {
  :host(:not([theme=light], [theme=contrast])) { --paper: #141517; --ink: #ECEBE8; --accent: #8FB0FF; --on-accent: #141517; }
}
:host([hidden]), [hidden] { display: none !important; }
[part=stage], iframe, [part=poster], [part=fallback] { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
/* The frame is covered, not hidden: browsers let hidden frames of other origins stand still, and so never be ready. */
[part=poster] { display: grid; place-items: center; background: var(--paper); }
[part=poster] > slot { display: block; }
[part=poster] > slot, [part=picture] { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
::slotted([slot=poster]) { width: 100%; height: 100%; object-fit: cover; }
[part=start] { position: relative; width: 64px; height: 64px; border: 0; border-radius: 50%; cursor: pointer;
  background: var(--accent); color: var(--on-accent); }
[part=start]:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
[part=start]::before { content: ""; display: block; width: 0; height: 0; margin: 0 auto; translate: 3px 0;
  border: solid transparent; border-width: 11px 0 11px 18px; border-left-color: currentColor; }
[part=waiting] { position: absolute; inset: auto 16px 16px; text-align: center; }
[part=progress] { width: min(240px, 100%); accent-color: var(--accent); }
[part=fallback] { overflow: auto; padding: 16px; box-sizing: border-box; }
[part=paper] { display: none; }
@media print {
  :host { height: auto; min-height: 120px; break-inside: avoid; border: 1px solid #888; }
  [part=stage], [part=start], [part=waiting] { display: none !important; }
  [part=poster], [part=poster][hidden] { display: grid !important; position: static; min-height: 120px; }
  [part=poster] > slot { display: contents; }
  [part=picture] { position: static; height: auto; }
  ::slotted([slot=poster]) { height: auto; }
  [part=paper] { display: block; padding: 8px 16px; }
}`;

let sheet = null;

/** Fills the element's shadow root, and `parts` with what is in it. */
export function appearance(root, parts) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  root.adoptedStyleSheets = [sheet];
  const make = (tag, part, within, attributes = {}) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.setAttribute('part', part);
    within.append(made);
    parts[part] = made;
    return made;
  };
  const slot = (name, within) => {
    const made = document.createElement('slot');
    if (name) made.name = name;
    within.append(made);
    return made;
  };
  make('div', 'stage', root);
  const poster = make('div', 'poster', root);
  make('img', 'picture', slot('poster', poster), {decoding: 'async'});
  make('p', 'paper', poster);
  make('button', 'start', poster, {type: 'button'});
  const waiting = make('div', 'waiting', poster);
  make('progress', 'progress', slot('progress', waiting), {max: 1});
  slot('', make('div', 'fallback', root, {hidden: true}));
}
