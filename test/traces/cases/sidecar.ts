import assert from "node:assert/strict";
import { IMAGES } from "../../../contract/images";
import { type SidecarPodSpec, withAgentSidecar } from "../../../collector/sidecar/sidecar";
import type { CollectorConfig } from "../../../collector/common/model";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { Collector } from "../collector";
import { nextAddress } from "../names";
import { settledCount, TracePath } from "../path";
import { sendSpans, traceId, traceSpans } from "../sender";

const application: SidecarPodSpec = { containers: [{ name: "app" }] };

/** Fields of the pod, as the kubelet would fill them in. */
const FIELDS: Readonly<Record<string, string>> = {
  "status.podIP": nextAddress(),
  "metadata.name": "app-0",
  "metadata.namespace": "shop",
  "metadata.uid": "0000-1111",
  "spec.nodeName": "node-a",
};

interface Described {
  readonly args: readonly string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
  }[];
}

describe("a sidecar", () => {
  let path: TracePath;
  before(async () => {
    path = await TracePath.start({
      tracing: { teams: [{ name: "shop", namespaces: ["shop"] }] },
      hasTrustedSenders: true,
      gateways: 1,
      agents: 1,
    });
    path.resolve(NAMES.agentService, NAMESPACES.agent, path.agents[0]!.address);
    path.resolve(NAMES.traceGateway, NAMESPACES.tracing, path.gateways[0]!.address);
  });
  after(() => path.stop());

  for (const [number, spans] of (["agent", "gateway"] as const).entries())
    it(`passes spans of its own pod on by way of the ${spans}, and what it has when it ends`, async () => {
      const container = withAgentSidecar(application, { spans, image: IMAGES.collector })
        .initContainers?.[0] as unknown as Described;
      const environment = Object.fromEntries(
        container.env.map(({ name, value, valueFrom }) => [
          name,
          value ?? FIELDS[valueFrom?.fieldRef.fieldPath ?? ""] ?? "",
        ]),
      );
      const sidecar = new Collector({
        ...path.place(`sidecar-${spans}`),
        address: environment["MY_POD_IP"] ?? "",
        config: {} as CollectorConfig,
        args: container.args,
        environment,
      });
      await sidecar.start();
      await sendSpans("127.0.0.1", traceSpans(traceId(number, 5), 3), { "service.name": "app" });
      // At once, while the spans still wait to become a larger request.
      await sidecar.stop();
      await settledCount(4, () => path.sink("shop").spans().length);
      const arrived = path
        .sink("shop")
        .spans()
        .filter((span) => span.traceId === traceId(number, 5));
      assert.equal(arrived.length, 3);
      assert.equal(arrived[0]?.attributes["k8s.pod.name"], "app-0");
    });
});
