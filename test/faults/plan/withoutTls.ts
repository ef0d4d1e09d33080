/**
 * Removes TLS and credentials from the connection between an agent and its store: the proxy between them has to read
 * what passes, and what becomes of a sample does not depend on them.
 */
import {
  at,
  type CollectorConfig,
  type Components,
  isObject,
  type JsonObject,
  textOf,
} from "../../../collector/common/model";
import { scrapeJobs } from "../../../collector/requirements/permissions";
import type { AgentValues } from "./plannedVariant";

/** Settings of HTTP without certificates and an authenticator; contrib's exporter has them in a block of their own. */
function plainHttp(settings: JsonObject): JsonObject {
  const { http, endpoint } = settings;
  if (isObject(http)) return { ...settings, http: plainHttp(http) };
  if (endpoint === undefined) return settings;
  const others = Object.entries(settings).filter(([key]) => key !== "tls" && key !== "auth");
  return { ...Object.fromEntries(others), endpoint: textOf(endpoint).replace("https://", "http://") };
}

function plainExporters(exporters: Components): Components {
  return Object.fromEntries(Object.entries(exporters).map(([id, exporter]) => [id, plainHttp(exporter)]));
}

/** The configuration without TLS and credentials to the store, which is then scraped like any other pod. */
export function withoutTls(agent: CollectorConfig): CollectorConfig {
  const authenticators = Object.values(agent.exporters).flatMap((exporter) => [
    at(exporter, "http", "auth", "authenticator"),
    at(exporter, "auth", "authenticator"),
  ]);
  const extensions = Object.entries(agent.extensions).filter(([id]) => !authenticators.includes(id));
  const { prometheus } = agent.receivers;
  const config = at(prometheus, "config");
  if (!isObject(config)) throw new Error("the agent has no Prometheus receiver");
  const jobs = scrapeJobs(agent).filter((job) => !("basic_auth" in job));
  return {
    ...agent,
    extensions: Object.fromEntries(extensions),
    receivers: { ...agent.receivers, prometheus: { ...prometheus, config: { ...config, scrape_configs: jobs } } },
    exporters: plainExporters(agent.exporters),
    service: { ...agent.service, extensions: extensions.map(([id]) => id) },
  };
}

/** The chart's values without volumes of Secrets, whose files nothing reads then. */
export function withoutSecretVolumes(values: AgentValues): AgentValues {
  const volumes = (values.extraVolumes ?? []).filter(({ secret }) => secret === undefined);
  const names = volumes.map(({ name }) => name);
  const mounts = (values.extraVolumeMounts ?? []).filter(({ name }) => names.includes(name));
  return { ...values, extraVolumes: volumes, extraVolumeMounts: mounts };
}

/** Arguments of Prometheus without the file that turns encryption and users on. */
export function withoutWebConfiguration(args: readonly string[]): string[] {
  return args.filter((argument) => !argument.startsWith("--web.config.file="));
}
