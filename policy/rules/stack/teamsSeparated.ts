import { collectorConfigOf } from "../../evidence/collector";
import { namespaceOf, objectName, objectsOf } from "../../evidence/network";
import { type Manifest, at, listAt, objectAt, textAt } from "../../evidence/reading";
import { contentOf } from "../../evidence/shape";
import { conditionOf, DEFAULT_TEAM, namedIn, teamsOf } from "../../model/collector/teams";
import { stackPolicy, type StackProblem } from "../../rule";

const QUERY_PORT = 16686;
const NAMESPACE = "kubernetes.io/metadata.name";

/** Namespaces whose pods may query a Jaeger. */
function readersOf(policy: Manifest): string[] {
  return listAt(policy, "spec", "ingress")
    .filter((rule) => listAt(rule, "ports").some((port) => at(port, "port") === QUERY_PORT))
    .flatMap((rule) => listAt(rule, "from"))
    .filter((peer) => at(peer, "podSelector") === undefined)
    .map((peer) => textAt(peer, "namespaceSelector", "matchLabels", NAMESPACE))
    .filter((namespace) => namespace !== "");
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  JSON.stringify([...new Set(one)].sort()) === JSON.stringify([...new Set(other)].sort());

/** Whether a Jaeger keeps spans on its volume. */
function keeps(config: unknown): boolean {
  return Object.keys(objectAt(config, "extensions", "jaeger_storage", "backends", "traces", "badger")).length > 0;
}

/** A team's namespaces send to its Jaeger, and they alone read it. */
export const teamsSeparated = stackPolicy(
  {
    name: "teams-separated",
    description:
      "The namespaces that a team's filter lets through are those that may query its Jaeger, which keeps its spans on its own volume.",
  },
  (resources) => {
    const configurations = objectsOf(resources, "ConfigMap");
    const teams = new Map(
      configurations.flatMap(({ manifest }) => {
        const { config } = collectorConfigOf(manifest) ?? {};
        return teamsOf(config)
          .filter((team) => !["gateway", "agent"].includes(team))
          .map((team): [string, string[]] => [
            `jaeger-${team}`,
            team === DEFAULT_TEAM ? [] : namedIn(conditionOf(config, team), "k8s.namespace.name"),
          ]);
      }),
    );
    const policies = objectsOf(resources, "NetworkPolicy").filter(
      ({ manifest }) => namespaceOf(manifest) === "tracing",
    );
    const mixed = policies.flatMap(({ manifest, urn }): StackProblem[] => {
      const senders = teams.get(objectName(manifest));
      return senders === undefined || isSame(senders, readersOf(manifest))
        ? []
        : [{ message: `${objectName(manifest)} is read from other namespaces than those whose spans it gets.`, urn }];
    });
    const lost = objectsOf(resources, "StatefulSet")
      .filter(({ manifest }) => objectName(manifest).startsWith("jaeger-"))
      .flatMap(({ manifest, urn }): StackProblem[] => {
        const own = configurations.find(({ manifest: map }) => objectName(map) === objectName(manifest));
        const claims = listAt(manifest, "spec", "template", "spec", "volumes").filter(
          (volume) => at(volume, "persistentVolumeClaim") !== undefined,
        );
        const onVolume = keeps(contentOf(textAt(own?.manifest, "data", "config.yaml")));
        return onVolume === claims.length > 0
          ? []
          : [
              {
                message: `${objectName(manifest)} keeps spans in memory beside a volume, or on a volume that it does not have.`,
                urn,
              },
            ];
      });
    return [...mixed, ...lost];
  },
);
