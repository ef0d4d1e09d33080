import { podOf } from "../../evidence/manifests";
import { at, listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** A folder of the node outlives the pod and belongs to every other one there too. */
export const noHostPath = manifestPolicy(
  { name: "no-host-path", description: "Pods mount no folder of their node." },
  (manifest) =>
    listAt(podOf(manifest), "spec", "volumes")
      .filter((volume) => at(volume, "hostPath") !== undefined)
      .map((volume) => `volume ${textAt(volume, "name")} is the node's ${textAt(volume, "hostPath", "path")}.`),
);
