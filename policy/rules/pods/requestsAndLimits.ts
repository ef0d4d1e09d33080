import { containersOf } from "../../evidence/manifests";
import { textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** Without them one pod takes a node's memory from all others, and the scheduler plans with nothing. */
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
