// Serves the inspector's page outside VS Code, on a trace that was made up from a seed, to look at it
// in a browser:
//
//   node test/support/inspectorHarness/serve.mjs [port]
//
// and open the address it prints with ?theme=dark|light|hc|hcLight and
// &trace=embedded|large|huge|single|cut and &language=de. The page has the same content security policy as in VS Code.
import { build } from 'esbuild';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerText } from '../../../scripts/workerText.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
const outdir = path.join(root, 'out/harness');

await build({
  absWorkingDir: root,
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'chrome120',
  sourcemap: 'linked',
  logLevel: 'warning',
  plugins: [workerText({ minify: false })],
  entryPoints: { inspector: 'media/inspector.ts', host: path.join(here, 'page.ts') },
  outdir,
});

/** The page, in a language that l10n/ has a bundle for, or in English. */
async function page(language) {
  const file = path.join(root, `l10n/bundle.l10n.${language}.json`);
  const texts = /^[a-z]+$/.test(language) ? await readFile(file, 'utf8') : undefined;
  const json = texts && JSON.stringify({ language, texts: JSON.parse(texts) });
  return `<!doctype html>
<html lang="${texts ? language : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; worker-src blob:">
<title>Inspector</title>
<link rel="stylesheet" href="themes.css">
<link rel="stylesheet" href="inspector.css">
</head>
<body>
${json ? `<script type="application/json" id="page-texts">${json.replaceAll('<', '\\u003c')}</script>` : ''}
<script src="host.js"></script>
<script src="inspector.js"></script>
</body>
</html>`;
}

const files = {
  '/themes.css': [path.join(here, 'themes.css'), 'text/css'],
  '/inspector.css': [path.join(outdir, 'inspector.css'), 'text/css'],
  '/inspector.js': [path.join(outdir, 'inspector.js'), 'text/javascript'],
  '/host.js': [path.join(outdir, 'host.js'), 'text/javascript'],
};

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
  const [file, type] = files[pathname] ?? [];
  if (pathname !== '/' && file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const content =
    file === undefined ? await page(searchParams.get('language') ?? '') : await readFile(file);
  response.writeHead(200, { 'Content-Type': `${type ?? 'text/html'}; charset=utf-8` }).end(content);
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/?theme=dark&trace=embedded`);
});
