import assert from "node:assert/strict";
import * as YAML from "yaml";
import { importValues } from "../../../tools/import/import";
import { importLines } from "../../../tools/import/output";

/** The settings that follow from a values file, without prefix. */
function settingsOf(values: object): Record<string, Record<string, unknown> | undefined> {
  const { stackFile } = importValues("values.yaml", YAML.stringify(values), undefined);
  const { config } = YAML.parse(stackFile) as { config: Record<string, Record<string, unknown>> };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace("gke-telemetry:", ""), value]));
}

/** What a value without an equivalent is told; empty for one that was taken over. */
function leftAt(values: object, place: string): string {
  const lines = importLines(importValues("values.yaml", YAML.stringify(values), undefined), "v", process.stdout);
  const end = lines.indexOf("Taken over");
  const left = lines.slice(lines.indexOf("Without an equivalent"), end < 0 ? undefined : end);
  return left.find((line) => line.trim().startsWith(place))?.trim() ?? "";
}

const withJobs = (...jobs: object[]) => ({ prometheus: { prometheusSpec: { additionalScrapeConfigs: jobs } } });
const JOB = "prometheus.prometheusSpec.additionalScrapeConfigs[0]";

describe("a value that a stack can take over only by half", () => {
  it("keeps no metrics of one job alone, as a rule would drop those of every other application", () => {
    const values = withJobs({
      job_name: "payments",
      static_configs: [{ targets: ["payments.example.com:9187"] }],
      metric_relabel_configs: [
        { source_labels: ["__name__"], regex: "payments_.*", action: "keep" },
        { source_labels: ["__name__"], regex: "go_.*", action: "drop" },
      ],
    });
    assert.deepEqual(settingsOf(values)["agent"], { metricRules: [{ drop: "go_.*" }] });
    assert.match(leftAt(values, `${JOB}.metric_relabel_configs[0]`), /those of every other application.*namespaces/);
  });

  it("makes no rule of what a job drops of kubelets, about which there are no rules", () => {
    const values = withJobs({
      job_name: "cadvisor",
      kubernetes_sd_configs: [{ role: "node" }],
      metric_relabel_configs: [
        { source_labels: ["__name__"], regex: "container_.*", action: "drop" },
        { regex: "id", action: "labeldrop" },
      ],
    });
    assert.equal(settingsOf(values)["agent"], undefined);
    assert.match(leftAt(values, `${JOB}.metric_relabel_configs[1]`), /kubelets/);
  });

  it("takes over no static job whose parameters or relabelings say what is scraped", () => {
    const job = { job_name: "other", static_configs: [{ targets: ["prometheus.example.com:9090"] }] };
    const federate = { ...job, metrics_path: "/federate", params: { "match[]": ['{job="node"}'] } };
    const probe = { ...job, metrics_path: "/probe", relabel_configs: [{ target_label: "__address__" }] };
    for (const [one, lacking] of [
      [federate, /scrapeJobs have no params/],
      [probe, /scrapeJobs have no relabel_configs/],
    ] as const) {
      assert.equal(settingsOf(withJobs(one))["scrapeJobs"], undefined);
      assert.match(leftAt(withJobs(one), JOB), lacking);
    }
    assert.equal((settingsOf(withJobs({ ...job, params: {} }))["scrapeJobs"] as unknown as unknown[]).length, 1);
  });

  it("lists the other ways in which a receiver tells, so that no pager is silent unseen", () => {
    const receivers = [
      {
        name: "oncall",
        slack_configs: [{ channel: "#oncall", api_url: "https://hooks.slack.com/services/hidden" }],
        pagerduty_configs: [{ routing_key: "hidden", severity: "critical" }],
      },
    ];
    const values = { alertmanager: { config: { receivers, route: { receiver: "oncall" } } } };
    const { alertmanager } = settingsOf(values)["alerts"] as { alertmanager: { receivers: unknown } };
    assert.deepEqual(alertmanager.receivers, [{ kind: "slack", name: "oncall", channel: "#oncall" }]);
    for (const place of ["", ".routing_key"])
      assert.match(
        leftAt(values, `alertmanager.config.receivers[0].pagerduty_configs[0]${place} `),
        /in one way, and this one by slack_configs.*continue: true/,
      );
  });
});
