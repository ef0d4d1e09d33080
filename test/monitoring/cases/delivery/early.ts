/** Cases of the alerts that tell early. */
import { AGENT_A, AGENT_B, type AlertCase, CLUSTER, NODE_A, sample, SHOP } from "../model";

const MIB = 1024 ** 2;
const heap = (agent: typeof AGENT_A) => sample("otelcol_process_runtime_heap_alloc_bytes", agent);
const NAMELESS = { ...CLUSTER, job: "shop", instance: "10.0.0.5:8080" };

export const EARLY_CASES: readonly AlertCase[] = [
  {
    alert: "AgentMemoryNearLimit",
    firing: {
      situation: "the heap never falls below nine tenths of the limiter's limit",
      at: "20m",
      input: { [heap(AGENT_A)]: `${360 * MIB}x30`, [heap(AGENT_B)]: `${100 * MIB}x30` },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a will soon refuse data",
          description:
            "The heap of the agent on node node-a has not been below 90% of the 400 MiB at which its memory limiter refuses data for 10 minutes. What is refused of a scrape is lost.",
        },
      ],
    },
    silent: [
      {
        situation: "the heap grows to the limit between collections",
        at: "20m",
        input: { [heap(AGENT_A)]: `${`${380 * MIB}x4 ${120 * MIB} `.repeat(5)}${380 * MIB}x4` },
      },
    ],
  },
  {
    alert: "PodAttributesMissing",
    firing: {
      situation: "a target's samples have no names",
      at: "12m",
      input: { [sample("up", NAMELESS)]: "1x20" },
      expected: [
        {
          labels: CLUSTER,
          summary: "Samples of cluster lab have no names of pods",
          description:
            "1 targets are scraped whose samples have neither namespace, pod nor node: agents do not find the pods at the API server. Rules and dashboards that go by these names miss them.",
        },
      ],
    },
    silent: [
      {
        situation: "every target has its names, and the kubelet that of its node",
        at: "12m",
        input: { [sample("up", SHOP)]: "1x20", [sample("up", { ...NODE_A, job: "kubelet" })]: "1x20" },
      },
      {
        situation: "a pod is not known yet when it is first scraped",
        at: "12m",
        input: { [sample("up", NAMELESS)]: "1x2 stale" },
      },
    ],
  },
];
