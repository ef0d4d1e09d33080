/** Sizes in bytes, as Kubernetes and Prometheus write them. */

const KUBERNETES: Readonly<Record<string, number>> = {
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

/** Prometheus' units are powers of 1024. */
const PROMETHEUS: Readonly<Record<string, number>> = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

/** Bytes of a quantity such as `2512Mi` or `80GB`; infinite where it is absent or invalid. */
export function bytesOf(quantity: string): number {
  const [, number, unit = ""] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  const bytes = unit === "" ? 1 : (KUBERNETES[unit] ?? PROMETHEUS[unit] ?? Infinity);
  return number === undefined ? Infinity : Number(number) * bytes;
}
