import type { Output } from '../core/syncPoint';

/**
 * Says in a few words what an output is: the innermost protocol that its first bytes tell of. Bytes
 * that stop short, or that no rule knows, are described by what was understood before them.
 *
 * Layouts: Ethernet II and 802.1Q (IEEE 802.3), ARP (RFC 826), IPv4 (RFC 791), IPv6 (RFC 8200),
 * ICMP (RFC 792), TCP (RFC 9293), UDP (RFC 768).
 */
export function describeOutput(output: Output): string {
  switch (output.kind) {
    case 'net-tx':
      return describeFrame(output.data);
    case 'serial-tx':
      return describeText(output.data);
    case 'disk-write':
      return describeSectors(output.diskOffset, output.data.length);
    case 'disk-flush':
      return 'flush of the disk cache';
  }
}

const SECTOR_BYTES = 512;

/** Longest serial text that is shown. */
const MAX_TEXT_BYTES = 64;

function describeSectors(diskOffset: number | undefined, bytes: number): string {
  if (diskOffset === undefined) return 'disk write';
  const first = Math.floor(diskOffset / SECTOR_BYTES);
  const last = Math.floor((diskOffset + Math.max(1, bytes) - 1) / SECTOR_BYTES);
  return first === last
    ? `sector ${first.toLocaleString('en-US')}`
    : `sectors ${first.toLocaleString('en-US')}–${last.toLocaleString('en-US')}`;
}

/** The text in quotes, with what cannot be printed written as an escape. */
function describeText(data: Uint8Array): string {
  let text = '';
  for (const byte of data.subarray(0, MAX_TEXT_BYTES)) {
    if (byte === 0x0a) text += '\\n';
    else if (byte === 0x0d) text += '\\r';
    else if (byte === 0x09) text += '\\t';
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `"${text}"${data.length > MAX_TEXT_BYTES ? '…' : ''}`;
}

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_VLAN = 0x8100;
const ETHERTYPE_IPV6 = 0x86dd;

function describeFrame(frame: Uint8Array): string {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 14) return 'short Ethernet frame';
  let type = view.getUint16(12);
  let payload = 14;
  if (type === ETHERTYPE_VLAN && frame.length >= 18) {
    type = view.getUint16(16);
    payload = 18;
  }
  switch (type) {
    case ETHERTYPE_ARP:
      return describeArp(view, payload) ?? 'ARP';
    case ETHERTYPE_IPV4:
      return describeIpv4(view, payload) ?? 'IPv4';
    case ETHERTYPE_IPV6:
      return describeIpv6(view, payload) ?? 'IPv6';
    default: {
      const kind = type < 0x600 ? `802.3, ${type} bytes` : `type 0x${hex(type, 4)}`;
      return `Ethernet ${kind}, ${mac(frame, 6)} → ${mac(frame, 0)}`;
    }
  }
}

function describeArp(view: DataView, at: number): string | undefined {
  if (view.byteLength < at + 28) return undefined;
  const operation = view.getUint16(at + 6);
  const sender = ipv4(view, at + 14);
  const target = ipv4(view, at + 24);
  if (operation === 1) return `ARP who-has ${target} tell ${sender}`;
  if (operation !== 2) return `ARP operation ${operation}`;
  const address = mac(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at + 8);
  return `ARP ${sender} is-at ${address}`;
}

function describeIpv4(view: DataView, at: number): string | undefined {
  if (view.byteLength < at + 20) return undefined;
  const headerBytes = (view.getUint8(at) & 0x0f) * 4;
  if (headerBytes < 20) return undefined;
  const from = ipv4(view, at + 12);
  const to = ipv4(view, at + 16);
  const protocol = view.getUint8(at + 9);
  const fragmentOffset = (view.getUint16(at + 6) & 0x1fff) * 8;
  if (fragmentOffset > 0) return `IPv4 fragment at ${fragmentOffset}, ${from} → ${to}`;
  const body = at + headerBytes;
  return describeTransport(view, protocol, body, from, to) ?? `IPv4 ${from} → ${to}`;
}

function describeIpv6(view: DataView, at: number): string | undefined {
  if (view.byteLength < at + 40) return undefined;
  const from = ipv6(view, at + 8);
  const to = ipv6(view, at + 24);
  const protocol = view.getUint8(at + 6);
  return describeTransport(view, protocol, at + 40, from, to) ?? `IPv6 ${from} → ${to}`;
}

const PROTOCOL_ICMP = 1;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;

function describeTransport(
  view: DataView,
  protocol: number,
  at: number,
  from: string,
  to: string,
): string | undefined {
  const left = view.byteLength - at;
  if (protocol === PROTOCOL_ICMP && left >= 8) {
    const type = view.getUint8(at);
    const route = `${from} → ${to}`;
    const sequence = view.getUint16(at + 6);
    if (type === 8) return `ICMP echo request ${sequence}, ${route}`;
    if (type === 0) return `ICMP echo reply ${sequence}, ${route}`;
    return `ICMP type ${type}, ${route}`;
  }
  if ((protocol === PROTOCOL_TCP && left >= 14) || (protocol === PROTOCOL_UDP && left >= 8)) {
    const name = protocol === PROTOCOL_TCP ? 'TCP' : 'UDP';
    const flags = protocol === PROTOCOL_TCP ? tcpFlags(view.getUint8(at + 13)) : '';
    return `${name} ${from}:${view.getUint16(at)} → ${to}:${view.getUint16(at + 2)}${flags}`;
  }
  return undefined;
}

function tcpFlags(bits: number): string {
  const names = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];
  const set = names.filter((_, bit) => bits & (1 << bit));
  return set.length === 0 ? '' : ` ${set.join(' ')}`;
}

function mac(bytes: Uint8Array, at: number): string {
  return Array.from(bytes.subarray(at, at + 6), (byte) => hex(byte, 2)).join(':');
}

function ipv4(view: DataView, at: number): string {
  return [0, 1, 2, 3].map((i) => view.getUint8(at + i)).join('.');
}

/** All eight groups, without leading zeros. */
function ipv6(view: DataView, at: number): string {
  return [0, 1, 2, 3, 4, 5, 6, 7].map((i) => view.getUint16(at + 2 * i).toString(16)).join(':');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
