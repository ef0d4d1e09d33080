/** What is there of the central collector that the agents replace, and who sends to it. */
import { listAt, type Manifest, textAt } from "../../../policy/evidence/reading";
import { type Access, NotAsked, PLAN, type Right, type Source } from "../source";
import { SERVICE_RIGHTS, serviceThere } from "./network";
import { workloadOf } from "./pods";

/** The Service of the central collector. */
export interface Central {
  readonly namespace: string;
  readonly service: string;
  /** Whether the Service exists. */
  readonly exists: boolean;
  /** Name to which it leads instead of to pods; empty where it leads to pods. */
  readonly externalName: string;
  /** Pods behind it that are ready. */
  readonly readyEndpoints: number;
}

/** The settings of the migration. */
async function migrationOf({ read }: Access) {
  const { migration } = (await read(PLAN)).planned.settings;
  if (!migration) throw new NotAsked("the stack replaces no central collector (the setting migration)");
  return migration;
}

export const CENTRAL: Source<Central> = {
  what: "The central collector's Service",
  rights: () => SERVICE_RIGHTS,
  read: async (access) => {
    const { namespace, service } = (await migrationOf(access)).from;
    const { service: found, readyEndpoints } = await serviceThere(access, namespace, service);
    return {
      ...{ namespace, service, exists: found !== undefined, readyEndpoints },
      externalName: textAt(found, "spec", "externalName"),
    };
  },
};

/** A workload whose pods are told where to send. */
export interface Sender {
  readonly namespace: string;
  /** `Kind namespace/name`. */
  readonly workload: string;
  readonly variable: string;
  readonly endpoint: string;
}

/** Where the SDKs of OpenTelemetry look for the address. */
const ENDPOINT = /^OTEL_EXPORTER_OTLP_((METRICS|TRACES|LOGS)_)?ENDPOINT$/;

function sendersIn(pod: Manifest): Sender[] {
  const containers = [...listAt(pod, "spec", "containers"), ...listAt(pod, "spec", "initContainers")];
  return containers
    .flatMap((container) => listAt(container, "env"))
    .filter((variable) => ENDPOINT.test(textAt(variable, "name")) && textAt(variable, "value") !== "")
    .map((variable) => ({
      namespace: textAt(pod, "metadata", "namespace"),
      workload: workloadOf(pod),
      variable: textAt(variable, "name"),
      endpoint: textAt(variable, "value"),
    }));
}

const PODS_RIGHT: Right = { group: "", resources: ["pods"], verbs: ["list"] };

/** Workloads by what the variables of their pods say, each once. */
export const SENDERS: Source<Sender[]> = {
  what: "Pods",
  rights: () => [PODS_RIGHT],
  read: async (access) => {
    await migrationOf(access);
    const path = "/api/v1/pods?fieldSelector=status.phase!=Succeeded,status.phase!=Failed";
    const senders = (await access.list(path, sendersIn)).flat();
    return [...new Map(senders.map((sender) => [JSON.stringify(sender), sender])).values()];
  },
};
