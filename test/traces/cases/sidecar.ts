import assert from "node:assert/strict";
import { IMAGES } from "../../../contract/images";
import { type SidecarPodSpec, withAgentSidecar } from "../../../collector/sidecar/sidecar";
import type { SidecarSpans } from "../../../collector/sidecar/config";
import type { CollectorConfig } from "../../../collector/common/model";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { EXPORTED_PREFIX } from "../../../contract/series";
import { Collector } from "../collector";
import { nextAddress } from "../names";
import { settledCount, TracePath } from "../path";
import { sendSpans, traceId, traceSpans } from "../sender";

const application: SidecarPodSpec = { containers: [{ name: "app" }] };

/** The pod. Its address is that from which a process of this machine connects. */
const POD = { name: "app-0", namespace: "shop", address: "127.0.0.1" };

/** Fields of the pod, as the kubelet would fill them in. */
const FIELDS: Readonly<Record<string, string>> = {
  // Its probe has an address of its own, because the machine has many processes.
  "status.podIP": nextAddress(),
  "metadata.name": POD.name,
  "metadata.namespace": POD.namespace,
  "metadata.uid": "0000-1111",
  "spec.nodeName": "node-0",
};

interface Described {
  readonly args: readonly string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
  }[];
}

/** The sidecar's container in a pod of the application, with the environment that the kubelet gives it. */
function sidecarOf(spans: SidecarSpans): { args: readonly string[]; environment: Readonly<Record<string, string>> } {
  const container = withAgentSidecar(application, { spans, image: IMAGES.collector })
    .initContainers?.[0] as unknown as Described;
  const variables = container.env.map(({ name, value, valueFrom }) => [
    name,
    value ?? FIELDS[valueFrom?.fieldRef.fieldPath ?? ""] ?? "",
  ]);
  return { args: container.args, environment: Object.fromEntries(variables) as Record<string, string> };
}

describe("a sidecar", () => {
  let path: TracePath;
  afterEach(() => path.stop());

  for (const [spans, known] of [
    ["agent", { pods: [POD] }],
    ["gateway", { trustedNamespaces: [POD.namespace] }],
  ] as const)
    it(`passes spans of its own pod on by way of the ${spans}, and what it has when it ends`, async () => {
      const tracing = { teams: [{ name: "shop", namespaces: ["shop"] }] };
      path = await TracePath.start({ tracing, gateways: 1, agents: 1, ...known });
      path.resolve(NAMES.agentService, NAMESPACES.agent, path.agents[0]!.address);
      path.resolve(NAMES.traceGateway, NAMESPACES.tracing, path.gateways[0]!.address);
      const { args, environment } = sidecarOf(spans);
      const sidecar = new Collector({
        ...path.place(`sidecar-${spans}`),
        address: environment["MY_POD_IP"] ?? "",
        config: {} as CollectorConfig,
        args,
        environment,
      });
      await sidecar.start();
      await sendSpans("127.0.0.1", traceSpans(traceId(1, 5), 3), { "service.name": "app" });
      // At once, while the spans still wait to become a larger request.
      await sidecar.stop();
      await settledCount(4, () => path.sink("shop").spans().length);
      const arrived = path.sink("shop").spans();
      assert.deepEqual(
        arrived.map((span) => span.traceId),
        [1, 2, 3].map(() => traceId(1, 5)),
      );
      const { attributes } = arrived[0]!;
      assert.equal(attributes["k8s.pod.name"], POD.name);
      assert.deepEqual(
        Object.keys(attributes).filter((name) => name.startsWith(EXPORTED_PREFIX)),
        [],
      );
    });
});
