/**
 * Shares of a collector's memory limit.
 *
 * A memory limiter as high as the container's limit would never act, because the kernel kills the process first. Go's
 * heap is only part of the memory that the kernel counts; stacks, the runtime and page cache need the rest.
 */

/** Part of the memory limit at which the memory limiter refuses data. */
export const LIMITER_SHARE = 0.75;

/** Part of the memory limiter's limit that is kept free for one burst. */
export const SPIKE_SHARE = 0.2;

/** Part of the memory limit that the heap can use before the limiter refuses data: its limit less the part for bursts. */
export const USABLE_SHARE = 0.6;

/** Part of the memory limit that is the Go runtime's soft limit, GOMEMLIMIT. */
export const GO_MEMORY_SHARE = 0.8;

/** A share as text, such as "75 %". */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
