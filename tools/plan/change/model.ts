/**
 * What a change of a stack means: from the plan of one revision to the plan of another.
 *
 * One schema is the source of the types, and of docs/change.schema.json for programs that read `--json`.
 */
import { z } from "zod";

/** Version of the JSON form. A field that is renamed or removed makes a new one. */
export const CHANGE_VERSION = 1;

const text = z.string();
const texts = z.array(text).readonly();
const maybe = text.exactOptional();
const record = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.strictObject(shape).readonly();
const list = <Element extends z.ZodType>(element: Element) => z.array(element).readonly();

const meaning = record({
  what: text.describe("Such as `samples/s`, `promise`, `price`, `memory of an agent`."),
  before: maybe.describe("Absent where there was none."),
  after: maybe,
  difference: text.describe("The difference in words or figures: `+1,840`, `60 -> 45 minutes`."),
}).describe("One line of meaning.");

const happening = record({
  kind: z.enum(["created", "updated", "deleted", "replaced", "restarted"]),
  type: text.describe("Pulumi type token, or the workload's kind for restarts."),
  name: text,
  urn: maybe,
  because: texts.describe("The properties by which it is replaced, or what restarts the pods."),
  lost: maybe.describe("What is lost by it, in one sentence; absent if nothing."),
  irreversible: z.boolean().describe("Whether nothing brings back what is lost."),
}).describe("What `pulumi up` does to one resource, or what follows of it for pods.");

const configurationChange = record({
  of: text.describe("Whose: `agent`, `trace-gateway`, `prometheus`, `alerts`, `dashboard write-path`."),
  file: text.describe("File of the plan that holds it, such as `collector/agent.yaml`."),
  kind: z.enum(["added", "removed", "changed"]),
  what: text.describe("Such as `processor memory_limiter`, `pipeline metrics`, `alert AgentMissing`."),
  details: list(record({ path: text, before: maybe, after: maybe })).describe("Empty for added and removed."),
}).describe("A change of a configuration by meaning: a pipeline, a component, a scrape job, a rule, a panel.");

const reach = record({ gained: texts, lost: texts }).describe(
  "Edges of the network (`from -> to:port`) or rights (`subject may verb resource`).",
);

const seriesChange = record({
  source: text.describe("Where the figures come from, such as `rules evaluated in this process`."),
  appear: texts,
  vanish: texts,
  renamed: list(record({ before: text, after: text })),
  relabelled: list(record({ series: text, labels: texts })),
  emptied: texts.describe("Panels and alerts that have no data afterwards: `dashboard/panel`, `alert NAME`."),
});

const ofViolation = {
  rule: text.describe("Name of the policy."),
  level: z.enum(["advisory", "mandatory"]),
  resource: maybe.describe("URN."),
};
const violation = record({ ...ofViolation, message: text });
const changedViolation = record({ ...ofViolation, before: text, after: text }).describe(
  "A finding that both plans have, with another message.",
);

export const changeSchema = record({
  version: z.literal(CHANGE_VERSION),
  stack: text,
  against: text.describe("What the plan is compared with: a Git reference or a folder."),
  verdict: text.describe("The one sentence that carries the decision."),
  risk: z.enum(["nothing", "safe", "review", "dangerous", "irreversible"]),
  meaning: list(meaning),
  happenings: list(happening),
  network: reach,
  rights: reach,
  policies: record({ broken: list(violation), mended: list(violation), changed: list(changedViolation) }),
  problems: record({ appear: texts, gone: texts }),
  configuration: list(configurationChange),
  series: seriesChange.exactOptional(),
  notLookedAt: texts.describe("What nobody looked at, one sentence each."),
  files: list(record({ file: text, change: z.enum(["added", "removed", "changed"]), diff: text })).describe(
    "Files of the plan that differ, with their unified diffs.",
  ),
}).describe("What a change of a stack means, as `npm run plan -- --against … --json` prints it.");

export type Change = z.output<typeof changeSchema>;
export type Meaning = z.output<typeof meaning>;
export type Happening = z.output<typeof happening>;
export type ConfigurationChange = z.output<typeof configurationChange>;
export type Reach = z.output<typeof reach>;
export type SeriesChange = z.output<typeof seriesChange>;
