/** Rules about further destinations of a signal. */
import type { Problem } from "../../problems";
import type { Exporter } from "../../schema/extending/exporters";
import { EXPORTER_SECRETS, key, type Rule, type RuleInput } from "../rule";

function endpointProblems({ protocol, endpoint }: Exporter, path: string): Problem[] {
  const { port, pathname } = new URL(endpoint);
  if (protocol === "http" || (port !== "" && pathname === "/" && !endpoint.endsWith("/"))) return [];
  return [
    {
      path: `${path}.endpoint`,
      value: endpoint,
      rule: "has to be host and port, because it is asked over gRPC",
      fix: `Name the port, such as https://${new URL(endpoint).hostname}:4317, or set ${path}.protocol: http.`,
    },
  ];
}

/** Sections without which a signal has no pipeline. */
const SECTIONS = { traces: "tracing", logs: "logs" } as const;

function signalProblems({ signals }: Exporter, path: string, settings: RuleInput): Problem[] {
  return [
    ...(new Set(signals).size === signals.length
      ? []
      : [{ path: `${path}.signals`, value: signals, rule: "names a signal twice", fix: "Name each once." }]),
    ...(["traces", "logs"] as const)
      .filter((signal) => signals.includes(signal) && settings[SECTIONS[signal]] === undefined)
      .map((signal) => ({
        path: `${path}.signals`,
        value: signals,
        rule: `names ${signal}, which a stack without the section ${key(SECTIONS[signal])} does not have`,
        fix: `Add ${key(SECTIONS[signal])}, or remove ${signal}.`,
      })),
  ];
}

const exportersAreSound: Rule = {
  reads: ["exporters", "tracing", "logs"],
  check: (settings) =>
    (settings.exporters ?? []).flatMap((one, index, all) => {
      const path = key(`exporters[${index}]`);
      const isTaken = all.slice(0, index).some(({ name }) => name === one.name);
      return [
        ...(isTaken
          ? [
              {
                path: `${path}.name`,
                value: one.name,
                rule: "is the name of another exporter",
                fix: "Choose another name.",
              },
            ]
          : []),
        ...endpointProblems(one, path),
        ...signalProblems(one, path, settings),
      ];
    }),
};

const secretPath = (name: string) => key(`${EXPORTER_SECRETS}.${name}`);

const secretsBelongToExporters: Rule = {
  reads: ["exporters"],
  check: ({ exporters = [], credentials }) => {
    const set = credentials[EXPORTER_SECRETS];
    const setOne = (name: string) => `pulumi config set --secret --path '${secretPath(name)}'`;
    if (set !== undefined && set.names === undefined)
      return [
        {
          path: key(EXPORTER_SECRETS),
          rule: "must be a map of credentials by the names of exporters",
          fix: `Remove it, and set each with: ${setOne("NAME")}.`,
        },
      ];
    const known = exporters.map(({ name }) => name);
    const names = set?.names ?? [];
    return [
      ...known
        .filter((name) => !names.includes(name))
        .map((name) => ({
          path: secretPath(name),
          rule: `is missing: the exporter ${name} authenticates with it`,
          fix: `Set it with: ${setOne(name)}.`,
        })),
      ...names
        .filter((name) => !known.includes(name))
        .map((name) => ({
          path: secretPath(name),
          rule: "is set, but there is no exporter of this name",
          fix: `Remove it with: pulumi config rm --path '${secretPath(name)}'; or add the exporter.`,
        })),
    ];
  },
};

export const EXPORTER_RULES: readonly Rule[] = [exportersAreSound, secretsBelongToExporters];
