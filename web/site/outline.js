// The canvas as a plain page: every control and text that the program has drawn, as HTML that screen readers, keyboards and zoom know.
// The program says what there is (app.outline()); what is done here is done there (app.act()). F6 goes there and back.
import {words} from './words.js';

// The page follows the canvas so often at most: a chart that moves is not to be read aloud sixty times a second.
const follow_ms = 250;
const follow_tables_ms = 500;
const told_ms = 4000;

// A range has so many places: an arrow key moves it by one.
const places = 100;

/** Digits as a pen writes them, in any unit, y down. */
const arc = (x, y, rx, ry, from, to, points = 16) => Array.from({length: points + 1}, (_, i) => {
  const angle = (from + (to - from) * i / points) * Math.PI / 180;
  return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
});
const presets = [
  [arc(10, 15, 7, 11, -90, 270, 32)],
  [[[8, 7], [12, 3], [11, 27]]],
  [[...arc(10, 9, 6, 6, 200, 380), [4, 26], [17, 26]]],
  [[...arc(10, 9, 6, 6, 200, 440), ...arc(9.5, 20, 7, 6.5, -80, 150)]],
  [[[6, 4], [4, 16], [17, 16]], [[14, 5], [13, 28]]],
  [[[16, 4], [6, 4], [5, 13], ...arc(9.5, 19.5, 7, 7, -110, 140)]],
  [[[13, 3], ...arc(10, 19, 6.5, 7, 200, 560, 28)]],
  [[[3, 5], [17, 5], [9, 28]]],
  [[...arc(10, 9, 5, 5.5, -60, -330, 20), ...arc(10, 20.5, 6.5, 6.5, -110, 250, 24)]],
  [[...arc(10, 10, 6, 6.5, 0, -360, 24), [15, 28]]],
];

function element(tag, attributes = {}, text = '') {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

const button = (text, press) => {
  const made = element('button', {type: 'button'}, text);
  made.addEventListener('click', press);
  return made;
};

/** Sets an attribute, or takes it away for null; leaves it alone where it is that already. */
function set(made, name, value) {
  if (made.getAttribute(name) === value) return;
  if (value === null) made.removeAttribute(name);
  else made.setAttribute(name, value);
}

/** A slider's place for a value, and back. */
const placeOf = ({value, low, high, logarithmic}) =>
  Math.round(places * (logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)));
const valueAt = ({low, high, logarithmic}, place) =>
  (logarithmic ? low * (high / low) ** (place / places) : low + (high - low) * place / places);

const plain = (value) => String(Number(value.toPrecision(6)));

/** Rows of words, the first the table's head; cells that say the same stay, for whoever reads there. `picks`: whether rows or cells can
 * be pressed, which calls press(its number): of rows their first cell is a button, of cells each. */
function fill(body, rows, picks, press) {
  rows.forEach((cells, r) => {
    const row = body.rows[r] ?? body.insertRow();
    if (row.cells.length !== cells.length) {
      row.replaceChildren(...cells.map((_, c) => (r && c ? element('td') : element('th', {scope: r ? 'row' : 'col'}))));
    }
    cells.forEach((text, c) => {
      const cell = row.cells[c];
      if (cell.textContent === text) return;
      const pressed = r > 0 && (picks === 'rows' ? c === 0 : picks === 'cells' && c > 0 && text);
      if (!pressed) cell.textContent = text;
      else if (cell.firstElementChild) cell.firstElementChild.textContent = text;
      else cell.replaceChildren(button(text, () => press(picks === 'rows' ? r - 1 : (r - 1) * (cells.length - 1) + c - 1)));
    });
  });
  while (body.rows.length > rows.length) body.deleteRow(-1);
}

/** A pen for arrow keys. `draw(strokes)` gets all that was written, whenever the pen has moved on the paper. */
function keyboardPen(draw) {
  const field = element('div', {tabindex: '0', role: 'application', class: 'pen'});
  let strokes = [];
  let at = [14, 14];
  let down = false;
  const steps = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
  const say = () => {
    set(field, 'aria-label', words.outline_pen);
    field.textContent = words.outline_pen_at(...at, down);
  };
  field.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (step) {
      at = at.map((place, axis) => Math.min(27, Math.max(0, place + step[axis])));
      if (down) strokes.at(-1).push([...at]);
    } else if (event.key === ' ') {
      down = !down;
      if (down) strokes.push([[...at]]);
    } else {
      return;
    }
    event.preventDefault();
    say();
    if (strokes.length > 0) draw(strokes);
  });
  say();
  return {field, say, forget() { strokes = []; down = false; say(); }};
}

/** Makes the plain page. Gives what the page tells it: `rest()` when the view has changed and rests, `take(event)` of the worker, `label()`. */
export function connectOutline(app, handle, canvas) {
  const section = document.getElementById('outline');
  const told = document.getElementById('told');
  const list = element('div');
  const made = new Map();  // by key: {item, node, control}
  let said = '';

  const pen = keyboardPen((strokes) => handle.draw(strokes));
  const drawing = element('div', {role: 'group'});
  const heading = element('h2');
  const digits = presets.map((strokes) => button('', () => handle.draw(strokes)));
  const clear = button('', () => {
    pen.forget();
    handle.clear();
  });
  const title = element('h1');
  const back = button('', () => canvas.focus());
  drawing.append(heading, ...digits, clear, pen.field);
  section.append(title, back, drawing, list);
  section.hidden = false;

  /** Says what does not come from the program, in the page's language. */
  function label() {
    set(drawing, 'aria-label', words.outline_draw);
    heading.textContent = words.outline_draw;
    for (const [digit, one] of digits.entries()) one.textContent = words.outline_digit(digit);
    clear.textContent = words.outline_clear;
    title.textContent = words.outline_title;
    back.textContent = words.outline_back;
    pen.say();
  }
  label();

  // The program hears all keys of the window; those in here are the browser's.
  for (const type of ['keydown', 'keypress', 'keyup']) section.addEventListener(type, (event) => event.key !== 'F6' && event.stopPropagation());
  addEventListener('keydown', (event) => {
    if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (section.contains(document.activeElement)) return canvas.focus();
    follow();
    section.focus();
  }, true);

  /** The HTML of an item, for the first time: `node` goes into the page, `control` is what can be done with it. */
  function make(item) {
    const entry = {item, node: null, control: null};
    const give = (text) => app.act(entry.item.id, text);
    switch (item.role) {
      case 'heading':
      case 'paragraph':
        entry.node = element(item.role === 'heading' ? 'h2' : 'p');
        return entry;
      case 'table':
        entry.node = element('details');
        entry.node.append(element('summary', {}, words.outline_table(item.name)));
        entry.node.open = Boolean(item.on);
        entry.node.addEventListener('toggle', () => entry.node.open === Boolean(entry.item.on) || give(entry.node.open ? '1' : ''));
        return entry;
      case 'slider':
      case 'number':
      case 'text': {
        const is_slider = item.role === 'slider';
        entry.control = element('input', is_slider ? {type: 'range', min: 0, max: places, step: 1}
          : {type: 'text', spellcheck: 'false', ...(item.role === 'number' ? {inputmode: 'decimal'} : {})});
        entry.control.addEventListener(is_slider ? 'input' : 'change', ({target}) =>
          give(is_slider ? String(valueAt(entry.item, Number(target.value))) : target.value));
        entry.node = element('label');
        entry.node.append('', entry.control);
        return entry;
      }
      default:
        entry.node = entry.control = button('', () => entry.item.disabled || app.act(entry.item.id, null));
        return entry;
    }
  }

  function show(entry) {
    const {item, node, control} = entry;
    const note = item.note ?? null;
    if (item.role === 'heading' || item.role === 'paragraph') {
      const text = item.text ? `${item.name}: ${item.text}` : item.name;
      if (node.textContent !== text) node.textContent = text;
    } else if (item.role === 'table') {
      const title = words.outline_table(item.name);
      if (node.firstChild.textContent !== title) node.firstChild.textContent = title;
      let table = node.children[1];
      if (!item.on) return table?.remove();
      if (!table) {
        table = element('table');
        table.append(element('caption'), element('tbody'));
        node.append(table);
      }
      const caption = words.outline_caption(item.name, item.value, item.high);
      if (table.caption.textContent !== caption) table.caption.textContent = caption;
      const rows = (item.text ?? '').split('\n').map((row) => row.split('\t'));
      fill(table.tBodies[0], rows, item.picks, (number) => app.act(entry.item.id, String(number)));
    } else if (node !== control) {
      const name = item.role === 'number' ? words.outline_number(item.name) : item.name;
      if (node.firstChild.data !== name) node.firstChild.data = name;
      const held = item.role === 'slider' ? String(placeOf(item)) : item.role === 'number' ? plain(item.value) : item.text ?? '';
      // What is being typed is left alone.
      if (control.value !== held && (item.role === 'slider' || document.activeElement !== control)) control.value = held;
      if (item.role === 'slider') set(control, 'aria-valuetext', plain(item.value));
      set(control, 'title', note);
    } else {
      const text = item.role === 'list' && item.text ? `${item.name}: ${item.text}` : item.name;
      if (node.textContent !== text) node.textContent = text;
      set(node, 'title', note);
      set(node, 'aria-disabled', item.disabled ? 'true' : null);
      set(node, 'aria-haspopup', item.role === 'list' ? 'true' : null);
      set(node, 'aria-pressed', item.role === 'choice' ? String(Boolean(item.on)) : null);
    }
  }

  function follow() {
    const items = app.outline();
    const now = JSON.stringify(items);
    if (now === said) return;
    said = now;
    const kept = new Map();
    let after = '', words_after = 0;
    for (const item of items) {
      // Words have no number of their own: they are known by how many words they come behind which control, so that they stay while
      // they change.
      if (item.id) [after, words_after] = [item.id, 0];
      let key = item.id ? `${item.role} ${item.id}` : `${item.role} ${after} ${words_after++}`;
      while (kept.has(key)) key += ' again';
      const entry = made.get(key) ?? make(item);
      if (item.id) set(entry.node, 'data-id', String(item.id));
      entry.item = item;
      show(entry);
      kept.set(key, entry);
    }
    const focused = document.activeElement;
    const nodes = [...kept.values()].map(({node}) => node);
    // What stays is not moved: whoever reads there stays there, too.
    for (const child of [...list.children]) if (!nodes.includes(child)) child.remove();
    nodes.forEach((node, i) => { if (list.children[i] !== node) list.insertBefore(node, list.children[i] ?? null); });
    made.clear();
    for (const [key, entry] of kept) made.set(key, entry);
    if (focused !== document.activeElement && list.contains(focused)) focused.focus();
    else if (focused !== document.activeElement && document.activeElement === document.body) section.focus();
  }

  let due = 0;
  let last_told = -Infinity;
  const followSoon = () => {
    due ||= setTimeout(() => {
      due = 0;
      follow();
    }, list.querySelector('table') ? follow_tables_ms : follow_ms);
  };
  follow();
  return {
    rest: followSoon,
    /** The page has another language. */
    label() {
      const inside = list.contains(document.activeElement);
      label();
      list.replaceChildren();
      made.clear();
      said = '';
      if (inside) section.focus();
      followSoon();
    },
    take(event) {
      if (event.type === 'progress') followSoon();
      if (event.type !== 'epoch' || performance.now() - last_told < told_ms) return;
      last_told = performance.now();
      told.textContent = words.outline_epoch(event.epoch, (100 * event.accuracy).toFixed(1));
    },
  };
}
