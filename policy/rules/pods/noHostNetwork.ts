import { podOf } from "../../evidence/manifests";
import { at } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** Network policies do not apply in the node's network namespace, and its PID namespace shows all processes. */
export const noHostNetwork = manifestPolicy(
  { name: "no-host-network", description: "Pods use no network, PID or IPC namespace of their node." },
  (manifest) =>
    ["hostNetwork", "hostPID", "hostIPC"]
      .filter((field) => at(podOf(manifest), "spec", field) === true)
      .map((field) => `${field} is true.`),
);
