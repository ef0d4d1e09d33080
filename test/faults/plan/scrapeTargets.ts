/** Puts fixed targets in the place of discovery: what the API server would tell of pods, as labels of each target. */
import { NAMESPACES } from "../../../contract/names";
import { at, type CollectorConfig, isObject, type JsonObject } from "../../../collector/common/model";
import { scrapeJobs } from "../../../collector/requirements/permissions";
import { AGENT_POD } from "../parts/agent";

export interface ScrapedPod {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Label `app.kubernetes.io/name`, which becomes the job. */
  readonly application: string;
  readonly namespace: string;
  readonly intervalSeconds?: number;
}

const pod = (name: string) => `__meta_kubernetes_pod_${name}`;

/** Labels with which Kubernetes discovery would describe the pod, so that every relabelling rule stays as it is. */
function discovered({ name, address, port, application, namespace, intervalSeconds }: ScrapedPod): JsonObject {
  return {
    targets: [`${address}:${port}`],
    labels: {
      __meta_kubernetes_namespace: namespace,
      [pod("name")]: name,
      [pod("ip")]: address,
      [pod("node_name")]: "faults",
      [pod("phase")]: "Running",
      [pod("label_app_kubernetes_io_name")]: application,
      [pod("annotation_prometheus_io_scrape")]: "true",
      [pod("annotation_prometheus_io_port")]: String(port),
      ...(intervalSeconds && { [pod("annotation_prometheus_io_interval")]: `${intervalSeconds}s` }),
    },
  };
}

/** The agent's own pod, which its configuration tells from others by name. */
function ownPod(address: string): ScrapedPod {
  return { name: AGENT_POD, address, port: 8888, application: "opentelemetry-collector", namespace: NAMESPACES.agent };
}

/** The configuration with fixed targets, in the jobs that discover theirs. */
export function withFixedTargets(
  agent: CollectorConfig,
  address: string,
  pods: readonly ScrapedPod[],
): CollectorConfig {
  const targets = [...pods, ownPod(address)].map(discovered);
  const fixed = scrapeJobs(agent).map((job): JsonObject => {
    if (!("kubernetes_sd_configs" in job)) return job;
    const others = Object.entries(job).filter(([key]) => key !== "kubernetes_sd_configs");
    return { ...Object.fromEntries(others), static_configs: targets };
  });
  const { prometheus } = agent.receivers;
  const config = at(prometheus, "config");
  if (!isObject(config)) throw new Error("the agent has no Prometheus receiver");
  const receiver = { ...prometheus, config: { ...config, scrape_configs: fixed } };
  return { ...agent, receivers: { ...agent.receivers, prometheus: receiver } };
}
