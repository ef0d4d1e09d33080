/** Which settings are an environment's own: the one home of this list. All others are the same in every stage, or told. */

/** Sections and settings that name an environment, or say how big, how dear and how long-lived it is. */
const OWN = [
  "environment",
  "cluster",
  "attributes",
  "metadata",
  "demo",
  "agent.profile",
  "metrics.url",
  "metrics.tenant",
  "metrics.credentialsGeneration",
  "certificatesGeneration",
  "outageMinutes",
  "grafana.ingress",
  "alerts.alertmanager.receivers",
  "images.registry",
];

/** Units at the end of the names of sizes: memory, disk, load, time that something is kept. */
const SIZE =
  /(?:MiB|GiB|Millicores|PerSecond|PerTrace|[rR]eplicas|maxNodes|minNodes|maxTraces|samplers|shards|retention(?:Hours|Days))$/;

/** A comment on the line of a setting in a stack file, by which that file declares it as its own: `# own: why`. */
const OWN_COMMENT = /#\s*own\b:?\s*(.*)$/;

/** Why a setting may differ between stages; undefined where nothing declares it. */
export function declarationOf(path: string, lines: readonly (string | undefined)[]): string | undefined {
  for (const line of lines) {
    const reason = OWN_COMMENT.exec(line ?? "")?.[1];
    if (reason !== undefined) return reason === "" ? "said in the stack file" : reason;
  }
  const section = OWN.find((own) => path === own || path.startsWith(`${own}.`));
  if (section !== undefined) return "an environment's own";
  return SIZE.test(path) ? "a size" : undefined;
}
