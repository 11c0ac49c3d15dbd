#include "netAnswer.h"

#include <stdbool.h>

#include "memory.h"
#include "netNe2k.h"

#define ETHERNET_HEADER 14u
#define TYPE_IPV4 0x0800
#define TYPE_ARP 0x0806

#define ARP_BYTES 28u
#define ARP_REQUEST 1
#define ARP_REPLY 2

#define IPV4_HEADER_MIN 20u
#define IPV4_FRAGMENT 0x3FFF /* more fragments, or an offset */
#define PROTOCOL_ICMP 1
#define PROTOCOL_UDP 17
#define TIME_TO_LIVE 64

#define ICMP_ECHO_REPLY 0
#define ICMP_ECHO_REQUEST 8
#define ICMP_HEADER 8u
#define UDP_HEADER 8u

static const uint8_t our_ip[4] = { 10, 0, 2, 15 };

static uint32_t read16(const uint8_t *at)
{
  return (uint32_t)(at[0] << 8 | at[1]);
}

static void write16(uint8_t *at, uint32_t value)
{
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static bool is_our_ip(const uint8_t *ip)
{
  for (uint32_t i = 0; i < sizeof our_ip; i++)
    if (ip[i] != our_ip[i])
      return false;
  return true;
}

static void swap(uint8_t *a, uint8_t *b, uint32_t bytes)
{
  for (uint32_t i = 0; i < bytes; i++) {
    uint8_t kept = a[i];
    a[i] = b[i];
    b[i] = kept;
  }
}

/* The Internet checksum (RFC 1071); 0 over data that carries its own. */
static uint32_t checksum(const uint8_t *data, uint32_t bytes)
{
  uint32_t sum = 0;
  for (uint32_t i = 0; i + 1 < bytes; i += 2)
    sum += read16(data + i);
  if (bytes & 1)
    sum += (uint32_t)data[bytes - 1] << 8;
  while (sum >> 16)
    sum = (sum & 0xFFFF) + (sum >> 16);
  return ~sum & 0xFFFF;
}

/* Back to where it came from; from our own address, even if it was a broadcast. */
static void return_to_sender(uint8_t *frame)
{
  memcpy(frame, frame + NET_ADDRESS_BYTES, NET_ADDRESS_BYTES);
  memcpy(frame + NET_ADDRESS_BYTES, net_address, NET_ADDRESS_BYTES);
}

static uint32_t answer_arp(uint8_t *frame, uint32_t bytes)
{
  uint8_t *arp = frame + ETHERNET_HEADER;
  if (bytes < ETHERNET_HEADER + ARP_BYTES || read16(arp) != 1 || read16(arp + 2) != TYPE_IPV4 ||
      read16(arp + 6) != ARP_REQUEST || !is_our_ip(arp + 24))
    return 0;
  return_to_sender(frame);
  write16(arp + 6, ARP_REPLY);
  memcpy(arp + 18, arp + 8, 10); /* who asked is now who is told */
  memcpy(arp + 8, net_address, NET_ADDRESS_BYTES);
  memcpy(arp + 14, our_ip, sizeof our_ip);
  return bytes;
}

static bool answer_icmp(uint8_t *icmp, uint32_t bytes)
{
  if (bytes < ICMP_HEADER || icmp[0] != ICMP_ECHO_REQUEST || checksum(icmp, bytes))
    return false;
  icmp[0] = ICMP_ECHO_REPLY;
  write16(icmp + 2, 0);
  write16(icmp + 2, checksum(icmp, bytes));
  return true;
}

/* The checksum covers both ports and both addresses, and does not mind that they change places. */
static bool answer_udp(uint8_t *udp, uint32_t bytes)
{
  if (bytes < UDP_HEADER)
    return false;
  swap(udp, udp + 2, 2);
  return true;
}

static uint32_t answer_ipv4(uint8_t *frame, uint32_t bytes)
{
  uint8_t *ip = frame + ETHERNET_HEADER;
  uint32_t room = bytes - ETHERNET_HEADER;
  if (room < IPV4_HEADER_MIN || ip[0] >> 4 != 4)
    return 0;
  uint32_t header = (ip[0] & 0x0F) * 4u;
  uint32_t total = read16(ip + 2);
  if (header < IPV4_HEADER_MIN || total < header || total > room || checksum(ip, header) ||
      (read16(ip + 6) & IPV4_FRAGMENT) || !is_our_ip(ip + 16))
    return 0;

  uint8_t *payload = ip + header;
  if (!(ip[9] == PROTOCOL_ICMP && answer_icmp(payload, total - header)) &&
      !(ip[9] == PROTOCOL_UDP && answer_udp(payload, total - header)))
    return 0;
  return_to_sender(frame);
  swap(ip + 12, ip + 16, 4);
  ip[8] = TIME_TO_LIVE;
  write16(ip + 10, 0);
  write16(ip + 10, checksum(ip, header));
  return ETHERNET_HEADER + total;
}

uint32_t net_answer(uint8_t *frame, uint32_t bytes)
{
  if (bytes < ETHERNET_HEADER)
    return 0;
  switch (read16(frame + 12)) {
  case TYPE_ARP:
    return answer_arp(frame, bytes);
  case TYPE_IPV4:
    return answer_ipv4(frame, bytes);
  default:
    return_to_sender(frame);
    return bytes;
  }
}
