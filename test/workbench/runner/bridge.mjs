import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const BODY_LIMIT_BYTES = 1 << 20;
const AsyncFunction = (async () => {}).constructor;

/**
 * Lets tests in the extension host reach the page that shows their workbench. They POST to
 * `<url>/log` a line to print, to `<url>/screenshot` a name, and to `<url>/page` the body of an async
 * function of Playwright's `page`, whose result comes back as JSON; and those that cannot write a
 * file, to `<url>/counts` how many tests passed, failed and were skipped.
 *
 * The address holds a secret, since whoever may post can run code.
 *
 * @param {object} options
 * @param {() => import('playwright-core').Page} options.page the page, or a throw before it is there.
 * @param {(name: string) => Promise<string>} options.screenshot returns the picture's path.
 * @param {(line: string) => void} options.log
 * @param {(json: string) => Promise<void>} [options.counts]
 * @returns {Promise<{ url: string, close(): void }>}
 */
export async function startBridge({ page, screenshot, log, counts }) {
  const secret = randomUUID();
  const actions = {
    log: async (line) => log(line),
    screenshot,
    ...(counts && { counts }),
    page: async (code) => new AsyncFunction('page', code)(page()),
  };

  const server = createServer(async (request, response) => {
    // An extension host in a browser has another origin.
    response.setHeader('access-control-allow-origin', '*');
    try {
      const [, given, name] = (request.url ?? '').split('/');
      if (request.method !== 'POST' || given !== secret || !Object.hasOwn(actions, name)) {
        response.writeHead(404).end();
        return;
      }
      const result = await actions[name](await readBody(request));
      response.end(JSON.stringify(result ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error?.stack ?? error));
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${server.address().port}/${secret}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES)
      throw new Error(`a request of more than ${BODY_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
