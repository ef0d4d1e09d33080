import assert from "node:assert/strict";
import { everyText, type CollectorConfig } from "../../../collector/common/model";
import { AGENT_SELECTOR } from "../../../contract/collector/chart";
import { NAMES } from "../../../contract/names";
import { PROJECT } from "../../../settings/schema/settings";
import { planStack, type Plan } from "../../../tools/plan/plan";
import { allowedBy, type Endpoint, type NetworkPolicy, READINGS } from "../../../tools/live/network/policy";

const collector = (release: string) => ({
  namespace: "tracing",
  labels: {
    "app.kubernetes.io/name": release,
    "app.kubernetes.io/instance": release,
    component: "standalone-collector",
  },
});

/** The pods behind each collector configuration, and behind the Services that a chart makes. */
const PODS: Readonly<Record<string, NonNullable<Endpoint["pod"]>>> = {
  agent: { namespace: "open-telemetry", labels: AGENT_SELECTOR },
  gateway: collector(NAMES.traceGateway),
  sampler: collector(NAMES.traceSampler),
};
const CHART_SERVICES: Readonly<Record<string, string>> = {
  [NAMES.traceGateway]: "gateway",
  [NAMES.traceGatewayHeadless]: "gateway",
  [NAMES.traceSampler]: "sampler",
};

const OTLP_PORT = 4317;

interface Destination {
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
}

/** Every Service of the cluster to which a configuration sends. */
function destinationsOf(config: CollectorConfig): Destination[] {
  return everyText(config.exporters).flatMap(({ path, text }) => {
    const [, service, namespace, port] = /([\w-]+)\.([\w-]+)\.svc(?:\.cluster\.local)?(?::(\d+))?/.exec(text) ?? [];
    // A resolver has the host alone, and the port beside it or by default.
    if (service === undefined || namespace === undefined || path.endsWith("server_name")) return [];
    return [{ service, namespace, port: Number(port ?? OTLP_PORT) }];
  });
}

interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly selector: Readonly<Record<string, string>> };
}

function kindOf<T>(plan: Plan, kind: string): T[] {
  return plan.resources.map(({ inputs }) => inputs).filter((inputs) => inputs["kind"] === kind) as T[];
}

/** The pods of a Service that the program describes or a chart makes. */
function podsOf(plan: Plan, { service, namespace }: Destination): Endpoint["pod"] {
  const known = kindOf<Service>(plan, "Service").find(
    ({ metadata }) => metadata.name === service && metadata.namespace === namespace,
  );
  return known ? { namespace, labels: known.spec.selector } : PODS[CHART_SERVICES[service] ?? ""];
}

async function planOf(values: Readonly<Record<string, unknown>>): Promise<Plan> {
  const stack = { environment: "test", cluster: { kind: "existing", name: "test" }, ...values };
  const configuration = Object.entries(stack).map(([key, value]) => [
    `${PROJECT}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const plan = await planStack("test", {
    values: Object.fromEntries(configuration) as Record<string, string>,
    secretKeys: [],
  });
  assert.deepEqual(plan.problems, []);
  return plan;
}

const STACKS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "metrics alone": {},
  "traces by probability": { tracing: {} },
  "traces by tail sampling, for teams": {
    tracing: { sampling: { kind: "tail" }, teams: [{ name: "shop", namespaces: ["shop"] }] },
  },
};

describe("what collectors send to", () => {
  for (const [name, values] of Object.entries(STACKS))
    it(`is let through by the policies of a stack with ${name}`, async () => {
      const plan = await planOf(values);
      const policies = kindOf<NetworkPolicy>(plan, "NetworkPolicy");
      const all = Object.entries(plan.collectors).flatMap(([role, config]) =>
        destinationsOf(config).map((destination) => ({ role, ...destination })),
      );
      assert.ok(all.length > 0);
      for (const { role, ...destination } of all) {
        const [from, to] = [PODS[role], podsOf(plan, destination)];
        const path = `${role} to ${destination.service}.${destination.namespace}:${destination.port}`;
        assert.ok(from && to, `${path}: nobody knows the pods`);
        const connection = { from: { address: "10.4.0.1", pod: from }, to: { address: "10.4.0.2", pod: to } };
        assert.deepEqual(allowedBy(policies, { ...connection, port: destination.port }), [...READINGS], path);
      }
    });
});
