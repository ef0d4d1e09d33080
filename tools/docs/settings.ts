/** Generates `docs/settings.md` from the schema and the table of profiles. */
import { GO_MEMORY_SHARE, LIMITER_SHARE, percentText } from "../../settings/sizing/shares";
import { z } from "zod";
import { PROFILES, agentSizing, agentMemory } from "../../settings/sizing/agent";
import {
  ALERTMANAGER_SECRET,
  CREDENTIAL_KEYS,
  GRAFANA_SECRET,
  IAP_SECRET,
  RECEIVER_SECRETS,
} from "../../settings/rules/rule";
import { PROJECT, settingsSchema, type ProfileName } from "../../settings/schema/settings";
import { countText } from "../../settings/sizing/units";

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

interface Row {
  readonly path: string;
  readonly value: string;
  readonly fallback: string;
  readonly meaning: string;
}

const code = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;

function valueText(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(", ");
  if (schema.type === "integer" || schema.type === "number")
    return `${schema.minimum ?? ""} to ${schema.maximum ?? ""}`;
  if (schema.type === "boolean") return "`true`, `false`";
  if (schema.type === "array") return "list";
  if (schema.type === "object") return "map";
  return schema.format === "uri" ? "address" : "text";
}

function rows(path: string, schema: JsonSchema, required: boolean): Row[] {
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants?.some((variant) => variant.properties))
    return variants.flatMap((variant) => rows(path, { ...variant, default: undefined }, required));
  if (schema.type === "object" && schema.properties)
    return Object.entries(schema.properties).flatMap(([name, child]) =>
      rows(`${path}${path ? "." : ""}${name}`, child, schema.required?.includes(name) ?? false),
    );
  const own: Row = {
    path,
    value: (variants ?? [schema]).map(valueText).join(" or "),
    fallback: schema.default === undefined ? (required ? "required" : "–") : code(JSON.stringify(schema.default)),
    meaning: schema.description ?? "",
  };
  const items = schema.items;
  const nested = items !== undefined && [items, ...(items.oneOf ?? [])].some(({ properties }) => properties);
  return schema.type === "array" && nested ? [own, ...rows(`${path}[]`, items, true)] : [own];
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`);
}

function settingsTable(name: string, schema: JsonSchema, required: boolean): string[] {
  const lines = rows(name, schema, required).map(({ path, value, fallback, meaning }) => [
    code(path),
    value,
    fallback,
    meaning,
  ]);
  return table(["Key", "Value", "Default", "Meaning"], lines);
}

function section(name: string, schema: JsonSchema, required: boolean): string[] {
  const variants = schema.oneOf ?? schema.anyOf;
  if (!variants) return [`## ${name}`, "", schema.description ?? "", "", ...settingsTable(name, schema, required), ""];
  return variants.flatMap((variant) => {
    const kind = variant.properties?.["kind"];
    return [
      `## ${name}, kind ${kind?.const ?? ""}`,
      "",
      kind?.description ?? "",
      "",
      ...settingsTable(name, variant, true),
      "",
    ];
  });
}

function profileTable(): string[] {
  const names = Object.keys(PROFILES) as ProfileName[];
  const sizings = names.map((profile) => agentSizing({ profile }));
  const line = (what: string, text: (sizing: (typeof sizings)[number]) => string) => [what, ...sizings.map(text)];
  return table(
    ["", ...names.map(code)],
    [
      line("intended load", (s) => s.domain),
      line("batch", (s) => `1 s or ${countText(s.batchSize)} data points`),
      line("default of `agent.samplesPerSecond`", (s) => `${countText(s.samplesPerSecond)} samples/s`),
      line("CPU request, limit", (s) => `${s.cpuRequestMillicores}m, ${s.cpuLimitMillicores}m`),
      line("memory request, limit", (s) => `${s.memoryRequestMiB} MiB, ${s.memoryLimitMiB} MiB`),
      line("memory limiter refuses data at", (s) => `${s.memoryLimiterMiB} MiB`),
      line("GOMEMLIMIT", (s) => `${agentMemory(s, 0).goMemoryLimitMiB} MiB`),
      line("`sample_limit` of a scrape", (s) => countText(s.sampleLimit)),
      line("`body_size_limit` of a scrape", (s) => `${s.bodySizeLimitMB} MB`),
    ],
  );
}

/** The whole document. */
export function settingsDocument(): string {
  const schema = z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const sections = Object.entries(schema.properties ?? {}).flatMap(([name, child]) =>
    section(name, child, schema.required?.includes(name) ?? false),
  );
  return [
    "<!-- Made by `npm run docs` from settings/schema/settings.ts and settings/sizing/agent.ts. -->",
    "",
    "# Settings",
    "",
    `Keys in \`Pulumi.<stack>.yaml\` have the prefix \`${PROJECT}:\`. \`environment\` and \`cluster\` are required; all other settings have defaults. Unknown keys are errors.`,
    "",
    ...sections,
    "## Secrets",
    "",
    `Set with \`pulumi config set --secret ${PROJECT}:KEY\`; they must be encrypted. The program places them only in Kubernetes Secrets.`,
    "",
    ...table(
      ["Key", "Meaning"],
      [
        [code(CREDENTIAL_KEYS[0]), "User name for basic authentication at a remote endpoint."],
        [code(CREDENTIAL_KEYS[1]), "Password for basic authentication."],
        [code(CREDENTIAL_KEYS[2]), "Bearer token, instead of user name and password."],
        [code(GRAFANA_SECRET), "OAuth client secret for `grafana.oauth`."],
        [code(IAP_SECRET), "Secret of the OAuth client in `ingress.iap.oauthClientId`."],
        [
          code(ALERTMANAGER_SECRET),
          "Password of `alerts.alertmanager.username`, at an Alertmanager that exists already.",
        ],
        [
          code(`${RECEIVER_SECRETS}.NAME`),
          `Secret of the receiver NAME of \`alerts.alertmanager.receivers\`. Set with \`pulumi config set --secret --path ${PROJECT}:${RECEIVER_SECRETS}.NAME\`.`,
        ],
      ],
    ),
    "",
    "## Profiles",
    "",
    ...profileTable(),
    "",
    `The queue's memory is added to all of these limits (see the plan's line "agent memory"). The memory limiter refuses data at ${percentText(LIMITER_SHARE)} of the container's limit, above the Go runtime's own soft limit (GOMEMLIMIT, ${percentText(GO_MEMORY_SHARE)}), so that garbage alone refuses nothing. Published profiles put the limiter at the limit itself (256, 512 and 1024 MiB): there the kernel kills the process before the limiter can refuse anything, because it counts more than the heap.`,
    "",
    "Published profiles also wait 30, 10 or 5 seconds for 512, 1,024 or 2,048 samples. Here the project's exporter sends after a second, and contrib's, which gathers by a batch processor, after five.",
    "",
  ].join("\n");
}
