/** Rules about traces. */
import type { Problem } from "../problems";
import {
  affordableSamplers,
  bufferedMiB,
  LARGE_TRACE,
  largestTraceMiB,
  largeTraceMiB,
  LARGEST_SAMPLER_MIB,
  samplerArithmetic,
  samplerSizing,
  usableGatewayMiB,
} from "../sizing/traces/traces";
import { DEFAULT_TEAM, MOST_SAMPLERS, type TeamSettings, type TracingSettings } from "../schema/tracing";
import { countText } from "../sizing/units";
import { key, type Rule } from "./rule";

/** A rule about the section `tracing` alone; it passes where there is no such section. */
function rule(reads: readonly string[], check: (tracing: TracingSettings) => readonly Problem[]): Rule {
  return {
    reads: reads.map((path) => `tracing.${path}`),
    check: ({ tracing }) => (tracing === undefined ? [] : check(tracing)),
  };
}

const replicasInOrder = rule(["gateway"], ({ gateway: { minReplicas, maxReplicas } }) =>
  minReplicas <= maxReplicas
    ? []
    : [
        {
          path: key("tracing.gateway.minReplicas"),
          value: minReplicas,
          rule: `must not exceed ${key("tracing.gateway.maxReplicas")}, which is ${maxReplicas}`,
          fix: `Set ${key("tracing.gateway.minReplicas")} to ${maxReplicas} or less, or ${key("tracing.gateway.maxReplicas")} to ${minReplicas} or more.`,
        },
      ],
);

const teamPath = (index: number, field: string) => key(`tracing.teams[${index}].${field}`);

const namesAreUnique = rule(["teams"], ({ teams }) =>
  teams.flatMap(({ name }, index): Problem[] => {
    const first = teams.findIndex((team) => team.name === name);
    if (name === DEFAULT_TEAM)
      return [
        {
          path: teamPath(index, "name"),
          value: name,
          rule: "is reserved for the Jaeger that stores the spans of no team",
          fix: `Choose another name, or remove the team and set ${key("tracing.defaultStorage")} and ${key("tracing.defaultIngress")}.`,
        },
      ];
    if (first === index) return [];
    return [
      {
        path: teamPath(index, "name"),
        value: name,
        rule: `is also the name of ${key(`tracing.teams[${first}]`)}`,
        fix: "Give each team a name of its own, or make one team of the two.",
      },
    ];
  }),
);

const teamsOwnSomething = rule(["teams"], ({ teams }) =>
  teams.flatMap(({ namespaces, services }, index): Problem[] =>
    namespaces.length + services.length > 0
      ? []
      : [
          {
            path: key(`tracing.teams[${index}]`),
            rule: "has neither namespaces nor services, so that no span would belong to the team",
            fix: `Set ${teamPath(index, "namespaces")} or ${teamPath(index, "services")}, or remove the team.`,
          },
        ],
  ),
);

type Belongings = "namespaces" | "services";

/** The values that occur in the list of an earlier team, or earlier in the same list. */
function shared(teams: readonly TeamSettings[], field: Belongings) {
  const all = teams.flatMap((team, index) => team[field].map((value, place) => ({ value, index, place })));
  return all.flatMap((one, position) => {
    const earlier = all.slice(0, position).find(({ value }) => value === one.value);
    return earlier === undefined ? [] : [{ ...one, earlier }];
  });
}

const belongingsAreOfOneTeam = rule(["teams"], ({ teams }) =>
  (["namespaces", "services"] as const).flatMap((field) =>
    shared(teams, field).map(({ value, index, place, earlier }): Problem => {
      const path = teamPath(index, `${field}[${place}]`);
      const other = teamPath(earlier.index, `${field}[${earlier.place}]`);
      return {
        path,
        value,
        rule: `is also listed as ${other}, and a span belongs to one team`,
        fix: `Remove ${path} or ${other}.`,
      };
    }),
  ),
);

const namespacesAreKnown: Rule = {
  reads: ["tracing.teams", "agent.enrich"],
  check: ({ tracing, agent }) => {
    const index = tracing?.teams.findIndex(({ namespaces }) => namespaces.length > 0) ?? -1;
    if (index < 0 || agent?.enrich !== false) return [];
    return [
      {
        path: key("agent.enrich"),
        value: false,
        rule: `leaves spans without the namespace attribute, which ${teamPath(index, "namespaces")} needs`,
        fix: `Set ${key("agent.enrich")}: true, or use ${teamPath(index, "services")} instead of namespaces.`,
      },
    ];
  },
};

const hostsAreUnique = rule(["teams", "defaultIngress"], ({ teams, defaultIngress }) => {
  const hosts = [
    ...(defaultIngress ? [{ path: key("tracing.defaultIngress.host"), host: defaultIngress.host }] : []),
    ...teams.flatMap(({ ingress }, index) =>
      ingress ? [{ path: teamPath(index, "ingress.host"), host: ingress.host }] : [],
    ),
  ];
  return hosts.flatMap(({ path, host }, position): Problem[] => {
    const earlier = hosts.slice(0, position).find((one) => one.host === host);
    return earlier === undefined
      ? []
      : [
          {
            path,
            value: host,
            rule: `is also ${earlier.path}: one Jaeger would be served instead of the other`,
            fix: "Give each team a host of its own.",
          },
        ];
  });
});

const samplersFit = rule(["sampling"], ({ sampling }) => {
  if (sampling.kind !== "tail" || samplerSizing(sampling).memoryLimitMiB <= LARGEST_SAMPLER_MIB) return [];
  const samplers = affordableSamplers(sampling, MOST_SAMPLERS);
  const remedies = [
    ...(samplers === undefined ? [] : [`${key("tracing.sampling.samplers")} to ${samplers} or more`]),
    `${key("tracing.sampling.decisionWaitSeconds")} to a smaller value`,
    `${key("tracing.sampling.tracesPerSecond")} and ${key("tracing.sampling.spansPerTrace")} to the real values`,
  ];
  return [
    {
      path: key("tracing.sampling.samplers"),
      value: sampling.samplers,
      rule: `is too small: each sampler would need ${samplerArithmetic(sampling)}, and the most is ${countText(LARGEST_SAMPLER_MIB)} MiB`,
      fix: `Set ${remedies.join(", or ")}.`,
    },
  ];
});

const gatewaysFit = rule(["sampling", "gateway"], ({ sampling, gateway }) => {
  if (sampling.kind !== "tail" || bufferedMiB(sampling) <= usableGatewayMiB(gateway)) return [];
  return [
    {
      path: key("tracing.gateway.memoryLimitMiB"),
      value: gateway.memoryLimitMiB,
      rule: `is too small: buffering traces for two fifths of ${key("tracing.sampling.decisionWaitSeconds")} takes ${countText(bufferedMiB(sampling))} MiB, and ${gateway.maxReplicas} gateways can use ${countText(usableGatewayMiB(gateway))} MiB for that`,
      fix: `Raise ${key("tracing.gateway.memoryLimitMiB")} or ${key("tracing.gateway.maxReplicas")}, or lower ${key("tracing.sampling.decisionWaitSeconds")}.`,
    },
  ];
});

const largeTracesFit = rule(["sampling", "gateway"], ({ sampling, gateway }) => {
  if (sampling.kind !== "tail" || largeTraceMiB(sampling) <= largestTraceMiB(sampling, gateway)) return [];
  return [
    {
      path: key("tracing.sampling.spansPerTrace"),
      value: sampling.spansPerTrace,
      rule: `is too large: a trace of ${LARGE_TRACE} times as many spans takes ${countText(largeTraceMiB(sampling))} MiB, and gateways and samplers of this size hand on traces of at most ${countText(largestTraceMiB(sampling, gateway))} MiB`,
      fix: `Set ${key("tracing.sampling.spansPerTrace")} to the number of spans of a usual trace, or raise ${key("tracing.gateway.memoryLimitMiB")}.`,
    },
  ];
});

const somethingIsKept = rule(["sampling"], ({ sampling }) =>
  sampling.kind === "tail" &&
  !sampling.keepErrors &&
  sampling.keepSlowerThanMilliseconds === undefined &&
  sampling.percent === 0
    ? [
        {
          path: key("tracing.sampling.percent"),
          value: 0,
          rule: "drops every trace, because traces with errors and slow traces are not kept either",
          fix: `Set ${key("tracing.sampling.keepErrors")}: true, or ${key("tracing.sampling.percent")} above 0.`,
        },
      ]
    : [],
);

/** Settings that have no effect without a trace pipeline. */
const sectionIsThere: Rule = {
  reads: ["tracing", "mesh", "demo.hotrod"],
  check: ({ tracing, mesh, demo }) => {
    if (tracing !== undefined) return [];
    const needs = (path: string, value: unknown, why: string): Problem => ({
      path: key(path),
      value,
      rule: `needs the section ${key("tracing")}: ${why}`,
      fix: `Add ${key("tracing")}: {}, or remove ${key(path)}.`,
    });
    return [
      ...(mesh === "istio" ? [needs("mesh", mesh, "the spans of its proxies would have no receiver")] : []),
      ...(demo?.hotrod === true ? [needs("demo.hotrod", true, "HotROD exists only to produce traces")] : []),
    ];
  },
};

export const TRACING_RULES: readonly Rule[] = [
  sectionIsThere,
  replicasInOrder,
  namesAreUnique,
  teamsOwnSomething,
  belongingsAreOfOneTeam,
  namespacesAreKnown,
  hostsAreUnique,
  samplersFit,
  gatewaysFit,
  largeTracesFit,
  somethingIsKept,
];
