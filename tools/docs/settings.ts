/** Generates `docs/settings.md` from the schema and the table of profiles. */
import { GO_MEMORY_SHARE, LIMITER_SHARE, percentText } from "../../settings/sizing/shares";
import { PROFILES, agentSizing, agentMemory } from "../../settings/sizing/agent";
import { SECRET_KEYS } from "../../settings/rules/rule";
import { PROJECT, type ProfileName } from "../../settings/schema/settings";
import { countText } from "../../settings/sizing/units";
import { code, type JsonSchema, namedForms, valueText, wordedSchema } from "./values";

interface Row {
  readonly path: string;
  readonly value: string;
  readonly fallback: string;
  readonly meaning: string;
}

const ofMap = (key: string) => `Set with \`pulumi config set --secret --path ${PROJECT}:${key}.NAME\`.`;

/** What each secret is. */
const SECRET_MEANINGS: Readonly<Record<(typeof SECRET_KEYS)[number], string>> = {
  remoteWriteUsername: "User name for basic authentication at a remote endpoint.",
  remoteWritePassword: "Password for basic authentication.",
  remoteWriteBearerToken: "Bearer token, instead of user name and password.",
  logsUsername: "User name for basic authentication at `logs.url`.",
  logsPassword: "Password for basic authentication.",
  logsBearerToken: "Bearer token, instead of user name and password.",
  grafanaOauthClientSecret: "OAuth client secret for `grafana.oauth`.",
  iapOauthClientSecret: "Secret of the OAuth client in `ingress.iap.oauthClientId`.",
  alertmanagerPassword: "Password of `alerts.alertmanager.username`, at an Alertmanager that exists already.",
  receiverSecrets: `Secret of the receiver NAME of \`alerts.alertmanager.receivers\`. ${ofMap("receiverSecrets")}`,
  imagePullCredentials: "Content of a Docker configuration file, with which the images are pulled (docs/extending.md).",
  scrapeJobPasswords: `Password for the targets of the job NAME of \`scrapeJobs\`, beside its \`username\`. ${ofMap("scrapeJobPasswords")}`,
  exporterSecrets: `Secret of the destination NAME of \`exporters\`, as its \`auth\` says. ${ofMap("exporterSecrets")}`,
};

/** Whether a setting has to be set wherever its section is, and which section that is; empty for the whole file. */
interface Need {
  readonly required: boolean;
  readonly within: string;
}

/** The maps of a union, by their `kind`; none where it is no union of maps. */
function variantsOf({ oneOf, anyOf }: JsonSchema): readonly JsonSchema[] {
  const variants = oneOf ?? anyOf ?? [];
  return variants.some(({ properties }) => properties) ? variants : [];
}

function fallbackText(schema: JsonSchema, { required, within }: Need): string {
  if (schema.default !== undefined) return code(JSON.stringify(schema.default));
  if (!required) return "–";
  if (within === "") return "**required**";
  return `**required** ${within.endsWith("[]") ? "in each entry" : `with ${code(within)}`}`;
}

/** One row for `kind`, and those of each variant, which say with which kind they go; what all have alike is told once. */
function variantRows(path: string, schema: JsonSchema, need: Need): Row[] {
  const variants = variantsOf(schema);
  const kinds = variants.map(({ properties }) => properties?.["kind"] ?? {});
  const usual = (schema.default as { readonly kind?: string } | undefined)?.kind;
  const kind: Row = {
    path: `${path}.kind`,
    value: kinds.map((one) => valueText(one)).join(", "),
    fallback: fallbackText({ ...(usual !== undefined && { default: usual }) }, need),
    meaning: kinds.map(({ const: name, description }) => `${code(name ?? "")}: ${description ?? ""}`).join(" "),
  };
  const alike = mapRows(path, variants[0] ?? {}, need).filter(({ path: name }) =>
    variants.every(({ properties = {} }) => name.slice(path.length + 1) in properties),
  );
  const told = new Set([kind, ...alike].map((row) => row.path));
  const others = variants.flatMap((variant, index) => {
    const within = `kind: ${kinds[index]?.const ?? ""}`;
    return mapRows(path, variant, { ...need, within })
      .filter((row) => !told.has(row.path))
      .map((row) =>
        row.meaning.startsWith("With `kind:") ? row : { ...row, meaning: `With ${code(within)}. ${row.meaning}` },
      );
  });
  return [kind, ...alike.filter((row) => row.path !== kind.path), ...others];
}

function mapRows(path: string, { properties = {}, required = [] }: JsonSchema, need: Need): Row[] {
  return Object.entries(properties).flatMap(([name, child]) =>
    rows(`${path}${path ? "." : ""}${name}`, child, { ...need, required: required.includes(name) }),
  );
}

function rows(path: string, schema: JsonSchema, need: Need): Row[] {
  // Of a section that may be left out, what it has to have is only needed with it.
  const inside: Need = need.required || schema.default !== undefined ? need : { required: true, within: path };
  const variants = variantsOf(schema);
  if (variants.length > 0) return variantRows(path, schema, inside);
  if (schema.type === "object" && schema.properties) return mapRows(path, schema, inside);
  const own: Row = {
    path,
    value: valueText(schema, path),
    fallback: fallbackText(schema, need),
    meaning: schema.description ?? "",
  };
  const { items } = schema;
  const nested = items !== undefined && [items, ...variantsOf(items)].some(({ properties }) => properties);
  return schema.type === "array" && nested
    ? [own, ...rows(`${path}[]`, items, { required: true, within: `${path}[]` })]
    : [own];
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`);
}

function settingsTable(name: string, schema: JsonSchema, required: boolean): string[] {
  const lines = rows(name, schema, { required, within: "" }).map(({ path, value, fallback, meaning }) => [
    code(path),
    value,
    fallback,
    meaning,
  ]);
  return table(["Key", "Value", "Default", "Meaning"], lines);
}

function section(name: string, schema: JsonSchema, required: boolean): string[] {
  const variants = variantsOf(schema);
  if (variants.length === 0)
    return [`## ${name}`, "", schema.description ?? "", "", ...settingsTable(name, schema, required), ""];
  return variants.flatMap((variant) => {
    const kind = variant.properties?.["kind"];
    return [
      `## ${name}, kind ${kind?.const ?? ""}`,
      "",
      kind?.description ?? "",
      "",
      ...settingsTable(name, variant, required),
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
  const schema = wordedSchema();
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
    "## Forms",
    "",
    "A setting without a default whose cell says **required** has to be there: always, or wherever the section or entry is that it names. `–`: nothing is set, and the meaning says what is then. Names of settings end with their unit: `scrapeIntervalSeconds: 30`, `storageGiB: 100`. Below, the names of forms that many settings have:",
    "",
    ...table(
      ["Form", "What it is"],
      [...namedForms(schema)].map(([name, form]) => [name, form]),
    ),
    "",
    ...sections,
    "## Secrets",
    "",
    `Set with \`pulumi config set --secret ${PROJECT}:KEY\`; they must be encrypted. The program places them only in Kubernetes Secrets.`,
    "",
    ...table(
      ["Key", "Meaning"],
      SECRET_KEYS.map((key) => [code(key), SECRET_MEANINGS[key]]),
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
