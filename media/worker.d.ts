// The build bundles the module as a worker's script and hands it over as text.
declare module '*.worker?text' {
  const script: string;
  export default script;
}
