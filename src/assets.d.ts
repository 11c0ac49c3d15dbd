/** WebAssembly text, assembled while bundling: the module's bytes. */
declare module '*.wat' {
  const bytes: Uint8Array;
  export default bytes;
}

/** A guest image: the file's bytes. */
declare module '*.elf' {
  const bytes: Uint8Array;
  export default bytes;
}

/** A WebAssembly module: the file's bytes. */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
