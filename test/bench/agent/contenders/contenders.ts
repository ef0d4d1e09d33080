/** Everything that is measured, the reference first. */
import { onPath } from "../../../programs/programs";
import type { StackConfiguration } from "../../../../tools/plan/stackFile";
import type { Contender } from "./contender";
import { planAgent, plannedContender, storeEndpoint, withoutWriting } from "./planned";
import { prometheusAgent, vmagent } from "./prometheus";

export interface Contenders {
  readonly all: readonly Contender[];
  /** Port at which the planned agents look for the store. */
  readonly storePort: number;
}

/** @param intervalSeconds pause between two scrapes of a target, in place of the stack's */
export async function contenders(
  stack: string,
  settings: StackConfiguration,
  intervalSeconds: number,
): Promise<Contenders> {
  const agent = { scrapeIntervalSeconds: intervalSeconds, scrapeTimeoutSeconds: intervalSeconds };
  // Short enough for a queue in memory. It changes nothing of what is measured: the store takes everything.
  const changes = { agent, outageMinutes: 10 };
  const own = { collectorImage: { distribution: "gke-telemetry" } };
  const durable = await planAgent(stack, settings, { ...changes, ...own, delivery: "durable" });
  const withKubelet = await planAgent(stack, settings, { ...changes, ...own, delivery: "durable", containers: {} });
  const memory = await planAgent(stack, settings, { ...changes, ...own, delivery: "memory" });
  const contrib = await planAgent(stack, settings, {
    ...changes,
    collectorImage: { distribution: "contrib" },
    delivery: "memory",
  });
  const { protocol, port } = storeEndpoint(durable.config);
  const program = onPath("vmagent");
  return {
    storePort: port === "" ? { "http:": 80, "https:": 443 }[protocol]! : Number(port),
    all: [
      prometheusAgent(durable.config),
      plannedContender("planned agent, durable", durable),
      plannedContender("planned agent, memory", memory),
      plannedContender("planned agent, memory, contrib's image", contrib),
      { ...plannedContender("planned agent that sends nothing", withoutWriting(durable)), isBaseline: true },
      { ...plannedContender("planned agent, durable, with its kubelet", withKubelet), scrapesKubelet: true },
      ...(program === undefined ? [] : [vmagent(program, durable.config)]),
    ],
  };
}
