import { containersOf } from "../../evidence/manifests";
import { textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** Without limits one pod can use up a node's memory; without requests the scheduler cannot plan. */
export const requestsAndLimits = manifestPolicy(
  { name: "requests-and-limits", description: "Every container requests and limits CPU and memory." },
  (manifest) =>
    containersOf(manifest).flatMap((container) =>
      ["requests", "limits"].flatMap((sort) =>
        ["cpu", "memory"]
          .filter((resource) => textAt(container, "resources", sort, resource) === "")
          .map((resource) => `container ${textAt(container, "name")} has no resources.${sort}.${resource}.`),
      ),
    ),
);
