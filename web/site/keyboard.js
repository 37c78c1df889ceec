// On phones nothing on a canvas raises the keyboard: an invisible text field does, and what is typed into it goes to
// the program. Where there is a mouse the program hears the keyboard itself.

/** Connects `field`, an <input>. The program calls textInput(active, text); `connect` gives it its ears. */
export function connectKeyboard(field) {
  let app = null;
  let touched = false;
  let active = false;
  addEventListener('pointerdown', (event) => { touched = event.pointerType === 'touch'; }, true);

  const show = () => {
    if (active && touched) field.focus({preventScroll: true});
  };
  // Some phones raise the keyboard only from within a touch.
  addEventListener('touchend', show);

  for (const type of ['keydown', 'keypress', 'keyup']) {
    // The program listens on the window, and would hear some phones' keys twice.
    field.addEventListener(type, (event) => {
      event.stopPropagation();
      if (type === 'keydown' && event.key === 'Enter') field.blur();
    });
  }
  field.addEventListener('input', () => app?.typed(field.value));

  return {
    textInput(wanted, text) {
      active = Boolean(wanted);
      if (active) {
        field.value = text ?? '';
        show();
      } else {
        field.blur();
      }
    },
    connect(program) {
      app = program;
    },
  };
}
