/** What parts of the host use of VS Code while they are tested without it. */

/** Texts as they are written, with their values filled in. */
export const l10n = {
  t: (text: string, ...values: (string | number | boolean)[]): string =>
    text.replaceAll(/\{(\d+)\}/g, (_, i) => String(values[Number(i)])),
};
