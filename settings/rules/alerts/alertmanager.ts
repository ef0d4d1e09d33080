/** Rules about Alertmanager: its routes and receivers. */
import type { Problem } from "../../problems";
import type { OwnAlertmanagerSettings } from "../../schema/alerts/alertmanager";
import { NOBODY } from "../../schema/alerts/receivers";
import { key, type Rule } from "../rule";
import { ALERTMANAGER_SECRET_RULES } from "./secrets";
import { path, rule, SECTION } from "./section";

const namesAreUnique = rule(({ receivers }) =>
  receivers.flatMap(({ name }, index): Problem[] => {
    const first = receivers.findIndex((receiver) => receiver.name === name);
    if (name === NOBODY)
      return [
        {
          path: path(`receivers[${index}].name`),
          value: name,
          rule: "is reserved for the receiver to which nothing is delivered",
          fix: "Choose another name.",
        },
      ];
    if (first === index) return [];
    return [
      {
        path: path(`receivers[${index}].name`),
        value: name,
        rule: `is also the name of ${path(`receivers[${first}]`)}`,
        fix: "Give each receiver a name of its own.",
      },
    ];
  }),
);

/** Every place that refers to a receiver. */
function references({ defaultReceiver, routes, watchdog }: OwnAlertmanagerSettings) {
  return [
    { at: "defaultReceiver", receiver: defaultReceiver },
    ...routes.map(({ receiver }, index) => ({ at: `routes[${index}].receiver`, receiver })),
    ...(watchdog ? [{ at: "watchdog.receiver", receiver: watchdog.receiver }] : []),
  ];
}

const receiversExist = rule((settings) => {
  const names = settings.receivers.map(({ name }) => name);
  return references(settings)
    .filter(({ receiver }) => !names.includes(receiver))
    .map(({ at, receiver }) => ({
      path: path(at),
      value: receiver,
      rule: `must be the name of a receiver in ${path("receivers")}, which has ${names.join(", ")}`,
      fix: `Set ${path(at)} to one of them, or add the receiver.`,
    }));
});

const receiversAreUsed = rule((settings) => {
  const used = references(settings).map(({ receiver }) => receiver);
  return settings.receivers.flatMap(({ name }, index): Problem[] =>
    used.includes(name)
      ? []
      : [
          {
            path: path(`receivers[${index}].name`),
            value: name,
            rule: "is named by no route, so that the receiver would never be notified",
            fix: `Name it in ${path("routes")}, ${path("defaultReceiver")} or ${path("watchdog.receiver")}, or remove the receiver.`,
          },
        ],
  );
});

const routesHaveConditions = rule(({ routes }) =>
  routes.flatMap(({ severities, teams, namespaces }, index): Problem[] =>
    severities.length + teams.length + namespaces.length > 0
      ? []
      : [
          {
            path: path(`routes[${index}]`),
            rule: "has no condition, so that no later route would ever be reached",
            fix: `Set its severities, teams or namespaces, or make its receiver ${path("defaultReceiver")}.`,
          },
        ],
  ),
);

const teamsExist = rule(({ routes }, { tracing }) => {
  const names = (tracing?.teams ?? []).filter(({ namespaces }) => namespaces.length > 0).map(({ name }) => name);
  const known = names.length === 0 ? "there is none" : `these are ${names.join(", ")}`;
  return routes.flatMap(({ teams }, index) =>
    teams.flatMap((team, place): Problem[] =>
      names.includes(team)
        ? []
        : [
            {
              path: path(`routes[${index}].teams[${place}]`),
              value: team,
              rule: `must be a team of ${key("tracing.teams")} that has namespaces; ${known}`,
              fix: `Name one of these teams, or use ${path(`routes[${index}].namespaces`)} instead.`,
            },
          ],
    ),
  );
});

const prometheusIsOwn: Rule = {
  reads: [SECTION, "metrics.kind"],
  check: ({ alerts, metrics }) =>
    metrics?.kind === "remote" && alerts !== undefined && alerts.alertmanager.kind !== "none"
      ? [
          {
            path: path("kind"),
            value: alerts.alertmanager.kind,
            rule: `needs a Prometheus that evaluates alerts and sends them, and ${key("metrics.kind")} is remote`,
            fix: `Remove ${key(SECTION)}, and let the remote store evaluate the rules: see docs/alerts.md. Or set ${key("metrics.kind")}: prometheus.`,
          },
        ]
      : [],
};

export const ALERTMANAGER_RULES: readonly Rule[] = [
  prometheusIsOwn,
  namesAreUnique,
  receiversExist,
  receiversAreUsed,
  routesHaveConditions,
  teamsExist,
  ...ALERTMANAGER_SECRET_RULES,
];
