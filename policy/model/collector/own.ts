/** What settings add to a collector: processors, and exporters to further destinations, each apart from the store. */
import { listAt, objectAt, textsAt } from "../../evidence/reading";
import {
  allOf,
  anything,
  type Check,
  demand,
  mapOf,
  oneOf,
  positive,
  problemsOf,
  type Shape,
} from "../../evidence/shape";
import { mount } from "../common";
import { DURATION } from "../common";
import { RETRY } from "./common";

const NAME = "[a-z]([a-z0-9-]*[a-z0-9])?";
const OWN = new RegExp(`^[a-z_]+/own_${NAME}$`);
const nameOf = (id: string) => id.replace(/^[^/]*\/own_/, "");

/** Whether a component or a pipeline is of the settings. */
export const isOwn = (id: string): boolean => OWN.test(id);

type Part = Readonly<Record<string, unknown>>;
const kept = (part: Part, keep: (id: string, item: unknown) => boolean): Part =>
  Object.fromEntries(Object.entries(part).filter(([id, item]) => keep(id, item)));

/** Nothing in it reads a variable or a file of the pod, or gives up a request for one item. */
const SETTINGS: Shape = allOf(
  mapOf(/[a-z_]+/, anything),
  demand("must not have a single $ or {{", (value) => !/(^|[^$])\$(\$\$)*([^$]|$)|\{\{/.test(JSON.stringify(value))),
  demand("must not have error_mode: propagate", (value) => objectAt({ value }, "value")["error_mode"] !== "propagate"),
);

const PROCESSOR = new RegExp(`^(attributes|filter|resource|transform)/own_${NAME}$`);

const exporter = (id: string): Shape => ({
  endpoint: id.startsWith("otlp_grpc/") ? /https:\/\/[^@\s/?#]+:\d+/ : /https:\/\/[^@\s/?#]+(\/[^@\s?#]*)?/,
  timeout: DURATION,
  compression: "gzip",
  "headers?": mapOf(/[A-Za-z0-9-]+/, /[^$]*/),
  auth: { authenticator: `bearertokenauth/own_${nameOf(id)}` },
  tls: { "ca_pem?": /-----BEGIN CERTIFICATE-----[^]+/, "server_name_override?": /[a-z0-9.-]+/, min_version: /1\.[23]/ },
  retry_on_failure: RETRY,
  sending_queue: {
    enabled: true,
    sizer: "bytes",
    queue_size: positive,
    num_consumers: positive,
    // A full queue must not stop the others.
    block_on_overflow: false,
    batch: { flush_timeout: DURATION, min_size: positive, max_size: positive, sizer: "bytes" },
  },
});

const login = (id: string): Shape => ({
  filename: `/etc/otel/exporters/${nameOf(id)}`,
  "scheme?": oneOf("Basic", ""),
  "header?": /[A-Za-z0-9-]+/,
});

/** What says whose data is, and what rules leave of it: no processor of the settings comes before. */
const FIRST =
  /^(memory_limiter|log_limiter|k8s_attributes(\/sender)?|resource(\/logs)?|transform\/(sender_(claims|trust)|label_rules|log_fields)|filter\/metric_rules)$/;

function orderProblems(pipelines: Part): string[] {
  return Object.entries(pipelines).flatMap(([id, pipeline]) => {
    const list = textsAt(pipeline, "processors");
    const first = list.findIndex(isOwn);
    if (first < 0) return [];
    const last = list.length - 1 - [...list].reverse().findIndex(isOwn);
    const isBetween =
      list.every((one, index) => !FIRST.test(one) || index < first) && list.slice(first, last + 1).every(isOwn);
    return isBetween
      ? []
      : [`service.pipelines.${id} has processors of the settings before those that say whose data is.`];
  });
}

function componentProblems(config: unknown, kind: string, known: RegExp, shape: (id: string) => Shape): string[] {
  return Object.entries(objectAt(config, kind))
    .filter(([id]) => isOwn(id))
    .flatMap(([id, settings]) =>
      known.test(id)
        ? problemsOf(settings, shape(id), `${kind}.${id}`)
        : [`${kind}.${id} is of a kind that settings cannot add.`],
    );
}

function pipelineProblems(config: unknown, signal: string, source: string): string[] {
  const pipelines = objectAt(config, "service", "pipelines");
  const exporters = Object.keys(objectAt(config, "exporters")).filter(isOwn);
  const started = textsAt(config, "service", "extensions");
  return [
    ...Object.entries(pipelines)
      .filter(([id]) => !isOwn(id))
      .filter(([, pipeline]) => textsAt(pipeline, "exporters").some(isOwn))
      .map(
        ([id]) => `service.pipelines.${id} has an exporter of the settings, whose full queue would refuse its data.`,
      ),
    ...Object.keys(pipelines)
      .filter((id) => isOwn(id) && !exporters.some((one) => id === `${signal}/own_${nameOf(one)}`))
      .map((id) => `service.pipelines.${id} is not expected.`),
    ...exporters.flatMap((id) => {
      const name = nameOf(id);
      return [
        ...problemsOf(
          pipelines[`${signal}/own_${name}`],
          { receivers: [source], processors: ["batch/isolate"], exporters: [id] },
          `service.pipelines.${signal}/own_${name}`,
        ),
        ...(started.includes(`bearertokenauth/own_${name}`) ? [] : [`exporters.${id} has no credentials.`]),
      ];
    }),
  ];
}

/** Pipelines of which the second writes what the first has received: one pipeline, as without a copy for others. */
function joined(pipelines: Part): Part {
  return Object.fromEntries(
    Object.entries(pipelines).flatMap(([id, pipeline]) => {
      const connector = `forward/${id.replace(/^metrics\//, "")}`;
      if (id.endsWith("_written")) return [];
      const writing = pipelines[`${id}_written`];
      if (writing === undefined || JSON.stringify(listAt(writing, "receivers")) !== JSON.stringify([connector]))
        return [[id, pipeline]];
      return [
        [
          id,
          {
            ...objectAt({ pipeline }, "pipeline"),
            processors: [...listAt(pipeline, "processors"), ...listAt(writing, "processors")],
            exporters: [
              ...listAt(writing, "exporters"),
              ...listAt(pipeline, "exporters").filter((one) => one !== connector),
            ],
          },
        ],
      ];
    }),
  );
}

/** A configuration without what the settings add. */
function withoutOwn(config: unknown): Part {
  const strip = (list: unknown) => listOfTexts(list).filter((id) => !isOwn(id) && id !== "forward/copied");
  const without = kept(objectAt(config, "service", "pipelines"), (id) => !isOwn(id));
  const pipelines = Object.fromEntries(
    Object.entries(joined(without)).map(([id, pipeline]) => [
      id,
      {
        ...objectAt({ pipeline }, "pipeline"),
        processors: strip(listAt(pipeline, "processors")),
        exporters: strip(listAt(pipeline, "exporters")),
      },
    ]),
  );
  const used = new Set(
    Object.values(pipelines).flatMap((one) =>
      ["receivers", "processors", "exporters"].flatMap((kind) => textsAt(one, kind)),
    ),
  );
  const connectors = kept(objectAt(config, "connectors"), (id) => used.has(id));
  const rest = kept(objectAt({ config }, "config"), (section) => section !== "connectors");
  return {
    ...rest,
    ...(Object.keys(connectors).length > 0 && { connectors }),
    processors: kept(objectAt(config, "processors"), (id) => !isOwn(id) && (id !== "batch/isolate" || used.has(id))),
    exporters: kept(objectAt(config, "exporters"), (id) => !isOwn(id)),
    extensions: kept(objectAt(config, "extensions"), (id) => !isOwn(id)),
    service: {
      ...objectAt(config, "service"),
      extensions: strip(listAt(config, "service", "extensions")),
      pipelines,
    },
  };
}

const listOfTexts = (list: unknown): string[] =>
  Array.isArray(list) ? (list as unknown[]).filter((item) => typeof item === "string") : [];

/**
 * A configuration with what the settings may add, and without it one of the stack's.
 *
 * @param source what joins the pipelines of further destinations with that of the store
 */
export const withOwn =
  (signal: "metrics" | "traces" | "logs", stack: Shape, source = "forward/copied"): Check =>
  (config, path) => [
    ...[
      ...componentProblems(config, "processors", PROCESSOR, () => SETTINGS),
      ...componentProblems(config, "exporters", /^otlp_(grpc|http)\//, exporter),
      ...componentProblems(config, "extensions", /^bearertokenauth\//, login),
      ...orderProblems(objectAt(config, "service", "pipelines")),
      ...pipelineProblems(config, signal, source),
    ].map((problem) => (path === "" ? problem : `${path}.${problem}`)),
    ...problemsOf(withoutOwn(config), stack, path),
  ];

export const EXPORTER_MOUNT = mount("exporters", "/etc/otel/exporters");

/** Credentials of further destinations in the values of a chart. */
export const exporterVolume = (workload: string): Shape => ({
  name: "exporters",
  secret: { secretName: `${workload}-exporters`, defaultMode: 0o440, "optional?": false },
});
