/** States of what the agents find. */
import * as YAML from "yaml";
import { NAMESPACES } from "../../../../contract/names";
import type { KubernetesObject } from "../../cluster/kubernetes";
import { NODE_OBJECTS } from "../../cluster/nodes";
import { daemonSet, withPodSpec } from "./agentChanges";
import { type Lab, object, SHOP } from "../lab";
import { OPERATOR } from "../monitors";
import type { State } from "./state";

const SCRAPED = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
const LABELS = { app: "cart" };

const annotated =
  (annotations: Record<string, string>, spec: object = {}) =>
  (lab: Lab) =>
    lab.application({ annotations }, { ...spec });

function ports(...declared: readonly { readonly name?: string; readonly containerPort: number }[]) {
  return { containers: [{ name: "main", image: "registry.example.com/cart:1", ports: declared }] };
}

interface Configuration {
  readonly receivers: {
    readonly prometheus: { readonly config: { readonly scrape_configs: Record<string, unknown>[] } };
  };
}

/** The ConfigMap that the agents' pods mount. */
function configMapOf(lab: Lab): KubernetesObject & { readonly data: { readonly relay: string } } {
  const volumes = daemonSet(lab).spec.template.spec.volumes ?? [];
  const names = volumes.flatMap(({ configMap }) => configMap?.name ?? []);
  return lab.own("ConfigMap", names[0] ?? "") as ReturnType<typeof configMapOf>;
}

/** Gives the agents another configuration: a ConfigMap of it, which their DaemonSet mounts in the other's place. */
export async function reconfigure(lab: Lab, change: (configuration: Configuration) => void): Promise<void> {
  const { data, ...map } = configMapOf(lab);
  const configuration = YAML.parse(data.relay) as Configuration;
  change(configuration);
  const edited = {
    ...map,
    metadata: { ...map.metadata, name: "edited" },
    data: { relay: YAML.stringify(configuration) },
  };
  await lab.put(edited);
  const workload = daemonSet(lab);
  const volumes = (workload.spec.template.spec.volumes ?? []).map((volume) =>
    volume.configMap?.name === map.metadata.name
      ? { ...volume, configMap: { ...volume.configMap, name: "edited" } }
      : volume,
  );
  await lab.put(withPodSpec(workload, { volumes }));
}

const policy = (name: string, spec: object) =>
  object("networking.k8s.io/v1", "NetworkPolicy", { name, namespace: SHOP }, { spec });

const deployment = (namespace: string, name: string, image: string) =>
  object(
    "apps/v1",
    "Deployment",
    { namespace, name },
    {
      spec: {
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "main", image }] } },
      },
    },
  );

export const DISCOVERY_STATES: readonly State[] = [
  {
    made: "the agents get a configuration without the field selector",
    make: (lab) =>
      reconfigure(lab, ({ receivers }) => {
        receivers.prometheus.config.scrape_configs[0]!["kubernetes_sd_configs"] = [{ role: "pod" }];
      }),
    check: "own-node-alone",
    says: /^Scrape job \S+: its discovery has not the field selector spec\.nodeName=/,
  },
  {
    made: "the agents' ConfigMap was deleted",
    make: (lab) => lab.remove(configMapOf(lab)),
    check: "own-node-alone",
    says: /^ConfigMap open-telemetry\/otel-agent\S*: it does not exist/,
  },
  {
    made: "a pod is annotated with scrape: True",
    make: annotated({ ...SCRAPED, "prometheus.io/scrape": "True" }),
    check: "annotation-values",
    says: /^Pod shop\/cart: the annotation prometheus\.io\/scrape: "True" is not "true"/,
  },
  {
    made: "a pod's port is annotated by name",
    make: annotated({ ...SCRAPED, "prometheus.io/port": "http" }, ports({ name: "http", containerPort: 8080 })),
    check: "annotation-values",
    says: /^Pod shop\/cart: the annotation prometheus\.io\/port: "http" is not a number/,
  },
  {
    made: "a pod's scheme is annotated in upper case",
    make: annotated({ ...SCRAPED, "prometheus.io/scheme": "HTTPS" }),
    check: "annotation-values",
    says: /^Pod shop\/cart: .*scheme: "HTTPS" is neither http nor https/,
  },
  {
    made: "a pod's interval is annotated without a unit",
    make: annotated({ ...SCRAPED, "prometheus.io/interval": "15" }),
    check: "annotation-values",
    says: /^Pod shop\/cart: .*interval: "15" is not a duration/,
  },
  {
    made: "an annotated pod has no port",
    make: annotated({ "prometheus.io/scrape": "true" }),
    check: "annotated-ports",
    says: /^Pod shop\/cart: nobody scrapes it: it has no annotation prometheus\.io\/port.*\(it declares none\)/,
  },
  {
    made: "an annotated pod's port has another name than metrics",
    make: annotated({ "prometheus.io/scrape": "true" }, ports({ name: "http", containerPort: 9090 })),
    check: "annotated-ports",
    says: /^Pod shop\/cart: .*\(http: 9090\).*prometheus\.io\/port: "9090"/,
  },
  {
    made: "an annotated pod waits for its start",
    make: (lab) => lab.application({ annotations: SCRAPED }, {}, { phase: "Pending" }),
    check: "annotated-pods-run",
    says: /^Pod shop\/cart: a pod of it is Pending.*kubectl --namespace shop describe pod cart/,
  },
  {
    made: "an annotated pod runs on a node of Windows",
    make: async (lab) => {
      const [one] = NODE_OBJECTS;
      const labels = { ...one!.metadata.labels, "kubernetes.io/os": "windows" };
      await lab.put({ ...one!, metadata: { ...one!.metadata, labels } });
      await lab.application({ annotations: SCRAPED });
    },
    check: "annotated-pods-have-agents",
    says: /Pod shop\/cart.*nobody scrapes it: it runs on a node of Windows/,
  },
  {
    made: "a team denies everything that comes in",
    make: async (lab) => {
      await lab.put(policy("deny-all", { podSelector: {}, policyTypes: ["Ingress"] }));
      await lab.application({ annotations: SCRAPED });
    },
    check: "agents-admitted",
    says: /^Pod shop\/cart: no NetworkPolicy of its namespace lets the agents in at port 8080, and deny-all denies/,
  },
  {
    made: "a NetworkPolicy lets the agents in at another port",
    make: async (lab) => {
      const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": NAMESPACES.agent } };
      const ingress = [{ from: [{ namespaceSelector }], ports: [{ port: 9090, protocol: "TCP" }] }];
      await lab.put(policy("cart", { podSelector: { matchLabels: LABELS }, ingress, policyTypes: ["Ingress"] }));
      await lab.application({ annotations: SCRAPED, labels: LABELS });
    },
    check: "agents-admitted",
    says: /^Pod shop\/cart: no NetworkPolicy .* at port 8080, and cart denies/,
  },
  {
    made: "another Prometheus runs beside the stack",
    make: (lab) => lab.put(deployment(SHOP, "prometheus", "quay.io/prometheus/prometheus:v3.5.0")),
    check: "scraped-once",
    says: /^Deployment shop\/prometheus \(Prometheus\): may scrape pods that the agents scrape/,
  },
  {
    made: "no Prometheus selects a ServiceMonitor",
    make: async (lab) => {
      const monitors = { apiVersion: `${OPERATOR}/v1` };
      const serviceMonitorSelector = { matchLabels: { release: "kps" } };
      await lab.put(
        object(
          monitors.apiVersion,
          "Prometheus",
          { name: "kps", namespace: NAMESPACES.monitoring },
          {
            spec: { serviceMonitorSelector, serviceMonitorNamespaceSelector: {} },
          },
        ),
      );
      await lab.put(object(monitors.apiVersion, "ServiceMonitor", { name: "cart", namespace: SHOP }, { spec: {} }));
    },
    check: "monitors-read",
    says: /^ServiceMonitor shop\/cart: nobody reads it: .*Prometheus monitoring\/kps selects .*"release":"kps"/,
  },
  {
    made: "the namespace of a ServiceMonitor is not selected",
    make: async (lab) => {
      const serviceMonitorNamespaceSelector = { matchLabels: { monitoring: "enabled" } };
      await lab.put(
        object(
          `${OPERATOR}/v1`,
          "Prometheus",
          { name: "kps", namespace: NAMESPACES.monitoring },
          {
            spec: { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector },
          },
        ),
      );
      await lab.put(object(`${OPERATOR}/v1`, "ServiceMonitor", { name: "cart", namespace: SHOP }, { spec: {} }));
    },
    check: "monitors-read",
    says: /^ServiceMonitor shop\/cart: nobody reads it: .*"monitoring":"enabled"/,
  },
  {
    made: "a ServiceMonitor has rules for samples that change whose these are",
    make: (lab) => {
      const metricRelabelings = [
        { action: "drop", sourceLabels: ["__name__"], regex: "go_.+" },
        { targetLabel: "pod", replacement: "another" },
      ];
      const spec = { selector: {}, endpoints: [{ port: "metrics", metricRelabelings }] };
      return lab.put(object(`${OPERATOR}/v1`, "ServiceMonitor", { name: "cart", namespace: SHOP }, { spec }));
    },
    readsMonitors: true,
    check: "monitors-applied",
    says: /^ServiceMonitor shop\/cart, endpoint metrics: its metricRelabelings are not applied, .*: rule 2 \(replace\) can change whose a sample is: pod\. /,
  },
  {
    made: "a PodMonitor names a password",
    make: (lab) => {
      const basicAuth = { username: { name: "cart", key: "user" }, password: { name: "cart", key: "password" } };
      const spec = { selector: {}, podMetricsEndpoints: [{ port: "metrics", basicAuth }] };
      return lab.put(object(`${OPERATOR}/v1`, "PodMonitor", { name: "cart", namespace: SHOP }, { spec }));
    },
    readsMonitors: true,
    check: "monitors-applied",
    says: /^PodMonitor shop\/cart, endpoint metrics: it is not scraped: it has basicAuth, and agents send no credentials\. /,
  },
];
