/** Pod template annotation that changes with the configuration, so that a changed ConfigMap restarts what reads it. */
export const CHECKSUM_ANNOTATION = "gke-telemetry/configuration-checksum";

/**
 * A short fingerprint of configuration data, in 16 hexadecimal digits: two FNV-1a sums with different multipliers.
 *
 * It tells two versions of a configuration apart and protects nothing, so it must never be taken of a secret.
 */
export function checksum(data: unknown): string {
  const text = JSON.stringify(data);
  let first = 0x811c9dc5;
  let second = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit, 0x85ebca6b);
  }
  return hexadecimal(first) + hexadecimal(second);
}

function hexadecimal(sum: number): string {
  return (sum >>> 0).toString(16).padStart(8, "0");
}
