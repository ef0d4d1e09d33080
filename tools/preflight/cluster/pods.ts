/** What pods request, and which ports of their node they take. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import { BYTES_PER_MIB } from "../../../settings/sizing/units";
import { quantity } from "../../live/quantity";
import type { Room } from "./snapshot";

const NO_ROOM: Room = { cpuMillicores: 0, memoryMiB: 0, pods: 0 };

export function sumOf(rooms: readonly Room[]): Room {
  return rooms.reduce(
    (sum, room) => ({
      cpuMillicores: sum.cpuMillicores + room.cpuMillicores,
      memoryMiB: sum.memoryMiB + room.memoryMiB,
      pods: sum.pods + room.pods,
    }),
    NO_ROOM,
  );
}

/** Quantities by resource, such as a node's `allocatable`. */
export function roomOf(resources: Manifest): Room {
  return {
    cpuMillicores: Math.round(quantity(textAt(resources, "cpu")) * 1000),
    memoryMiB: quantity(textAt(resources, "memory")) / BYTES_PER_MIB,
    pods: quantity(textAt(resources, "pods")),
  };
}

const requestsOf = (container: unknown) => roomOf(objectAt(container, "resources", "requests"));

/** What one pod requests: its containers and native sidecars together, or an init container that requests more. */
export function podRequests(spec: Manifest): Room {
  const init = listAt(spec, "initContainers");
  const isSidecar = (container: unknown) => at(container, "restartPolicy") === "Always";
  const running = sumOf([...listAt(spec, "containers"), ...init.filter(isSidecar)].map(requestsOf));
  const first = init.filter((container) => !isSidecar(container)).map(requestsOf);
  const most = (field: "cpuMillicores" | "memoryMiB") => Math.max(running[field], ...first.map((room) => room[field]));
  return { cpuMillicores: most("cpuMillicores"), memoryMiB: most("memoryMiB"), pods: 1 };
}

/** Ports of the node that a pod of this specification takes. */
export function nodePortsOf(spec: Manifest): number[] {
  const sharesNetwork = at(spec, "hostNetwork") === true;
  return listAt(spec, "containers").flatMap((container) =>
    listAt(container, "ports").flatMap((port) => {
      const taken = Number(at(port, "hostPort") ?? (sharesNetwork ? at(port, "containerPort") : 0));
      return taken > 0 ? [taken] : [];
    }),
  );
}
