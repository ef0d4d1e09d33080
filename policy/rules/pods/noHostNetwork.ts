import { podOf } from "../../evidence/manifests";
import { at } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** In the node's namespaces network policies do not hold, and other processes can be seen. */
export const noHostNetwork = manifestPolicy(
  { name: "no-host-network", description: "Pods share no network, process or IPC namespace with their node." },
  (manifest) =>
    ["hostNetwork", "hostPID", "hostIPC"]
      .filter((field) => at(podOf(manifest), "spec", field) === true)
      .map((field) => `${field} is true.`),
);
