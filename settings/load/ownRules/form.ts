/** The fields of a rule file, as Prometheus reads it (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules). */
import { z } from "zod";
import { promqlProblem } from "./promql";

const DURATION = /^((?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m(?!s))?(\d+s)?(\d+ms)?|0)$/;
const LABEL = /^(?!__name__$)[a-zA-Z_][a-zA-Z0-9_]*$/;

const text = z.string("has to be text; numbers, true and false need quotes");
const duration = z
  .string("has to be a duration such as 5m")
  .regex(DURATION, "has to be a duration such as 5m or 1h30m");
const texts = z.record(z.string().regex(LABEL), text);

const expr = z.union([z.string(), z.number()], "has to be a PromQL expression").superRefine((expression, context) => {
  const message = promqlProblem(String(expression));
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

const recording = z.strictObject({
  record: text.regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "has to be a name of letters, digits, underscores and colons"),
  expr,
  labels: texts.optional(),
});

const alert = z.strictObject({
  alert: text.min(1, "has to be a name"),
  expr,
  for: duration.optional(),
  keep_firing_for: duration.optional(),
  labels: texts.optional(),
  annotations: texts.optional(),
});

const group = z.strictObject({
  name: text.min(1, "has to be a name"),
  interval: duration.optional(),
  query_offset: duration.optional(),
  limit: z.int("has to be a whole number").min(0).optional(),
  labels: texts.optional(),
  rules: z.array(z.unknown(), "has to be a list of rules").min(1, "has to have a rule"),
});

const file = z.strictObject(
  { groups: z.array(group, "has to be a list of groups").min(1, "has to have a group") },
  "has to have the key groups",
);

/** A recording rule, or an alert. */
export type OwnRule = z.output<typeof recording> | z.output<typeof alert>;

/** A group of rules, with everything that Prometheus reads of it. */
export interface OwnRuleGroup extends Omit<z.output<typeof group>, "rules"> {
  readonly rules: readonly OwnRule[];
}

type Issue = z.core.$ZodIssue;

/** Where an issue is, such as `groups[0].rules[2].expr`. */
const placeOf = (path: readonly PropertyKey[]) =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");

function sentence(issue: Issue, before: readonly PropertyKey[]): string {
  const place = placeOf([...before, ...issue.path]);
  switch (issue.code) {
    case "unrecognized_keys":
      return `${place || "it"} has the field ${issue.keys.join(", ")}, which Prometheus does not know there`;
    case "invalid_key":
      return `${place} is no name of a label`;
    default:
      return `${place || "it"} ${issue.message}`;
  }
}

/** What a parsed file contains, or what is wrong with it, as sentences. */
export function readRuleFile(content: unknown): {
  readonly groups: readonly OwnRuleGroup[];
  readonly wrong: readonly string[];
} {
  const read = file.safeParse(content);
  if (!read.success) return { groups: [], wrong: read.error.issues.map((issue) => sentence(issue, [])) };
  const wrong: string[] = [];
  const groups = read.data.groups.map((one, index) => ({
    ...one,
    rules: one.rules.flatMap((rule, place): OwnRule[] => {
      const isRecording = typeof rule === "object" && rule !== null && "record" in rule;
      const parsed = (isRecording ? recording : alert).safeParse(rule);
      if (parsed.success) return [parsed.data];
      const before = ["groups", index, "rules", place];
      wrong.push(...parsed.error.issues.map((issue) => sentence(issue, before)));
      return [];
    }),
  }));
  return { groups, wrong };
}
