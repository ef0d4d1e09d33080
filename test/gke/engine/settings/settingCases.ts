/** One change of each setting that reaches Google's resources. */
import type { SectionsChange } from "../gkeStack";

export interface SettingCase {
  /** Path of the setting below `gke-telemetry:`. */
  readonly setting: string;
  /** What it is changed to; undefined takes it away. */
  readonly value: unknown;
  /** Whether the stack before the change has `EXTENSIONS`. Default: it is dev as shipped. */
  readonly extended?: boolean;
}

/** Settings that dev does not have, or has otherwise: those of which Google changes the resources in place, and new ones. */
export const EXTENSIONS: readonly SettingCase[] = [
  { setting: "cluster.nodePool.machineType", value: "e2-standard-8" },
  { setting: "cluster.nodePool.minNodes", value: 2 },
  { setting: "cluster.nodePool.maxNodes", value: 8 },
  { setting: "cluster.nodePool.diskGiB", value: 80 },
  { setting: "cluster.releaseChannel", value: "STABLE" },
  { setting: "cluster.maintenanceStartTime", value: "05:30" },
  { setting: "cluster.authorizedNetworks", value: [{ name: "office", cidr: "203.0.113.0/24" }] },
  { setting: "cluster.logs", value: "system" },
  { setting: "cluster.intranodeVisibility", value: false },
  { setting: "cluster.flowLogs.intervalSeconds", value: 60 },
  { setting: "cluster.flowLogs.samplePercent", value: 25 },
  { setting: "cluster.flowLogs.metadata", value: true },
  { setting: "cluster.imagePolicy", value: { attestors: ["projects/acme-dev/attestors/ci"], mode: "dryRun" } },
  { setting: "cluster.imageRepository", value: "telemetry" },
];

export const SETTING_CASES: readonly SettingCase[] = [
  { setting: "cluster.name", value: "telemetry-next" },
  { setting: "cluster.project", value: "acme-next" },
  { setting: "cluster.location", value: "europe-west1-c" },
  { setting: "cluster.nodePool.spot", value: false },
  { setting: "cluster.deletionProtection", value: true },
  { setting: "cluster.nodesCidr", value: "10.1.0.0/20" },
  { setting: "cluster.podsCidr", value: "10.64.0.0/14" },
  { setting: "cluster.servicesCidr", value: "10.9.0.0/20" },
  ...EXTENSIONS,
  { setting: "cluster.flowLogs.enabled", value: false },
  { setting: "cluster.imagePolicy.attestors", value: ["projects/acme-dev/attestors/release"], extended: true },
  { setting: "cluster.imagePolicy.allowedImages", value: ["europe-docker.pkg.dev/acme-dev/tools/*"], extended: true },
  { setting: "cluster.imagePolicy.mode", value: "enforce", extended: true },
  { setting: "cluster.imagePolicy", value: undefined, extended: true },
  { setting: "cluster.imageRepository", value: "images", extended: true },
  { setting: "cluster.imageRepository", value: undefined, extended: true },
  { setting: "cluster.authorizedNetworks", value: undefined, extended: true },
  { setting: "environment", value: "test" },
];

/** Sets one setting. */
export function changeOf({ setting, value }: SettingCase): SectionsChange {
  return (sections) => withValue(sections, setting.split("."), value);
}

function withValue(
  section: Readonly<Record<string, unknown>>,
  [name = "", ...rest]: readonly string[],
  value: unknown,
) {
  const inner = (section[name] ?? {}) as Readonly<Record<string, unknown>>;
  const changed: Record<string, unknown> = {
    ...section,
    [name]: rest.length > 0 ? withValue(inner, rest, value) : value,
  };
  return changed;
}
