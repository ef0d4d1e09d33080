/**
 * A model of the OpenTelemetry Collector's chart: the objects that it renders from its values, as far as rules read
 * them.
 *
 * It is needed because a preview without a cluster renders no chart. It knows the chart's defaults, such as the host
 * ports that stay open where the values do not mention them.
 */
import {
  AGENT_SELECTOR,
  CHART_MODES,
  CHART_NAME,
  CONFIGURATION_KEY,
  HOST_PORTS,
  PRESET_HOST_PATHS,
  releaseLabels,
} from "../../contract/collector/chart";
import { type Manifest, at, listAt, objectAt, textAt } from "./reading";

function presetEnabled(values: Manifest, preset: string): boolean {
  return at(values, "presets", preset, "enabled") === true;
}

function imageOf(values: Manifest): string {
  const [repository, digest, tag] = ["repository", "digest", "tag"].map((part) => textAt(values, "image", part));
  return `${repository}${digest ? `@${digest}` : tag ? `:${tag}` : ""}`;
}

/** The container's ports; the chart gives host ports to DaemonSets only. */
function portsOf(values: Manifest): Manifest[] {
  const names = new Set([...Object.keys(HOST_PORTS), ...Object.keys(objectAt(values, "ports"))]);
  return [...names].flatMap((name) => {
    const port = objectAt(values, "ports", name);
    const enabled = port["enabled"] ?? name in HOST_PORTS;
    if (enabled === false) return [];
    const hostPort = port["hostPort"] ?? HOST_PORTS[name];
    return [
      { name, containerPort: port["containerPort"], ...(textAt(values, "mode") === "daemonset" && { hostPort }) },
    ];
  });
}

function podSpec(values: Manifest): Manifest {
  const container = {
    name: CHART_NAME,
    image: imageOf(values),
    env: listAt(values, "extraEnvs"),
    envFrom: listAt(values, "extraEnvsFrom"),
    ports: portsOf(values),
    resources: objectAt(values, "resources"),
    securityContext: objectAt(values, "securityContext"),
  };
  const presetVolumes = Object.entries(PRESET_HOST_PATHS).flatMap(([preset, paths]) =>
    presetEnabled(values, preset) ? paths.map((path) => ({ name: preset, hostPath: { path } })) : [],
  );
  const mounted = textAt(values, "configMap", "existingName");
  return {
    serviceAccountName: textAt(values, "serviceAccount", "name"),
    automountServiceAccountToken: at(values, "serviceAccount", "automountServiceAccountToken"),
    priorityClassName: textAt(values, "priorityClassName"),
    hostNetwork: at(values, "hostNetwork"),
    hostPID: at(values, "hostPID") === true || presetEnabled(values, "profiling"),
    securityContext: objectAt(values, "podSecurityContext"),
    containers: [container, ...listAt(values, "extraContainers")],
    initContainers: listAt(values, "initContainers"),
    volumes: [
      ...(mounted === "" ? [] : [{ name: "config", configMap: { name: mounted } }]),
      ...presetVolumes,
      ...listAt(values, "extraVolumes"),
    ],
  };
}

/** `alternateConfig` replaces the chart's configuration; without it, `config` is merged into that. */
function configurationOf(values: Manifest): Manifest {
  const alternate = objectAt(values, "alternateConfig");
  return Object.keys(alternate).length > 0 ? alternate : objectAt(values, "config");
}

function permissions(values: Manifest, name: string): Manifest[] {
  if (at(values, "clusterRole", "create") !== true) return [];
  const role = textAt(values, "clusterRole", "name") || name;
  const binding = textAt(values, "clusterRole", "clusterRoleBinding", "name") || name;
  return [
    { kind: "ClusterRole", metadata: { name: role }, rules: listAt(values, "clusterRole", "rules") },
    {
      kind: "ClusterRoleBinding",
      metadata: { name: binding },
      roleRef: { kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name: textAt(values, "serviceAccount", "name") }],
    },
  ];
}

/** The labels of the pods: a release without a `nameOverride` counts as an agent. */
function podLabels(values: Manifest, fullName: string): Manifest {
  const override = textAt(values, "nameOverride");
  return override === "" ? AGENT_SELECTOR : releaseLabels(fullName, override);
}

/** The objects that the chart renders from these values. */
export function chartManifests(values: Manifest): readonly Manifest[] {
  const mode = textAt(values, "mode");
  const fullName = textAt(values, "fullnameOverride") || CHART_NAME;
  const facts = Object.entries(CHART_MODES).find(([known]) => known === mode)?.[1];
  const name = `${fullName}${facts?.nameSuffix ?? ""}`;
  const service = objectAt(values, "service");
  return [
    {
      kind: facts?.workloadKind ?? mode,
      metadata: { name },
      spec: { template: { metadata: { labels: podLabels(values, fullName) }, spec: podSpec(values) } },
    },
    // Plain data, where the chart writes text that every rule would have to parse.
    {
      kind: "ConfigMap",
      metadata: { name: `${fullName}${facts?.configMapSuffix ?? ""}` },
      data: { [CONFIGURATION_KEY]: configurationOf(values) },
    },
    ...permissions(values, fullName),
    ...(service["enabled"] === true
      ? [{ kind: "Service", metadata: { name: fullName }, spec: { ...service, type: service["type"] ?? "ClusterIP" } }]
      : []),
  ];
}
