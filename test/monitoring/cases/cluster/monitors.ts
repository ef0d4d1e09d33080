/** Cases of the alerts about ServiceMonitors and PodMonitors. */
import { AGENT_A, AGENT_B, type AlertCase, CLUSTER, type Labels, sample, SHOP } from "../model";

const readable = (agent: Labels, resource: string) => sample("otelcol_monitors_readable", { ...agent, resource });
const refused = (agent: Labels, namespace: string, reason: string) =>
  sample("otelcol_monitors_refused_endpoints", { ...agent, namespace, reason });

export const MONITOR_CASES: readonly AlertCase[] = [
  {
    alert: "MonitorsUnreadable",
    firing: {
      situation: "the cluster has no PodMonitors",
      at: "12m",
      input: {
        [readable(AGENT_A, "podmonitors")]: "0x20",
        [readable(AGENT_B, "podmonitors")]: "0x20",
        [readable(AGENT_A, "servicemonitors")]: "1x20",
      },
      expected: [
        {
          labels: { ...CLUSTER, resource: "podmonitors" },
          summary: "Agents cannot read the podmonitors of cluster lab",
          description:
            "The API server gives 2 agents no podmonitors. They scrape the targets that they knew before, and none that came since.",
        },
      ],
    },
    silent: [
      {
        situation: "the API server restarts",
        at: "12m",
        input: { [readable(AGENT_A, "podmonitors")]: "1x2 0x4 1x20" },
      },
      {
        situation: "an application says so",
        at: "12m",
        input: { [readable(SHOP, "podmonitors")]: "0x20" },
      },
    ],
  },
  {
    alert: "MonitorEndpointsRefused",
    firing: {
      situation: "a monitor names a password",
      at: "12m",
      input: {
        [refused(AGENT_A, "store", "credentials")]: "2x20",
        [refused(AGENT_B, "store", "credentials")]: "2x20",
      },
      expected: [
        {
          labels: { ...CLUSTER, namespace: "store", reason: "credentials" },
          summary: "Monitors of namespace store ask for what agents do not do",
          description:
            "2 endpoints of ServiceMonitors and PodMonitors of namespace store are not scraped as they ask: credentials.",
        },
      ],
    },
    silent: [
      {
        situation: "the monitor is mended",
        at: "12m",
        input: { [refused(AGENT_A, "store", "credentials")]: "2x5 stale" },
      },
    ],
  },
];
