/** The configuration that the agents read. */
import * as YAML from "yaml";
import { CONFIGURATION_KEY } from "../../../contract/collector/chart";
import { listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import { RequestError } from "../../live/api";
import { podSpecOf } from "../../live/wanted";
import type { Source } from "../source";
import { AGENT_DAEMON_SET, CANARY_DAEMON_SET } from "./agents";

export interface ConfigurationThere {
  /** Name of the ConfigMap that the DaemonSet mounts. */
  readonly configMap: string;
  /** Absent where there is no such ConfigMap. */
  readonly content?: Manifest;
}

/** The ConfigMap with the collector's configuration among the volumes of a DaemonSet's pods. */
function configMapOf(daemonSet: Manifest): string | undefined {
  const maps = listAt(podSpecOf({ manifest: daemonSet }), "volumes").map((volume) => objectAt(volume, "configMap"));
  const isConfiguration = (map: Manifest) =>
    listAt(map, "items").some((item) => textAt(item, "key") === CONFIGURATION_KEY);
  return textAt(maps.find(isConfiguration), "name") || undefined;
}

type ConfigurationSource = Source<ConfigurationThere | undefined>;

function configurationSource(what: string, daemonSet: Source<Manifest | undefined>): ConfigurationSource {
  return {
    what,
    rights: ({ names }) => [
      { group: "", resources: ["configmaps"], verbs: ["get"], namespace: names.agent.namespace },
      ...daemonSet.rights({ names }),
    ],
    read: async ({ api, read, expected: { names } }) => {
      const configMap = configMapOf((await read(daemonSet)) ?? {});
      if (configMap === undefined) return undefined;
      const map = await api.get<Manifest>(`/api/v1/namespaces/${names.agent.namespace}/configmaps/${configMap}`);
      if (map === undefined) return { configMap };
      try {
        const parsed = YAML.parse(textAt(map, "data", CONFIGURATION_KEY)) as unknown;
        return { configMap, content: objectAt({ parsed }, "parsed") };
      } catch {
        throw new RequestError(`what ConfigMap ${configMap} has is not YAML`);
      }
    },
  };
}

/** What the agents' ConfigMap says; undefined where no DaemonSet mounts one. */
export const AGENT_CONFIGURATION = configurationSource("The agents' ConfigMap", AGENT_DAEMON_SET);

/** What that of their canary says, likewise. */
export const CANARY_CONFIGURATION = configurationSource("The canary's ConfigMap", CANARY_DAEMON_SET);

/** The scrape jobs of a configuration. */
export function scrapeJobsOf(configuration: Manifest | undefined): Manifest[] {
  return Object.entries(objectAt(configuration, "receivers"))
    .filter(([id]) => id.split("/")[0] === "prometheus")
    .flatMap(([, receiver]) => listAt(receiver, "config", "scrape_configs").map((job) => objectAt({ job }, "job")));
}
