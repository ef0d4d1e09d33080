/** Cases of the alerts about Prometheus itself. */
import { type AlertCase, CLUSTER, type InputSeries, PROMETHEUS, sample } from "./model";

const RULE_FAILURES = sample("prometheus_rule_evaluation_failures_total", {
  ...PROMETHEUS,
  rule_group: "/etc/prometheus/rules/recording.yaml;agent-recording",
});

function storage(blocks: string, limit: string): InputSeries {
  return {
    [sample("prometheus_tsdb_storage_blocks_bytes", PROMETHEUS)]: blocks,
    [sample("prometheus_tsdb_wal_storage_size_bytes", PROMETHEUS)]: "3x60",
    [sample("prometheus_tsdb_head_chunks_storage_size_bytes", PROMETHEUS)]: "2x60",
    [sample("prometheus_tsdb_retention_limit_bytes", PROMETHEUS)]: limit,
  };
}

function log(corruptions: string): InputSeries {
  return {
    [sample("prometheus_tsdb_wal_corruptions_total", PROMETHEUS)]: corruptions,
    [sample("process_start_time_seconds", PROMETHEUS)]: "0x150",
  };
}

export const PROMETHEUS_CASES: readonly AlertCase[] = [
  {
    alert: "PrometheusRuleFailures",
    firing: {
      situation: "a rule fails at each evaluation",
      at: "6m",
      input: { [RULE_FAILURES]: "0x3 1+1x10" },
      expected: [
        {
          labels: { ...CLUSTER, rule_group: "/etc/prometheus/rules/recording.yaml;agent-recording" },
          summary: "Prometheus in cluster lab fails to evaluate rules",
          description:
            "Prometheus failed 3 evaluations in rule group /etc/prometheus/rules/recording.yaml;agent-recording in the last 5 minutes. Alerts of this group may not fire, and its recording rules may have gaps.",
        },
      ],
    },
    silent: [{ situation: "rules failed long ago", at: "20m", input: { [RULE_FAILURES]: "0x3 4x20" } }],
  },
  {
    alert: "PrometheusStorageNearLimit",
    firing: {
      situation: "blocks, log and head take 95 % of the size",
      at: "31m",
      input: storage("90x60", "100x60"),
      expected: [
        {
          labels: CLUSTER,
          summary: "Storage of Prometheus in cluster lab is near its limit",
          description:
            "The data of Prometheus takes 95% of the retention size. At the limit, Prometheus deletes blocks before their retention time.",
        },
      ],
    },
    silent: [
      { situation: "a fifth is free", at: "31m", input: storage("75x60", "100x60") },
      { situation: "retention goes by time alone", at: "31m", input: storage("90x60", "0x60") },
    ],
  },
  {
    alert: "PrometheusWalCorruption",
    firing: {
      situation: "Prometheus has just started on a damaged log",
      at: "5m",
      input: log("1x150"),
      expected: [
        {
          labels: CLUSTER,
          summary: "Prometheus in cluster lab found its write-ahead log corrupted",
          description:
            "Prometheus found 1 corruptions in its write-ahead log when it started. Samples after a corruption are lost.",
        },
      ],
    },
    silent: [
      { situation: "the log is whole", at: "5m", input: log("0x150") },
      { situation: "it was told for an hour", at: "2h", input: log("1x150") },
    ],
  },
  {
    alert: "PrometheusSeriesGrowth",
    firing: {
      situation: "a large Prometheus more than doubles",
      at: "80m",
      input: { [sample("prometheus_tsdb_head_series", PROMETHEUS)]: "60000x59 150000x40" },
      expected: [
        {
          labels: CLUSTER,
          summary: "Series of Prometheus in cluster lab have doubled within an hour",
          description:
            "Prometheus holds 150k series in its head block, more than twice as many as an hour ago. Its memory use grows with them.",
        },
      ],
    },
    silent: [
      {
        situation: "a small Prometheus is being filled",
        at: "80m",
        input: { [sample("prometheus_tsdb_head_series", PROMETHEUS)]: "1000x59 50000x40" },
      },
      {
        situation: "a large Prometheus grows by half",
        at: "80m",
        input: { [sample("prometheus_tsdb_head_series", PROMETHEUS)]: "200000x59 300000x40" },
      },
    ],
  },
];
