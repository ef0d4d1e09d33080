/** The Prometheus servers of a stack. */
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
