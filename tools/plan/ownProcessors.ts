/** What a real collector says of processors of one's own: their statements are in OTTL, which only it can read. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { ownProcessors } from "../../collector/common/own/processors";
import { EXPORTERS, RECEIVERS } from "../../contract/collector/components";
import type { Problem } from "../../settings/problems";
import { key } from "../../settings/rules/rule";
import type { Signal } from "../../settings/schema/extending/exporters";
import type { Processor } from "../../settings/schema/extending/processors";
import { UserError } from "../cli";
import { temporaryFolder, writeWhole } from "../files";
import { tell } from "../progress";
import type { Plan } from "./plan";

/** A pipeline with nothing but the processor. */
function configurationOf(signal: Signal, processor: Processor): object {
  const own = ownProcessors([processor]);
  const pipeline = { receivers: [RECEIVERS.otlp], processors: own.map(({ id }) => id), exporters: [EXPORTERS.debug] };
  return {
    receivers: { [RECEIVERS.otlp]: { protocols: { grpc: {} } } },
    processors: Object.fromEntries(own.map(({ id, settings }) => [id, settings])),
    exporters: { [EXPORTERS.debug]: {} },
    service: { pipelines: { [signal]: pipeline } },
  };
}

/** Why a collector would not start with a configuration, in one line; undefined if it would. */
function refusal(collector: string, configuration: object): string | undefined {
  const folder = temporaryFolder("gke-telemetry-processors-");
  try {
    const file = path.join(folder, "config.yaml");
    // JSON is YAML.
    writeWhole(file, JSON.stringify(configuration));
    const { status, stderr, error } = spawnSync(collector, ["validate", `--config=${file}`], { encoding: "utf8" });
    if (error) throw new UserError(`${collector} cannot be run, which OTELCOL_BINARY names: ${error.message}`);
    return status === 0
      ? undefined
      : stderr
          .replace(/^Error: (processors::\S+: )?/, "")
          .trim()
          .replace(/\s+/g, " ");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** A plan with what the collector that `OTELCOL_BINARY` names refuses of `processors`. Without one nobody is asked. */
export function withReadProcessors(plan: Plan, collector = process.env["OTELCOL_BINARY"] ?? ""): Plan {
  const signals = Object.entries(plan.settings?.processors ?? {}) as [Signal, readonly Processor[]][];
  if (collector === "" || signals.every(([, processors]) => processors.length === 0)) return plan;
  tell(`Asking ${collector} about processors`);
  const found = signals.flatMap(([signal, processors]) =>
    processors.flatMap((processor, index): Problem[] => {
      const text = refusal(collector, configurationOf(signal, processor));
      return text === undefined
        ? []
        : [
            {
              path: key(`processors.${signal}[${index}].config`),
              rule: `is refused by the collector, which would not start: ${text}`,
              fix: `Correct it by the documentation of the processor ${processor.kind}.`,
            },
          ];
    }),
  );
  return { ...plan, problems: [...plan.problems, ...found] };
}
