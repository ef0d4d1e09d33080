/** The Prometheus servers of a stack, and sizes as they and Kubernetes write them. */
import { containersOf } from "./manifests";
import { type Manifest, textsAt } from "./reading";
import type { StackResource } from "../rule";
import type { Workload } from "./services";

/** The arguments of every container of a workload. */
export function argumentsOf(manifest: Manifest): readonly string[] {
  return containersOf(manifest).flatMap((container) => [
    ...textsAt(container, "command"),
    ...textsAt(container, "args"),
  ]);
}

/** The value of an argument `--name=value`. */
export function argumentOf(manifest: Manifest, name: string): string | undefined {
  const prefix = `--${name}=`;
  return argumentsOf(manifest)
    .find((argument) => argument.startsWith(prefix))
    ?.slice(prefix.length);
}

/** Every workload that runs a Prometheus server with a database. */
export function prometheusServers(resources: readonly StackResource[]): readonly Workload[] {
  return resources.flatMap(({ manifests, urn }) =>
    manifests
      .filter((manifest) => argumentOf(manifest, "storage.tsdb.path") !== undefined)
      .map((manifest) => ({ manifest, urn })),
  );
}

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
