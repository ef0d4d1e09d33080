/** Parts that may read folders of the node, and read more than that. */
import { AGENT, all, CONTAINER, EXPORTER, object, POD, set } from "../draft";
import type { Weakenings } from "../draft";

const stranger = { name: "x", image: "docker.io/library/busybox:1.37.0-musl", securityContext: { runAsNonRoot: true } };

export const NODE_FOLDERS: Weakenings = {
  "exporter-any-hostpath": [
    "the container runtime's socket is the whole node",
    set(EXPORTER, `${POD}/volumes/+`, { name: "sock", hostPath: { path: "/run/containerd/containerd.sock" } }),
  ],
  "exporter-other-folder": [
    "Secrets of every pod of the node",
    set(EXPORTER, `${POD}/volumes/0/hostPath/path`, "/var/lib/kubelet"),
  ],
  "exporter-writable-root": [
    "the node's root can be written",
    set(EXPORTER, `${CONTAINER}/volumeMounts/2/readOnly`, false),
  ],
  "exporter-writable-unset": ["the same", set(EXPORTER, `${CONTAINER}/volumeMounts/2/readOnly`, undefined)],
  "exporter-host-network": [
    "no policy holds for the node's network, and no setting asked for it",
    set(EXPORTER, `${POD}/hostNetwork`, true),
  ],
  "exporter-host-pid": ["it sees every process of the node", set(EXPORTER, `${POD}/hostPID`, true)],
  "exporter-root": [
    "root with the node's files",
    all(
      set(EXPORTER, `${POD}/securityContext/runAsUser`, 0),
      set(EXPORTER, `${POD}/securityContext/runAsNonRoot`, false),
    ),
  ],
  "exporter-textfile": [
    "metrics from any file of the node",
    set(EXPORTER, `${CONTAINER}/args/+`, "--collector.textfile.directory=/host/root"),
  ],
  "exporter-everywhere": [
    "it listens on all addresses",
    set(EXPORTER, `${CONTAINER}/args/0`, "--web.listen-address=:9100"),
  ],
  "queue-owner-privileged": [
    "a privileged init container, under the name that is exempt",
    set(AGENT, "values/initContainers", [
      { name: "queue-owner", image: "docker.io/library/busybox:1.37.0-musl", securityContext: { privileged: true } },
    ]),
  ],
  "queue-hostpath-without-setting": [
    "a folder of the node, which the exemption permits, without the setting",
    set(AGENT, "values/extraVolumes/1", {
      name: "queue",
      hostPath: { path: "/var/lib/gke-telemetry/telemetry-prod/prod" },
    }),
  ],
  "queue-hostpath-outside": [
    "a folder of the node beside the exempt one",
    set(AGENT, "values/extraVolumes/1", { name: "queue", hostPath: { path: "/var/lib/gke-telemetry/../kubelet" } }),
  ],
  "exemption-by-name": [
    "the name alone makes the exemption fit",
    object("apps/v1", "DaemonSet", "not-otel", "open-telemetry", {
      spec: {
        template: {
          spec: { containers: [stranger], volumes: [{ name: "queue", hostPath: { path: "/var/lib/gke-telemetry/" } }] },
        },
      },
    }),
  ],
};
