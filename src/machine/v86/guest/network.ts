/** The network that the embedded guest finds itself on, and the frames that a client there sends. */

/** The guest's network card; whoever makes the machine gives the card this address. */
export const GUEST_MAC: Uint8Array = Uint8Array.of(0x52, 0x54, 0x00, 0x12, 0x34, 0x56);
/** What the guest answers to. */
export const GUEST_IP: Uint8Array = Uint8Array.of(10, 0, 2, 15);
/** The client's network card. */
export const CLIENT_MAC: Uint8Array = Uint8Array.of(0x52, 0x55, 0x0a, 0x00, 0x02, 0x02);
/** The client. */
export const CLIENT_IP: Uint8Array = Uint8Array.of(10, 0, 2, 2);

/** IEEE 802's type for local experiments: no protocol that a host might know. */
export const EXPERIMENTAL_ETHERTYPE = 0x88b5;

const BROADCAST_MAC = new Uint8Array(6).fill(0xff);
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_ARP = 0x0806;
const ETHERNET_HEADER_BYTES = 14;
const ETHERNET_PAYLOAD_MIN_BYTES = 46;
const IPV4_HEADER_BYTES = 20;
const ICMP_HEADER_BYTES = 8;

/** Who has the guest's IP address? */
export function arpRequest(): Uint8Array {
  const arp = new Uint8Array(28);
  const view = new DataView(arp.buffer);
  view.setUint16(0, 1); // Ethernet
  view.setUint16(2, ETHERTYPE_IPV4);
  view.setUint8(4, CLIENT_MAC.length);
  view.setUint8(5, CLIENT_IP.length);
  view.setUint16(6, 1); // request
  arp.set(CLIENT_MAC, 8);
  arp.set(CLIENT_IP, 14);
  arp.set(GUEST_IP, 24);
  return ethernetFrame(BROADCAST_MAC, ETHERTYPE_ARP, arp);
}

/** A ping: an ICMP echo request from the client to the guest. */
export function echoRequest(identifier: number, sequence: number, data: Uint8Array): Uint8Array {
  const packet = new Uint8Array(IPV4_HEADER_BYTES + ICMP_HEADER_BYTES + data.length);
  const view = new DataView(packet.buffer);
  view.setUint8(0, 0x45); // version 4, a header of five words
  view.setUint16(2, packet.length);
  view.setUint16(4, sequence & 0xffff);
  view.setUint8(8, 64); // time to live
  view.setUint8(9, 1); // ICMP
  packet.set(CLIENT_IP, 12);
  packet.set(GUEST_IP, 16);
  view.setUint16(10, internetChecksum(packet.subarray(0, IPV4_HEADER_BYTES)));

  view.setUint8(IPV4_HEADER_BYTES, 8); // echo request
  view.setUint16(IPV4_HEADER_BYTES + 4, identifier & 0xffff);
  view.setUint16(IPV4_HEADER_BYTES + 6, sequence & 0xffff);
  packet.set(data, IPV4_HEADER_BYTES + ICMP_HEADER_BYTES);
  view.setUint16(IPV4_HEADER_BYTES + 2, internetChecksum(packet.subarray(IPV4_HEADER_BYTES)));
  return ethernetFrame(GUEST_MAC, ETHERTYPE_IPV4, packet);
}

/** A frame of no known protocol, which the guest sends back as it is. */
export function experimentalFrame(payload: Uint8Array): Uint8Array {
  return ethernetFrame(GUEST_MAC, EXPERIMENTAL_ETHERTYPE, payload);
}

/** The Internet checksum (RFC 1071); 0 over data that carries its own. */
export function internetChecksum(data: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += i % 2 === 0 ? data[i] << 8 : data[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** A frame from the client, padded to the shortest that Ethernet allows. */
function ethernetFrame(to: Uint8Array, type: number, payload: Uint8Array): Uint8Array {
  const bytes = Math.max(payload.length, ETHERNET_PAYLOAD_MIN_BYTES);
  const frame = new Uint8Array(ETHERNET_HEADER_BYTES + bytes);
  frame.set(to, 0);
  frame.set(CLIENT_MAC, 6);
  new DataView(frame.buffer).setUint16(12, type);
  frame.set(payload, ETHERNET_HEADER_BYTES);
  return frame;
}
