/** Every typed array inside a model. */
export function arraysOf(model: unknown): ArrayBufferView[] {
  if (ArrayBuffer.isView(model)) return [model];
  return typeof model === 'object' && model !== null ? Object.values(model).flatMap(arraysOf) : [];
}
