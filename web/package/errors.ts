/** What every error of this package is: its message is a line that says what is wrong and what was expected. */
export class InkgradError extends Error {
  override name = 'InkgradError';
}

/** What was given is wrong: a spec, an option, a file's contents, the length of an array. Nothing has changed. */
export class InputError extends InkgradError {
  override name = 'InputError';
}

/** This engine cannot do what was asked. */
export class UnsupportedError extends InkgradError {
  override name = 'UnsupportedError';
}

/** The work itself failed: the memory is full, the loss is no longer a number. */
export class FailureError extends InkgradError {
  override name = 'FailureError';
}

/** The engine did not arrive, or WebAssembly as it needs it is missing here. */
export class LoadError extends InkgradError {
  override name = 'LoadError';
}

/** A model or engine was used after its `dispose()`. */
export class DisposedError extends InkgradError {
  override name = 'DisposedError';
}
