/** Rules about processors of one's own. */
import type { Problem } from "../../problems";
import type { Signal } from "../../schema/extending/exporters";
import type { Processor } from "../../schema/extending/processors";
import { key, type Rule } from "../rule";

/** What the collector calls a signal in the keys of `filter` and `transform`. */
const KEYS: Readonly<Record<Signal, RegExp>> = {
  metrics: /^metrics?(_|$)/,
  traces: /^(traces?|spans?|spanevents?)(_|$)/,
  logs: /^(logs?|log_records?)(_|$)/,
};

/** Every text of a configuration with its path; keys too. */
function texts(value: unknown, path: string): (readonly [path: string, text: string])[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    [`${path}.${name}`, name] as const,
    ...texts(item, `${path}.${name}`),
  ]);
}

function textProblems(config: unknown, path: string): Problem[] {
  return texts(config, path).flatMap(([place, text]) => [
    ...(text.replaceAll("$$", "").includes("$")
      ? [
          {
            path: place,
            value: text,
            rule: "has a single $, by which the collector would read a variable or a file of its pod",
            fix: "Write $$ for each $.",
          },
        ]
      : []),
    ...(text.includes("{{")
      ? [{ path: place, value: text, rule: "has {{, which Helm would evaluate", fix: "Write it without braces." }]
      : []),
  ]);
}

function configProblems({ kind, config }: Processor, signal: Signal, path: string): Problem[] {
  if (kind !== "filter" && kind !== "transform") return [];
  const others = Object.entries(KEYS).filter(([other]) => other !== signal);
  return [
    ...Object.keys(config)
      .filter((name) => others.some(([, names]) => names.test(name)))
      .map((name) => ({
        path: `${path}.${name}`,
        rule: `is about another signal than ${signal}, and would never apply`,
        fix: `Move it to a processor of ${key("processors")} under its own signal.`,
      })),
    ...(config["error_mode"] === "propagate"
      ? [
          {
            path: `${path}.error_mode`,
            value: "propagate",
            rule: "would give up a whole request for one item that a statement cannot be applied to",
            fix: "Set ignore, which logs the error, or silent.",
          },
        ]
      : []),
  ];
}

function processorProblems(
  processor: Processor,
  signal: Signal,
  path: string,
  others: readonly Processor[],
): Problem[] {
  return [
    ...(others.some(({ name }) => name === processor.name)
      ? [
          {
            path: `${path}.name`,
            value: processor.name,
            rule: "is the name of another processor of the signal",
            fix: "Choose another name.",
          },
        ]
      : []),
    ...textProblems(processor.config, `${path}.config`),
    ...configProblems(processor, signal, `${path}.config`),
  ];
}

const processorsAreSound: Rule = {
  reads: ["processors"],
  check: ({ processors }) =>
    (Object.entries(processors ?? {}) as [Signal, Processor[]][]).flatMap(([signal, list]) =>
      list.flatMap((one, index) =>
        processorProblems(one, signal, key(`processors.${signal}[${index}]`), list.slice(0, index)),
      ),
    ),
};

/** Sections without which a signal has no pipeline. */
const SECTIONS = { traces: "tracing", logs: "logs" } as const;

const processorsHaveTheirSignal: Rule = {
  reads: ["processors", "tracing", "logs"],
  check: ({ processors, tracing, logs }) =>
    (["traces", "logs"] as const).flatMap((signal) =>
      (processors?.[signal].length ?? 0) > 0 && { tracing, logs }[SECTIONS[signal]] === undefined
        ? [
            {
              path: key(`processors.${signal}`),
              rule: `needs the section ${key(SECTIONS[signal])}, without which there are no ${signal}`,
              fix: `Add ${key(SECTIONS[signal])}, or remove ${key(`processors.${signal}`)}.`,
            },
          ]
        : [],
    ),
};

export const PROCESSOR_RULES: readonly Rule[] = [processorsAreSound, processorsHaveTheirSignal];
