/** What Compute Engine asks of the ranges of subnets. https://cloud.google.com/vpc/docs/subnets */
import { text } from "../call";
import { failedPrecondition, invalidArgument } from "../errors";
import type { Json, Store } from "../store";

interface Range {
  readonly cidr: string;
  readonly first: number;
  readonly last: number;
}

function rangeOf(cidr: string): Range {
  const [address = "", length = ""] = cidr.split("/");
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  if (number % size !== 0) throw invalidArgument(`Invalid IPCidrRange: ${cidr} is not a network`);
  return { cidr, first: number, last: number + size - 1 };
}

function secondaryRanges(subnet: Json): Map<string, string> {
  const ranges = Array.isArray(subnet["secondaryIpRanges"]) ? (subnet["secondaryIpRanges"] as Json[]) : [];
  return new Map(ranges.map((range) => [text(range["rangeName"]), text(range["ipCidrRange"])]));
}

const rangesOf = (subnet: Json) => [text(subnet["ipCidrRange"]), ...secondaryRanges(subnet).values()].map(rangeOf);

/** Ranges of one VPC must not overlap. */
export function requireFreeRanges(store: Store, name: string, subnet: Json): void {
  const others = store.names().filter((other) => /\/subnetworks\/[^/]+$/.test(other) && other !== name);
  for (const other of others) {
    if (store.get(other)["network"] !== subnet["network"]) continue;
    for (const own of rangesOf(subnet))
      for (const { first, last } of rangesOf(store.get(other)))
        if (own.first <= last && first <= own.last)
          throw invalidArgument(`Invalid IPCidrRange: ${own.cidr} conflicts with existing subnetwork '${other}'`);
  }
}

/** A secondary range cannot be changed while a cluster has its pods or Services in it. */
export function requireRangesKept(store: Store, name: string, before: Json, after: Json): void {
  const user = store.userOf(name);
  if (user === undefined) return;
  const kept = secondaryRanges(after);
  for (const [range, cidr] of secondaryRanges(before))
    if (kept.get(range) !== cidr)
      throw failedPrecondition(`The secondary range '${range}' of '${name}' is already being used by '${user}'`);
}
