import assert from 'node:assert/strict';
import { formatAddress, isLoopback, parseAddress } from '../../../../src/node/pair/address';
import { requireProtection } from '../../../../src/node/pair/credentials';

describe('an address', () => {
  it('is a host and a port, with brackets around IPv6', () => {
    assert.deepEqual(parseAddress('127.0.0.1:7310'), { host: '127.0.0.1', port: 7310 });
    assert.deepEqual(parseAddress('standby.example:0'), { host: 'standby.example', port: 0 });
    assert.deepEqual(parseAddress('[::1]:7310'), { host: '::1', port: 7310 });
    for (const text of ['', 'host', ':80', 'host:', 'host:65536', '::1:80', 'a b:1', 'h:1x']) {
      assert.equal(parseAddress(text), undefined, text);
    }
  });

  it('is written as it is read', () => {
    for (const text of ['127.0.0.1:7310', 'standby.example:1', '[fe80::1]:65535']) {
      const address = parseAddress(text);
      assert.equal(address && formatAddress(address.host, address.port), text);
    }
  });

  it('is of this machine in the loopback ranges alone', () => {
    for (const ip of ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1']) {
      assert.equal(isLoopback(ip), true, ip);
    }
    for (const ip of [
      '128.0.0.1',
      '10.0.0.1',
      '0.0.0.0',
      '::',
      '::2',
      'fe80::1',
      '::ffff:10.0.0.1',
    ]) {
      assert.equal(isLoopback(ip), false, ip);
    }
  });

  it('needs certificates unless it is of this machine', () => {
    const home = { host: 'localhost', port: 1, ip: '127.0.0.1', loopback: true };
    const away = { host: 'db', port: 1, ip: '10.0.0.1', loopback: false };
    requireProtection(home, undefined);
    requireProtection(away, {});
    assert.throws(() => requireProtection(away, undefined), {
      kind: 'usage',
      message: /^db:1 \(10\.0\.0\.1\) is no loopback address, .*: give --certificates DIR/,
    });
  });
});
