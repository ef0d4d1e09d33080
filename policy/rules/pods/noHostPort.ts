import { containersOf } from "../../evidence/manifests";
import { at, listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** A port of the node is open to whoever reaches the node. */
export const noHostPort = manifestPolicy(
  { name: "no-host-port", description: "Containers open no port of their node." },
  (manifest) =>
    containersOf(manifest).flatMap((container) =>
      listAt(container, "ports")
        .filter((port) => ![undefined, 0].includes(at(port, "hostPort") as number | undefined))
        .map((port) => `container ${textAt(container, "name")} opens the node's port ${textAt(port, "hostPort")}.`),
    ),
);
