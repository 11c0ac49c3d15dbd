// Brings the files of translated texts in line with the sources: writes l10n/bundle.l10n.json, drops
// from each translation what is no longer used, and prints what has no translation yet.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceTexts } from './sourceTexts.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

function readJson(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

function writeJson(file, value) {
  writeFileSync(path.join(root, file), `${JSON.stringify(value, null, 2)}\n`);
}

/** Keeps the translations of these keys, in their order, and tells of those that are missing. */
function translate(file, keys) {
  const known = readJson(file);
  const kept = keys.filter((key) => Object.hasOwn(known, key));
  writeJson(file, Object.fromEntries(kept.map((key) => [key, known[key]])));
  for (const key of keys) if (!kept.includes(key)) console.log(`${file}: ${JSON.stringify(key)}`);
}

const texts = sourceTexts(root);
writeJson('l10n/bundle.l10n.json', Object.fromEntries(texts.map((text) => [text, text])));
for (const name of readdirSync(path.join(root, 'l10n'))) {
  if (/^bundle\.l10n\.[^.]+\.json$/.test(name)) translate(path.join('l10n', name), texts);
}
for (const name of readdirSync(root)) {
  if (/^package\.nls\.[^.]+\.json$/.test(name)) {
    translate(name, Object.keys(readJson('package.nls.json')));
  }
}
