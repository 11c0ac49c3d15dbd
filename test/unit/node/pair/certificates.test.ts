import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeCertificates } from '../../../../src/node/pair/certificateFiles';
import { filesIn, loadCredentials, type Credentials } from '../../../../src/node/pair/credentials';
import { Listener } from '../../../../src/node/pair/listener';

const HOSTS = ['localhost', '127.0.0.1', '::1', 'fd00::12:3', 'standby.example'];

describe('certificates of a pair', () => {
  let folder: string;
  const named = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kemari-certificates-'));
    await writeCertificates({ folder: named('a'), hosts: HOSTS, days: 30 });
    await writeCertificates({ folder: named('b'), hosts: ['localhost'], days: 36_500 });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function certificate(file: string): Promise<X509Certificate> {
    return new X509Certificate(await readFile(named(file)));
  }

  it('are signed by their authority, and by no other', async () => {
    const [ca, other] = [await certificate('a/ca.pem'), await certificate('b/ca.pem')];
    assert.equal(ca.ca, true);
    assert.ok(ca.verify(ca.publicKey));
    for (const role of ['active', 'passive']) {
      const leaf = await certificate(`a/${role}.pem`);
      assert.equal(leaf.ca, false);
      assert.equal(leaf.subject, `CN=Kemari ${role}`);
      assert.ok(leaf.checkIssued(ca));
      assert.ok(leaf.verify(ca.publicKey));
      assert.equal(leaf.verify(other.publicKey), false);
    }
  });

  it('are for the hosts that were named', async () => {
    const passive = await certificate('a/passive.pem');
    for (const host of ['localhost', 'standby.example'])
      assert.equal(passive.checkHost(host), host);
    for (const ip of ['127.0.0.1', '::1', 'fd00::12:3']) assert.equal(passive.checkIP(ip), ip);
    assert.equal(passive.checkHost('other.example'), undefined);
    assert.equal(passive.checkIP('10.0.0.1'), undefined);
  });

  it('are valid from now on for as long as was asked', async () => {
    for (const [file, days] of [
      ['a/active.pem', 30],
      ['b/active.pem', 36_500],
    ] as const) {
      const { validFrom, validTo } = await certificate(file);
      assert.ok(Date.parse(validFrom) < Date.now());
      const left = (Date.parse(validTo) - Date.now()) / 86_400_000;
      assert.ok(left > days - 0.1 && left <= days, `${left} days`);
    }
  });

  it('have keys that nobody else may read', async () => {
    for (const name of ['a/active.key', 'a/passive.key']) {
      assert.equal((await stat(named(name))).mode & 0o077, 0, name);
    }
  });

  it('replace nothing', async () => {
    await assert.rejects(writeCertificates({ folder: named('a'), hosts: HOSTS, days: 1 }), {
      kind: 'usage',
      message: `${named('a')} exists; name another folder`,
    });
  });

  it('are not made for what is no host, or for ever', async () => {
    for (const host of ['', 'a b', '-a', '1.2.3.4:80', 'a..b', 'a\nb']) {
      const made = writeCertificates({ folder: named('c'), hosts: [host], days: 1 });
      await assert.rejects(made, /is neither a host name nor an IP address/);
    }
    const forever = writeCertificates({ folder: named('c'), hosts: HOSTS, days: 36_501 });
    await assert.rejects(forever, /valid for 36500 days at most/);
  });

  it('are loaded only with the key that belongs to them', async () => {
    const files = filesIn(named('a'), 'active');
    await loadCredentials(files);
    const wrong = { ...files, key: named('a/passive.key') };
    await assert.rejects(
      loadCredentials(wrong),
      /active\.pem and .*passive\.key are no certificate/,
    );
    await writeFile(named('text.pem'), 'hello');
    await assert.rejects(loadCredentials({ ...files, cert: named('text.pem') }), { kind: 'input' });
    const gone = loadCredentials(filesIn(named('gone'), 'active'));
    await assert.rejects(gone, /ca\.pem cannot be read: ENOENT/);
  });

  describe('at a listener', () => {
    let listener: Listener;
    let accepted: Socket[] = [];
    let failures: string[] = [];

    beforeEach(async () => {
      [accepted, failures] = [[], []];
      const credentials = await loadCredentials(filesIn(named('a'), 'passive'));
      const address = { host: '127.0.0.1', ip: '127.0.0.1', port: 0, loopback: true };
      listener = await Listener.open(address, credentials, {
        connection: (socket) => accepted.push(socket.on('error', () => undefined)),
        failure: (_, why) => failures.push(why),
      });
    });
    afterEach(() => {
      listener.close();
      for (const socket of accepted) socket.destroy();
    });

    /** Connects and waits for the listener's verdict. */
    async function connected(credentials: Partial<Credentials>): Promise<'welcome' | 'refused'> {
      const port = Number(listener.address.split(':')[1]);
      const socket = connect({ host: '127.0.0.1', port, ...credentials });
      socket.on('error', () => undefined);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      while (accepted.length + failures.length === 0 && !socket.closed) {
        await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 5))]);
      }
      socket.destroy();
      return accepted.length > 0 ? 'welcome' : 'refused';
    }

    it('let the other end of the pair in', async () => {
      const own = await loadCredentials(filesIn(named('a'), 'active'));
      assert.equal(await connected(own), 'welcome');
    });

    it('keep out who shows none, or that of another authority', async () => {
      const { ca } = await loadCredentials(filesIn(named('a'), 'active'));
      assert.equal(await connected({ ca }), 'refused');
      assert.equal(failures.length, 1);
      const foreign = await loadCredentials(filesIn(named('b'), 'active'));
      failures = [];
      assert.equal(await connected({ ...foreign, ca }), 'refused');
      assert.equal(failures.length, 1);
    });
  });
});
