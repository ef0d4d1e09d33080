/** States in which Grafana's data sources do not answer. */
import { credentialsSecret, NAMES } from "../../../../contract/names";
import type { KubernetesObject } from "../../cluster/kubernetes";
import { endpointsOf, type Lab } from "../lab";
import type { State } from "./state";

const prometheus = (lab: Lab) => lab.own("Service", NAMES.prometheus);

interface DataSources extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

/** Somebody edits the file of data sources. */
const edited = (from: string, to: string) => (lab: Lab) => {
  const map = lab.own("ConfigMap", `${NAMES.grafana}-data-sources`) as DataSources;
  const data = Object.fromEntries(Object.entries(map.data).map(([file, text]) => [file, text.replaceAll(from, to)]));
  return lab.put({ ...map, data } as KubernetesObject);
};

export const GRAFANA_STATES: readonly State[] = [
  {
    made: "the Service that a data source of Grafana asks was deleted",
    make: (lab) => lab.remove(prometheus(lab)),
    check: "data-sources-answer",
    says: /^Data source Prometheus: it asks Service monitoring\/prometheus, which does not exist\. npm run up/,
  },
  {
    made: "no pod behind the Service of a data source is ready",
    make: (lab) => lab.put(endpointsOf(prometheus(lab), false)),
    check: "data-sources-answer",
    says: /^Data source Prometheus: it asks Service monitoring\/prometheus, behind which no pod is ready/,
  },
  {
    made: "somebody edits the port of a data source",
    make: edited(":9090", ":9091"),
    check: "data-sources-answer",
    says: /^Data source Prometheus: it asks port 9091 of Service monitoring\/prometheus, which has 9090/,
  },
  {
    made: "somebody edits the password's variable of a data source",
    make: edited("$DATA_SOURCE_PASSWORD", "$PROMETHEUS_PASSWORD"),
    check: "data-sources-answer",
    says: /^Data source Prometheus: it takes the variable PROMETHEUS_PASSWORD, which Grafana's container does not have/,
  },
  {
    made: "the Secret with the credentials of a data source was deleted",
    make: (lab) => lab.remove(lab.own("Secret", credentialsSecret(NAMES.grafana, true))),
    check: "data-sources-answer",
    says: /^Data source Prometheus: Secret monitoring\/\S+ with its credentials does not exist: the next pod of Grafana/,
  },
];
