import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openTraceFile } from '../../src/node/traceFiles';
import { loadTracePlatform } from '../../src/node/tracePlatform';
import { recoverTrace } from '../../src/trace/recover';
import { openTrace } from '../../src/trace/traceReader';
import { verifyTrace } from '../../src/trace/verify';
import { MemoryFile } from '../support/memoryFile';
import { digestOf, type TraceDigest } from '../support/traceDigest';

/**
 * Traces as every format version wrote them, a folder each, and what they hold. They are never written
 * again: whatever changes, they have to be read as they are.
 */
const FOLDER = 'test/fixtures/traces';

describe('A trace of every format version', () => {
  for (const version of readdirSync(FOLDER)) {
    for (const name of readdirSync(path.join(FOLDER, version))) {
      if (!name.endsWith('.kemari')) continue;
      it(`is read as it was: ${version}/${name}`, async () => {
        const file = path.join(FOLDER, version, name);
        const expected = await readFile(file.replace(/\.kemari$/, '.json'), 'utf8');
        const trace = await openTraceFile(file);
        try {
          assert.equal(`v${trace.header.version}`, version);
          assert.deepEqual(await digestOf(trace), JSON.parse(expected) as TraceDigest);
        } finally {
          await trace.close();
        }
      });

      it(`is the same when it was recovered, of its own version: ${version}/${name}`, async () => {
        const file = path.join(FOLDER, version, name);
        const expected = await readFile(file.replace(/\.kemari$/, '.json'), 'utf8');
        const bytes = await readFile(file);
        // Its closing DIR, so that the index is made anew.
        bytes[bytes.length - 1] ^= 1;
        const platform = await loadTracePlatform();
        const recovered = new MemoryFile(name);
        await recoverTrace(new MemoryFile(name, bytes), platform, recovered);
        assert.ok((await verifyTrace(recovered, platform)).ok);
        const trace = await openTrace(recovered, platform);
        assert.equal(`v${trace.header.version}`, version);
        assert.deepEqual(await digestOf(trace), JSON.parse(expected) as TraceDigest);
      }).timeout(20_000);
    }
  }
});
