/** What becomes of the destinations of k8s-monitoring: a stack writes samples to one, and logs to one. */
import { already, type Found, left, type Outcome, type Rule, secret, take, taken } from "../../engine/rules";
import { mapOf, plainText, plainUrl, scalarText } from "../common/values";

type Role = "metrics" | "logs";

type Destination = Readonly<Record<string, unknown>>;

/** URL of Loki's own endpoint for OTLP, beside the one at which it takes its own format. */
function logsUrl({ type, url, protocol }: Destination): string | undefined {
  const text = plainUrl(url);
  if (!text?.startsWith("https:")) return undefined;
  if (type === "loki")
    return /\/loki\/api\/v1\/push\/?$/.test(text) ? text.replace(/\/loki\/.*$/, "/otlp/v1/logs") : undefined;
  return type === "otlp" && protocol === "http" ? `${text.replace(/\/$/, "")}/v1/logs` : undefined;
}

/** Whether samples can be written to a destination: credentials go over https alone. */
function takesSamples({ type, url, auth }: Destination): boolean {
  const text = plainUrl(url);
  if (type !== "prometheus" || text === undefined) return false;
  return text.startsWith("https:") || ["none", undefined].includes(mapOf(auth)["type"] as string | undefined);
}

const sendsLogs = ({ type, logs }: Destination) =>
  type === "loki" || (type === "otlp" && mapOf(logs)["enabled"] !== false);

/** What a stack does with a destination: the first that it can write samples to, and the first that takes its logs. */
function roleOf(root: unknown, name: string): Role | undefined {
  const all = Object.entries(mapOf(root)["destinations"] ?? {}) as [string, unknown][];
  const metrics = all.find(([, one]) => takesSamples(mapOf(one)));
  if (metrics?.[0] === name) return "metrics";
  const logs = all.find(([, one]) => sendsLogs(mapOf(one)) && logsUrl(mapOf(one)) !== undefined);
  return logs?.[0] === name ? "logs" : undefined;
}

const SECRETS = {
  username: { metrics: "remoteWriteUsername", logs: "logsUsername" },
  password: { metrics: "remoteWritePassword", logs: "logsPassword" },
  bearerToken: { metrics: "remoteWriteBearerToken", logs: "logsBearerToken" },
} as const;

function whyNone(destination: Destination): string {
  switch (destination["type"]) {
    case "prometheus":
      return "a stack writes samples to one store, by an address that is in the file, and sends credentials over https alone (metrics.kind: remote)";
    case "loki":
      return "logs go to VictoriaLogs, or by OTLP over https to a store that exists, such as Loki's /otlp/v1/logs (logs.kind: otlp)";
    case "pyroscope":
      return "there are no profiles";
    default:
      return "samples go by remote write, logs by OTLP over HTTP, spans to each team's Jaeger, and copies by OTLP over https (exporters)";
  }
}

/** A rule about something of a destination, which counts only if the stack uses it. */
function ofDestination(pattern: string, read: (found: Found, role: Role, destination: Destination) => Outcome): Rule {
  return {
    pattern: `destinations * ${pattern}`,
    read: (found) => {
      const [, name = ""] = found.path;
      const destination = mapOf((mapOf(found.root)["destinations"] as Record<string, unknown>)[name]);
      const role = roleOf(found.root, name);
      return role ? read(found, role, destination) : left(whyNone(destination));
    },
  };
}

function url({ value, draft }: Found, role: Role, destination: Destination): Outcome {
  if (role === "metrics") {
    draft.set("metrics.kind", "remote");
    return taken(draft.set("metrics.url", value));
  }
  draft.set("logs.kind", "otlp");
  return taken(draft.set("logs.url", logsUrl(destination)));
}

function tenant({ value, draft }: Found, role: Role): Outcome {
  const text = scalarText(value);
  const entry =
    role === "metrics" ? draft.set("metrics.tenant", text) : draft.set(["logs", "headers", "X-Scope-OrgID"], text);
  return taken(entry);
}

/** Credentials of a kind that a stack has; a key that names a field of a Secret is as good as the value itself. */
const credential = (name: keyof typeof SECRETS) =>
  ofDestination(`auth ${name}|${name}Key|${name}From`, ({ draft }, role, destination) => {
    const type = mapOf(destination["auth"])["type"];
    const fits = name === "bearerToken" ? type === "bearerToken" : type === "basic";
    return fits ? secret(draft, SECRETS[name][role]) : left("requests have basic authentication or a bearer token");
  });

/** Rules about destinations, and about what belongs to the whole cluster. */
export const DESTINATION_RULES: readonly Rule[] = [
  ofDestination("url", url),
  ofDestination("tenantId", tenant),
  ...(Object.keys(SECRETS) as (keyof typeof SECRETS)[]).map(credential),
  ofDestination("auth type", ({ value }) =>
    value === "basic" || value === "bearerToken" || value === "none"
      ? { kind: "same", why: "the secrets say it" }
      : left("requests have basic authentication or a bearer token"),
  ),
  ofDestination("type|name|protocol|metrics|logs|traces", () => ({ kind: "same", why: "it is this stack's only one" })),
  ofDestination("secret *", () => left("secrets of the settings are in Secrets that the stack makes")),
  {
    pattern: "destinations * extraLabels *",
    read: ({ value, keys, draft }) => {
      const text = plainText(value);
      return text === undefined
        ? left("a cluster has one name, and attributes are constant")
        : taken(draft.set(["attributes", keys.at(-1) ?? ""], text));
    },
  },
  already("destinations * clusterLabels", "the label of the cluster is k8s_cluster_name"),
  ofDestination("*", () => left("there is no setting for it (docs/settings.md#metrics)")),
  take("cluster name", "cluster.name", scalarText),
  already("cluster *", "a cluster has a name alone"),
];
