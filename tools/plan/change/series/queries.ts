/** Which series the panels and alerts of a plan ask for, and whether there are any. */
import { listAt, objectAt, textAt } from "../../../../policy/evidence/reading";
import { type Labels, matchesWhole } from "../../../live/scraping/relabel";
import type { Plan } from "../../plan";

/** A panel or an alert with its expressions. */
export interface Query {
  readonly name: string;
  readonly expressions: readonly string[];
}

function panelQueries(dashboard: string, content: unknown): Query[] {
  return listAt(content, "panels").flatMap((panel) => {
    const expressions = listAt(panel, "targets").map((target) => textAt(target, "expr"));
    const name = `${dashboard}/${textAt(panel, "title")}`;
    const known = expressions.filter((expression) => expression !== "");
    return [...(known.length > 0 ? [{ name, expressions: known }] : []), ...panelQueries(dashboard, panel)];
  });
}

function ruleQueries(content: unknown): Query[] {
  return listAt(content, "groups").flatMap((group) =>
    listAt(group, "rules").flatMap((rule) => {
      const alert = textAt(rule, "alert");
      return alert === "" ? [] : [{ name: `alert ${alert}`, expressions: [textAt(rule, "expr")] }];
    }),
  );
}

/** Every panel and alert of a plan. */
export function queriesOf(plan: Plan): Query[] {
  const maps = plan.resources.filter(({ type }) => type === "kubernetes:core/v1:ConfigMap");
  return maps.flatMap(({ inputs }) =>
    Object.entries(objectAt(inputs, "data")).flatMap(([key, text]): Query[] => {
      if (typeof text !== "string" || !text.startsWith("{")) return [];
      const content: unknown = JSON.parse(text);
      return key.endsWith(".json") ? panelQueries(key.replace(/\.json$/, ""), content) : ruleQueries(content);
    }),
  );
}

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** A selector, such as `up{job="node-exporter"}`. */
interface Selector {
  readonly text: string;
  readonly matchers: readonly Matcher[];
}

const SELECTOR = /([a-zA-Z_:][a-zA-Z0-9_:]*)?\s*\{([^{}]*)\}/g;
const MATCHER = /([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g;

function selectorsOf(expression: string): Selector[] {
  return [...expression.matchAll(SELECTOR)].map(([text, name, matchers = ""]) => ({
    text,
    matchers: [
      ...(name === undefined ? [] : [{ label: "__name__", operator: "=", value: name }]),
      ...[...matchers.matchAll(MATCHER)].map(([, label = "", operator = "", value = ""]) => ({
        label,
        operator,
        value: value.replace(/\\\\/g, "\\"),
      })),
    ],
  }));
}

/** A variable of Grafana may stand for anything. */
const isVariable = (value: string) => value.includes("$");

function isMatched(labels: Labels, { label, operator, value }: Matcher): boolean {
  const own = labels[label] ?? "";
  if (isVariable(value)) return operator.startsWith("!") || own !== "";
  switch (operator) {
    case "=":
      return own === value;
    case "!=":
      return own !== value;
    case "=~":
      return matchesWhole(value, own);
    default:
      return !matchesWhole(value, own);
  }
}

/** Answers, for the series of one side, whether a selector selects any. */
export function finder(series: Iterable<Labels>): (selector: Selector) => boolean {
  const byName = new Map<string, Labels[]>();
  for (const labels of series) {
    const name = labels["__name__"] ?? "";
    byName.set(name, [...(byName.get(name) ?? []), labels]);
  }
  const answers = new Map<string, boolean>();
  return ({ text, matchers }) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const name = matchers.find(({ label, operator }) => label === "__name__" && operator === "=")?.value;
    const candidates = name === undefined ? [...byName.values()].flat() : (byName.get(name) ?? []);
    const found = candidates.some((labels) => matchers.every((matcher) => isMatched(labels, matcher)));
    answers.set(text, found);
    return found;
  };
}

/** The selectors of a query that select something. */
export function fedSelectors({ expressions }: Query, isFound: ReturnType<typeof finder>): string[] {
  const selectors = expressions.flatMap(selectorsOf);
  return [...new Set(selectors.filter(isFound).map(({ text }) => text))];
}
