import { containersOf } from "../../evidence/manifests";
import { at, listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** A host port is open to every client that reaches the node. */
export const noHostPort = manifestPolicy(
  { name: "no-host-port", description: "Containers have no host port." },
  (manifest) =>
    containersOf(manifest).flatMap((container) =>
      listAt(container, "ports")
        .filter((port) => ![undefined, 0].includes(at(port, "hostPort") as number | undefined))
        .map((port) => `container ${textAt(container, "name")} opens the host port ${textAt(port, "hostPort")}.`),
    ),
);
