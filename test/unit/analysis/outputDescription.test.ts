import assert from 'node:assert/strict';
import { describeOutput } from '../../../src/analysis/outputDescription';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const frame = (hex: string) => describeOutput({ kind: 'net-tx', data: bytes(hex) });
const serial = (data: string) => describeOutput({ kind: 'serial-tx', data: Buffer.from(data) });

const TO_FROM = 'ffffffffffff 525400123456';
const IPV4 = '4500 0054 0001 0000 40';
const ROUTE = '0000 0a00020f 0a000202';

describe('the description of an output', () => {
  it('names what an ARP packet asks and tells', () => {
    const arp = `${TO_FROM} 0806 0001 0800 06 04`;
    assert.equal(
      frame(`${arp} 0001 525400123456 0a00020f 000000000000 0a000202`),
      'ARP who-has 10.0.2.2 tell 10.0.2.15',
    );
    assert.equal(
      frame(`${arp} 0002 525400123456 0a00020f 525400000001 0a000202`),
      'ARP 10.0.2.15 is-at 52:54:00:12:34:56',
    );
  });

  it('names addresses and ports of TCP and UDP, and the flags of TCP', () => {
    const tcp = `0050 c833 00000000 00000000 5012 ffff 0000 0000`;
    assert.equal(
      frame(`${TO_FROM} 0800 ${IPV4} 06 ${ROUTE} ${tcp}`),
      'TCP 10.0.2.15:80 → 10.0.2.2:51251 SYN ACK',
    );
    assert.equal(
      frame(`${TO_FROM} 0800 ${IPV4} 11 ${ROUTE} 0007 1f90 0008 0000`),
      'UDP 10.0.2.15:7 → 10.0.2.2:8080',
    );
  });

  it('finds the ports behind IPv4 options and a VLAN tag', () => {
    const options = '4600 0054 0001 0000 40 11 0000 0a00020f 0a000202 01010101';
    assert.equal(
      frame(`${TO_FROM} 8100 0005 0800 ${options} 0007 0008 0008 0000`),
      'UDP 10.0.2.15:7 → 10.0.2.2:8',
    );
  });

  it('names ICMP echoes with their sequence number', () => {
    assert.equal(
      frame(`${TO_FROM} 0800 ${IPV4} 01 ${ROUTE} 0800 0000 0001 002a`),
      'ICMP echo request 42, 10.0.2.15 → 10.0.2.2',
    );
    assert.equal(
      frame(`${TO_FROM} 0800 ${IPV4} 01 ${ROUTE} 0000 0000 0001 002a`),
      'ICMP echo reply 42, 10.0.2.15 → 10.0.2.2',
    );
  });

  it('does not look for ports in a later fragment', () => {
    const fragment = '4500 0054 0001 2001 40 11';
    assert.equal(
      frame(`${TO_FROM} 0800 ${fragment} ${ROUTE} 0007 0008 0008 0000`),
      'IPv4 fragment at 8, 10.0.2.15 → 10.0.2.2',
    );
  });

  it('describes IPv6 and unknown types by their addresses', () => {
    const from = 'fe80 0000 0000 0000 0000 0000 0000 0001';
    const to = 'ff02 0000 0000 0000 0000 0000 0000 0002';
    assert.equal(
      frame(`${TO_FROM} 86dd 6000 0000 0008 11 40 ${from} ${to} 0007 0008 0008 0000`),
      'UDP fe80:0:0:0:0:0:0:1:7 → ff02:0:0:0:0:0:0:2:8',
    );
    assert.equal(
      frame(`${TO_FROM} 88b5 0102`),
      'Ethernet type 0x88b5, 52:54:00:12:34:56 → ff:ff:ff:ff:ff:ff',
    );
  });

  it('says as much as it can of a frame cut off anywhere', () => {
    const whole = bytes(
      `${TO_FROM} 0800 ${IPV4} 06 ${ROUTE} 0050 c833 00000000 00000000 5012 ffff 0000 0000`,
    );
    for (let length = 0; length <= whole.length; length++) {
      const said = describeOutput({ kind: 'net-tx', data: whole.subarray(0, length) });
      const expected =
        length < 14
          ? 'short Ethernet frame'
          : length < 34
            ? 'IPv4'
            : length < 48
              ? 'IPv4 10.0.2.15 → 10.0.2.2'
              : 'TCP 10.0.2.15:80 → 10.0.2.2:51251 SYN ACK';
      assert.equal(said, expected, `${length} bytes`);
    }
  });

  it('quotes serial text and escapes what cannot be printed', () => {
    assert.equal(serial('tick 12\r\n'), '"tick 12\\r\\n"');
    assert.equal(serial('\x00\x1b[2J\x7f\t'), '"\\x00\\x1b[2J\\x7f\\t"');
    assert.equal(serial('x'.repeat(65)), `"${'x'.repeat(64)}"…`);
    assert.equal(serial(''), '""');
  });

  it('names the sectors of a disk write', () => {
    const write = (diskOffset: number, length: number) =>
      describeOutput({ kind: 'disk-write', data: new Uint8Array(length), diskOffset });
    assert.equal(write(12 * 512, 512), 'sector 12');
    assert.equal(write(1_000_000 * 512, 4096), 'sectors 1,000,000–1,000,007');
    assert.equal(write(100, 1), 'sector 0');
    assert.equal(
      describeOutput({ kind: 'disk-flush', data: new Uint8Array() }),
      'flush of the disk cache',
    );
  });
});
