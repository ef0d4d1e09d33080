/** What becomes of a collector's exporters, and of the extensions by which they authenticate. */
import { valueAt } from "../../engine/leaves";
import {
  already,
  type Found,
  leave,
  left,
  type Outcome,
  type Rule,
  same,
  secret,
  take,
  taken,
} from "../../engine/rules";
import { plainText, plainUrl, scalarText, settingName } from "../common/values";
import { configurationOf, isUnused, signalsOf } from "./pipelines";

const idOf = ({ path }: Found, depth: number) => path[depth] ?? "";

/** Where the id of a component is in a path: below `config exporters`. */
const ID = 2;

function remoteUrl(found: Found): Outcome {
  if (isUnused(found.root, "exporters", idOf(found, ID))) return same("it is in no pipeline");
  const url = plainUrl(found.value);
  if (url === undefined) return left("metrics.url has a whole address, without variables and credentials");
  found.draft.set("metrics.kind", "remote");
  return taken(found.draft.set("metrics.url", url));
}

/** A header of the writer. Whatever is no tenant may be a secret. */
function header({ value, keys, draft }: Found): Outcome {
  const name = (keys.at(-1) ?? "").toLowerCase();
  if (name === "x-scope-orgid") {
    const tenant = plainText(value);
    return tenant === undefined
      ? left("metrics.tenant has it, without variables")
      : taken(draft.set("metrics.tenant", tenant));
  }
  if (name !== "authorization") return left("requests have no other headers than metrics.tenant and credentials");
  // `Basic` has user and password in one, which the settings have apart.
  if (!/^bearer /i.test(String(value))) return left("set the secrets remoteWriteUsername and remoteWritePassword");
  return secret(draft, "remoteWriteBearerToken");
}

/** The address of an OTLP exporter over https; undefined where it has none. Over gRPC it has no scheme, and TLS unless it says otherwise. */
function secureAddress(id: string, exporter: unknown, value: unknown): string | undefined {
  const text = plainText(value);
  const isGrpc = !/^otlp_?http/.test(id);
  const bare = text !== undefined && isGrpc && /^[a-z0-9.-]+:\d+$/i.test(text);
  const insecure = valueAt(exporter, ["tls", "insecure"]) === true;
  const url = plainUrl(bare ? `https://${text}` : text);
  return url?.startsWith("https:") && !insecure ? url : undefined;
}

function otlpEndpoint(found: Found): Outcome {
  const { root, path, value, draft } = found;
  const id = idOf(found, ID);
  const signals = signalsOf(root, "exporters", id);
  if (signals.length === 0) return same("it is in no pipeline");
  const url = secureAddress(id, valueAt(root, path.slice(0, -1)), value);
  if (url === undefined) return left("exporters and logs.kind: otlp have addresses over https, without variables");
  const isGrpc = !/^otlp_?http/.test(id);
  if (signals.join() === "logs" && !isGrpc) {
    const endpoint = path.at(-1) === "logs_endpoint" ? url : `${url.replace(/\/$/, "")}/v1/logs`;
    draft.set("logs.kind", "otlp");
    const entry = draft.set("logs.url", endpoint);
    if (entry) return taken(entry);
  }
  if (path.at(-1) !== "endpoint") return left("an exporter has one address for all of its signals (exporters)");
  const name = settingName(id.split("/")[1] ?? id);
  draft.secrets.add(`exporterSecrets.${name}`);
  return taken(
    draft.add("exporters", { name, signals: [...new Set(signals)], protocol: isGrpc ? "grpc" : "http", endpoint: url }),
  );
}

/** Extensions by which the writers of metrics authenticate. */
function authenticators(root: unknown): string[] {
  const exporters = valueAt(configurationOf(root), ["exporters"]) as Readonly<Record<string, unknown>> | undefined;
  return Object.entries(exporters ?? {})
    .filter(([id]) => /^prometheus_?remote_?write/.test(id))
    .map(([, exporter]) => String(valueAt(exporter, ["auth", "authenticator"])));
}

const ofWriter = (key: string) => (found: Found) =>
  authenticators(found.root).includes(idOf(found, ID))
    ? secret(found.draft, key)
    : left("it is a secret of an exporter that has no equivalent");

/** Rules about the exporters of a configuration. */
export function exporterRules(config: string): Rule[] {
  const at = (rest: string) => `${config} exporters ${rest}`;
  const write = at("prometheusremotewrite|prometheusremotewrite/*|prometheus_remote_write|prometheus_remote_write/*");
  const otlp = at("otlp|otlp/*|otlphttp|otlphttp/*|otlp_http|otlp_http/*|otlp_grpc|otlp_grpc/*");
  return [
    { pattern: `${write} endpoint`, read: remoteUrl },
    { pattern: `${write} headers *`, read: header },
    {
      pattern: `${write} external_labels collector`,
      read: ({ value }) =>
        value === "otel-collector" ? same("every sample has it") : left("every sample has the label collector already"),
    },
    {
      pattern: `${write} external_labels cluster`,
      read: ({ value, draft }) => taken(draft.set("cluster.name", scalarText(value))),
    },
    {
      pattern: `${write} external_labels *`,
      read: ({ keys, value, draft }) => taken(draft.set(["attributes", keys.at(-1) ?? ""], scalarText(value))),
    },
    already(
      `${write} auth|timeout|compression|target_info|resource_to_telemetry_conversion|add_metric_suffixes`,
      "writers have it as the store needs it",
    ),
    leave(
      `${write} retry_on_failure|sending_queue|remote_write_queue|wal|max_batch*`,
      "delivery and outageMinutes say how long samples wait for the store",
    ),
    leave(`${write} tls`, "the endpoint's certificate is verified by public authorities"),
    leave(write, "there is no setting for it"),
    { pattern: `${otlp} endpoint|logs_endpoint|traces_endpoint|metrics_endpoint`, read: otlpEndpoint },
    leave(`${otlp} headers`, "credentials are the secret exporterSecrets.NAME, other headers exporters[].headers"),
    already(otlp, "exporters have their own queue and retries"),
    {
      pattern: at("debug|debug/*|logging|logging/*"),
      read: ({ root, path, draft }) =>
        signalsOf(root, "exporters", path.at(-1) ?? "").includes("metrics")
          ? taken(draft.set("agent.debugExporter", true))
          : same("it is in no pipeline of metrics"),
    },
    {
      pattern: at("*"),
      read: ({ value, root, path }) =>
        value === null || isUnused(root, "exporters", path.at(-1) ?? "")
          ? same("it is in no pipeline, or the file removes it")
          : left(
              "samples go to Prometheus or by remote write, spans to Jaeger, logs to VictoriaLogs, and copies by OTLP (exporters)",
            ),
    },
  ];
}

/** Rules about the extensions of a configuration. */
export function extensionRules(config: string): Rule[] {
  const at = (rest: string) => `${config} extensions ${rest}`;
  const basic = at("basicauth|basicauth/*|basic_auth|basic_auth/* client_auth");
  return [
    already(at("health_check*|zpages*|pprof*"), "agents answer probes"),
    { pattern: `${basic} username`, read: ofWriter("remoteWriteUsername") },
    { pattern: `${basic} password`, read: ofWriter("remoteWritePassword") },
    {
      pattern: at("bearertokenauth|bearertokenauth/*|bearer_token_auth* token"),
      read: ofWriter("remoteWriteBearerToken"),
    },
    leave(at("file_storage*"), "a queue on disk is delivery: durable"),
    leave(at("*"), "there is no such extension here"),
  ];
}

/** Rules about the service of a configuration. */
export function serviceRules(config: string): Rule[] {
  const at = (rest: string) => `${config} service ${rest}`;
  return [
    take(at("telemetry logs level"), "agent.logLevel", (value) =>
      ["debug", "info", "warn", "error"].find((level) => level === String(value).toLowerCase()),
    ),
    already(at("telemetry"), "agents expose their own metrics, and scrape them"),
    already(at("extensions"), "extensions follow from the settings"),
    {
      pattern: at("pipelines traces|traces/*"),
      read: ({ draft, root, path, value }) => tracesPipeline({ draft, root, path, value, keys: [] }),
    },
    already(at("pipelines"), "pipelines follow from the settings"),
  ];
}

/** A pipeline of spans that ends somewhere makes the stack have traces. */
function tracesPipeline({ draft, value }: Found): Outcome {
  const exporters = valueAt(value, ["exporters"]);
  const ends = Array.isArray(exporters) && exporters.some((id) => !/^(debug|logging)/.test(String(id)));
  return ends ? taken(draft.set("tracing.spanMetrics", true)) : same("its spans go nowhere");
}
