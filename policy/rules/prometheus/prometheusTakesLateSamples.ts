import { collectorConfigOf } from "../../evidence/collector";
import { objectName, objectsOf } from "../../evidence/network";
import { objectAt, textAt } from "../../evidence/reading";
import { contentOf } from "../../evidence/shape";
import { stackPolicy } from "../../rule";

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of a duration such as `1h30m`; none of a text that is no duration. */
const secondsOf = (duration: string): number =>
  [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)].reduce(
    (sum, [, count = "0", unit = ""]) => sum + Number(count) * (SECONDS[unit] ?? 0),
    0,
  );

/** What waited longer than the window is too old for Prometheus, which then refuses it for good. */
export const prometheusTakesLateSamples = stackPolicy(
  {
    name: "prometheus-takes-late-samples",
    description: "Prometheus takes samples as old as those that wait in the agents' queues.",
  },
  (resources) => {
    const maps = objectsOf(resources, "ConfigMap");
    const windows = maps
      .map(({ manifest }) => contentOf(textAt(manifest, "data", "prometheus.yml")))
      .map((config) => textAt(config, "storage", "tsdb", "out_of_order_time_window"))
      .filter((window) => window !== "");
    return maps.flatMap(({ manifest, urn }) =>
      Object.values(objectAt(collectorConfigOf(manifest)?.config, "exporters")).flatMap((exporter) => {
        const age = textAt(exporter, "queue", "max_age");
        return windows
          .filter((window) => age !== "" && secondsOf(window) < secondsOf(age))
          .map((window) => ({
            message: `${objectName(manifest)} keeps samples for ${age}, but Prometheus takes those of ${window} alone.`,
            urn,
          }));
      }),
    );
  },
);
