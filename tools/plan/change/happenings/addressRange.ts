/** Ranges of IPv4 addresses. */

/** First address and number of bits of a range in CIDR notation, such as 10.0.0.0/20. */
function rangeOf(cidr: string): { first: number; bits: number } {
  const [address = "", bits = "32"] = cidr.split("/");
  const first = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return { first, bits: Number(bits) };
}

/** Whether a range is a part of another one. */
export function isWithin(inner: string, outer: string): boolean {
  const [one, other] = [rangeOf(inner), rangeOf(outer)];
  const size = 2 ** (32 - other.bits);
  return one.bits >= other.bits && Math.floor(one.first / size) === Math.floor(other.first / size);
}
