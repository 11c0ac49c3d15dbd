import type { PlottedField } from '../../../src/protocol/inspector';

/** Fields that something is so of, such as that their parts are shown. */
export class FieldSet {
  readonly #keys = new Set<string>();

  has({ device, field }: PlottedField): boolean {
    return this.#keys.has(JSON.stringify([device, field]));
  }

  toggle({ device, field }: PlottedField): void {
    const key = JSON.stringify([device, field]);
    if (!this.#keys.delete(key)) this.#keys.add(key);
  }
}
