import assert from "node:assert/strict";
import { configured } from "../../harness/configuredPlan";

describe("the secrets of further destinations", () => {
  it("are in the Secrets that the collectors of their signals mount, and nowhere else", async () => {
    const exporters = [
      { name: "central", signals: ["metrics", "traces"], endpoint: "https://otlp.example.com" },
      { name: "archive", signals: ["logs"], endpoint: "https://logs.example.com" },
    ];
    const secrets = { exporterSecrets: '{"central": "token-one", "archive": "token-two"}' };
    for (const [kind, sender] of [
      ["probabilistic", "trace-gateway"],
      ["tail", "trace-sampler"],
    ] as const) {
      const { problems, resources, charts } = await configured(
        { tracing: { sampling: { kind } }, logs: { kind: "victorialogs" }, exporters },
        secrets,
      );
      assert.deepEqual(problems, []);
      const made = resources
        .map(({ inputs }) => inputs as { kind?: string; metadata?: { name: string }; stringData?: object })
        .filter(({ kind: of, metadata }) => of === "Secret" && metadata?.name.endsWith("-exporters"));
      assert.deepEqual(
        Object.fromEntries(made.map(({ metadata, stringData }) => [metadata?.name, Object.keys(stringData ?? {})])),
        {
          "otel-agent-exporters": ["central"],
          [`${sender}-exporters`]: ["central"],
          "logs-agent-exporters": ["archive"],
        },
      );
      const mounting = charts
        .filter(({ values }) => JSON.stringify(values["extraVolumes"]).includes("-exporters"))
        .map(({ release }) => release);
      assert.deepEqual(mounting.sort(), ["logs", "otel", sender]);
      assert.ok(
        !JSON.stringify({ resources, charts }).includes("token-one") &&
          !JSON.stringify({ resources, charts }).includes("token-two"),
      );
    }
  });
});
