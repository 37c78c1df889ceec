// What the sources meet and TypeScript cannot see: Emscripten's scripts, which the build makes, and Node.
declare module '*/engine.js' {
  const create: unknown;
  export default create;
}
declare module '*/engine_relaxed.js' {
  const create: unknown;
  export default create;
}
declare const process: unknown;
