/** The collectors of a plan: their configurations and their problems. */
import { SIDECAR, SIDECAR_CONFIGURATION } from "../../collector/sidecar/sidecar";
import { POD_FIELDS } from "../../collector/sidecar/config";
import { configurationProblems } from "../../collector/validation/validate";
import type { CollectorConfig } from "../../collector/common/model";
import { eventNames, LOG_NAMES } from "../../contract/logs";
import { agentNames, canaryNames, NAMES } from "../../contract/names";
import { SCRAPER } from "../../contract/collector/scraper";
import type { Problem } from "../../settings/problems";
import type { PlannedResource } from "./engine";
import { resourceFile } from "./output/fileNames";

/** Roles of the stack's own releases. */
const ROLES: Readonly<Record<string, string>> = {
  [NAMES.agentRelease]: "agent",
  [canaryNames(agentNames()).release]: "canary",
  [NAMES.traceGateway]: "gateway",
  [NAMES.traceSampler]: "sampler",
  [LOG_NAMES.release]: "logs",
  [eventNames().release]: "events",
  [SCRAPER]: "scraper",
};

/** The role of a release: that of the stack's own, or else the release's own name. */
export function roleOf(release: string): string {
  return ROLES[release] ?? release;
}

/** The fields of a planned chart that are read here. */
interface Chart {
  readonly release: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The configuration of each release of the collector's chart, by role. */
export function collectorsOf(charts: readonly Chart[]): Record<string, CollectorConfig> {
  return Object.fromEntries(
    charts.flatMap(({ release, values }) => {
      const config = values["alternateConfig"] as CollectorConfig | undefined;
      return config === undefined ? [] : [[roleOf(release), config]];
    }),
  );
}

/** A sidecar of a planned workload. */
interface PlannedSidecar {
  /** Kind, namespace and name of the workload. */
  readonly workload: string;
  /** File of the plan that has it. */
  readonly file: string;
  readonly config: CollectorConfig;
}

interface WorkloadInputs {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly initContainers?: readonly {
          readonly name: string;
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

/** The sidecars of all workloads. */
export function sidecarConfigsIn(resources: readonly PlannedResource[]): PlannedSidecar[] {
  return resources.flatMap((resource) => {
    const { kind, metadata, spec } = resource.inputs as WorkloadInputs;
    const sidecars = (spec?.template?.spec?.initContainers ?? []).filter(({ name }) => name === SIDECAR);
    return sidecars.flatMap(({ env = [] }) => {
      const text = env.find(({ name }) => name === SIDECAR_CONFIGURATION)?.value;
      if (text === undefined) return [];
      const workload = `${kind ?? ""} ${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
      return [{ workload, file: resourceFile(resource) ?? "", config: JSON.parse(text) as CollectorConfig }];
    });
  });
}

/** A configuration of a collector, and the file of the plan that has it. */
interface CollectorFile {
  readonly file: string;
  readonly config: CollectorConfig;
}

/** Every collector of a plan: the releases by role, and each sidecar as `sidecar of KIND NAMESPACE/NAME`. */
export function everyCollector(plan: {
  readonly collectors: Readonly<Record<string, CollectorConfig>>;
  readonly resources: readonly PlannedResource[];
}): Readonly<Record<string, CollectorFile>> {
  const releases = Object.entries(plan.collectors).map(([role, config]) => [
    role,
    { file: `collector/${role}.yaml`, config },
  ]);
  const sidecars = sidecarConfigsIn(plan.resources).map(({ workload, ...rest }) => [`sidecar of ${workload}`, rest]);
  return Object.fromEntries([...releases, ...sidecars]) as Record<string, CollectorFile>;
}

function problem(path: string, finding: string): Problem {
  return {
    path,
    rule: finding.replace(/\.$/, ""),
    fix: "This is a mistake of the program, not of the settings: please report it with the stack file.",
  };
}

/** Every problem of the configurations of releases and sidecars. */
export function collectorProblems(
  collectors: Readonly<Record<string, CollectorConfig>>,
  resources: readonly PlannedResource[],
): Problem[] {
  return [
    ...Object.entries(collectors).flatMap(([role, config]) =>
      configurationProblems(config).map((finding) => problem(`collector/${role}.yaml`, finding)),
    ),
    ...sidecarConfigsIn(resources).flatMap(({ workload, config }) =>
      configurationProblems(config, Object.keys(POD_FIELDS)).map((finding) =>
        problem(`sidecar of ${workload}`, finding),
      ),
    ),
  ];
}
