/**
 * Shares of a collector's memory limit.
 *
 * Go collects garbage below the heap at which the memory limiter refuses data, so that garbage alone refuses nothing,
 * and the limiter acts below the limit at which the kernel ends the process. Go's heap is only part of what the kernel
 * counts; stacks, the runtime and page cache need the rest.
 */

/** Part of the memory limit that is the Go runtime's soft limit, GOMEMLIMIT. */
export const GO_MEMORY_SHARE = 0.7;

/** Part of the memory limit at which the memory limiter refuses data. */
export const LIMITER_SHARE = 0.75;

/** The largest part of the memory limit at which the limiter may be set to refuse data. */
export const LARGEST_LIMITER_SHARE = 0.8;

/** Part of the memory limit above that, for one burst, until the limiter also forces collections. */
export const SPIKE_SHARE = 0.1;

/** Part of the memory limit that live data may take, so that collections stay rare. */
export const USABLE_SHARE = 0.6;

/** A share as people read it, such as "75 %". */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
