/** Quantities of Kubernetes, such as `250m` and `1Gi`. */

const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
};

/** The number of a Kubernetes quantity, such as 0.25 of `250m`; zero of what is none. */
export function quantity(text: string): number {
  const [, number = "0", unit = ""] = /^([\d.]+(?:[eE]\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  return Number(number) * (UNITS[unit] ?? 0);
}
