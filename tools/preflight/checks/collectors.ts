/** Other programs that collect what the stack collects. */
import { SCRAPE_ANNOTATION } from "../../../contract/annotations";
import type { WorkloadThere } from "../cluster/snapshot";
import { DOUBLED, programsOf, type Role } from "../../live/programs";
import { nodePortsOf } from "../cluster/pods";
import { namesText } from "../../text";
import { found, type Check, type Finding } from "../finding";
import { imagesOf, keyOf, ofKind, podSpecOf, workloadsOf, type Wanted } from "../../live/wanted";

const NODE_LOGS = "/var/log";

/** Whether the stack does the same. */
function doesToo(wanted: Wanted, role: Role): boolean {
  if (role === "scrapes") return true;
  if (role === "logs")
    return workloadsOf(wanted).some((workload) => JSON.stringify(podSpecOf(workload)).includes(`"${NODE_LOGS}`));
  return workloadsOf(wanted).some((workload) =>
    programsOf(imagesOf(podSpecOf(workload))).some((program) => program.role === role),
  );
}

const nameOf = ({ kind, namespace, name }: WorkloadThere) => `${kind} ${namespace}/${name}`;

/** Programs of others that do what the stack does, by what they do. */
export const collectors: Check = (wanted, { workloads = [], own }) => {
  const others = workloads
    .filter((workload) => !own.has(keyOf(workload)))
    .flatMap((workload) =>
      programsOf(workload.images).map(({ name, role }) => ({
        role,
        annotations: workload.annotations,
        text: `${nameOf(workload)} (${name})`,
      })),
    );
  return (Object.keys(DOUBLED) as Role[]).flatMap((role): Finding[] => {
    const same = others.filter((other) => other.role === role);
    if (same.length === 0 || !doesToo(wanted, role)) return [];
    const { text, fix } = DOUBLED[role];
    const isScraped = role !== "scrapes" && same.some(({ annotations }) => annotations[SCRAPE_ANNOTATION] === "true");
    const scraped = isScraped ? "; its pods are annotated, so the agents scrape it too" : "";
    return [found.warning(namesText([...new Set(same.map((other) => other.text))]), `${text}${scraped}`, fix)];
  });
};

/** Ports of the nodes that others have taken: a second pod that wants one stays pending. */
export const nodePorts: Check = (wanted, { workloads = [], own }) => {
  const others = workloads.filter((workload) => workload.kind === "DaemonSet" && !own.has(keyOf(workload)));
  return ofKind(wanted, "DaemonSet").flatMap((planned) => {
    const ports = nodePortsOf(podSpecOf(planned));
    return others.flatMap((other): Finding[] => {
      const taken = other.nodePorts.filter((port) => ports.includes(port));
      if (taken.length === 0) return [];
      return [
        found.problem(
          keyOf(planned),
          `needs port ${namesText(taken.map(String))} of every node, which ${nameOf(other)} has taken: its pods would stay pending`,
          "Stop the other one, or set hostNetwork: false.",
        ),
      ];
    });
  });
};
