/** IPv4 ranges in CIDR notation. */

interface Range {
  readonly first: number;
  readonly last: number;
}

function range(cidr: string): Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const number = address.split(".").reduce((total, octet) => total * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether two ranges share an address. */
export function rangesOverlap(one: string, other: string): boolean {
  const [a, b] = [range(one), range(other)];
  return a.first <= b.last && b.first <= a.last;
}
