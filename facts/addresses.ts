/** Ranges of IP addresses, in CIDR notation. */

/** Private addresses: those of RFC 1918, the shared range of RFC 6598 and IPv6's unique local addresses. */
export const PRIVATE_RANGES: readonly string[] = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
];
