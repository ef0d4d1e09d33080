/** Credentials of further destinations. */
import type { Output } from "@pulumi/pulumi";
import type { StackInput } from "../settings/load/load";
import type { Exporter, Signal } from "../settings/schema/extending/exporters";
import { exportersOf } from "../settings/sizing/extending/exporters";

/** What the collectors of a signal send to prove who they are, by the names of their exporters. */
export function exporterSecretsOf(
  signal: Signal,
  { settings, exporterSecrets = {} }: StackInput,
): Readonly<Record<string, Output<string>>> {
  return Object.fromEntries(
    exportersOf(signal, settings.exporters).flatMap((exporter) => {
      const secret = exporterSecrets[exporter.name];
      return secret === undefined ? [] : [[exporter.name, secret.apply((text) => credential(exporter, text))] as const];
    }),
  );
}

function credential({ auth }: Exporter, secret: string): string {
  return auth.kind === "basic" ? Buffer.from(`${auth.username}:${secret}`).toString("base64") : secret;
}
