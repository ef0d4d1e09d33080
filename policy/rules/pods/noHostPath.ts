import { podOf } from "../../evidence/manifests";
import { at, listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** A folder of the node outlives the pod, and other pods can mount it too. */
export const noHostPath = manifestPolicy(
  { name: "no-host-path", description: "Pods have no hostPath volume." },
  (manifest) =>
    listAt(podOf(manifest), "spec", "volumes")
      .filter((volume) => at(volume, "hostPath") !== undefined)
      .map((volume) => `volume ${textAt(volume, "name")} mounts the host path ${textAt(volume, "hostPath", "path")}.`),
);
