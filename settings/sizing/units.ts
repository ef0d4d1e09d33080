/** Units that more than one rule or report needs. */

export const MILLISECONDS_PER_SECOND = 1000;
export const SECONDS_PER_MINUTE = 60;
export const SECONDS_PER_HOUR = 3600;
export const SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR;
export const BYTES_PER_KIB = 1024;
export const BYTES_PER_MIB = 1024 ** 2;
export const BYTES_PER_GIB = 1024 ** 3;
export const MIB_PER_GIB = 1024;

/** Bytes as GiB with one decimal, such as "4.0 GiB". */
export function gibText(bytes: number): string {
  return `${(bytes / BYTES_PER_GIB).toFixed(1)} GiB`;
}

/** A whole number with thousands separated, such as "10,000". */
export function countText(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}
