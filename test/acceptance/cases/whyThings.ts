/** Where the ways of Services, nodes and metrics end, with a real API server, a real agent and a real store. */
import type { Answer } from "../../../tools/why/answer";
import type { Look } from "../../../tools/why/look/look";
import { metricAnswer } from "../../../tools/why/metric/metric";
import { nodeAnswer } from "../../../tools/why/node";
import { serviceAnswer } from "../../../tools/why/service";
import { subjectOf } from "../../../tools/why/subject";
import { eventually } from "../../programs/processes";
import type { KubernetesObject } from "../cluster/kubernetes";
import { NODE_OBJECTS } from "../cluster/nodes";
import { environment } from "../environment";
import { lookAt } from "../tenants/look";
import { defineMonitors } from "../tenants/monitors";
import { stops } from "../tenants/state";
import { Tenants } from "../tenants/tenants";
import { assertEnding } from "../why/ending";
import { MARKET, SERIES_LIMIT, THINGS } from "../why/things";

describe("why a Service, a node or a metric does not arrive", () => {
  let tenants: Tenants;
  let look: Look;

  before(async () => {
    tenants = await Tenants.start({
      distribution: "gke-telemetry",
      agent: {
        debugExporter: false,
        tolerations: [],
        serviceAnnotations: true,
        monitors: { enabled: true },
        seriesPerNamespace: SERIES_LIMIT,
        metricRules: [{ drop: "dropped_.*" }],
      },
    });
    await defineMonitors(tenants);
    await tenants.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: MARKET } }]);
    const { api } = environment().server;
    const [, other] = NODE_OBJECTS as [KubernetesObject, KubernetesObject];
    const taints = [{ key: "dedicated", value: "batch", effect: "NoSchedule" }];
    await api.apply({ ...other, spec: { taints } } as KubernetesObject);
    look = await lookAt(tenants);
    for (const { make } of THINGS) await make?.(tenants);
  });

  after(async () => {
    for (const stop of stops.splice(0)) stop();
    await (tenants as Tenants | undefined)?.stop();
  });

  function ask(subject: string): Promise<Answer> {
    const { kind, name } = subjectOf([subject]);
    if (kind === "service") return serviceAnswer(look, MARKET, name);
    return kind === "node" ? nodeAnswer(look, name) : metricAnswer(look, name);
  }

  for (const thing of THINGS)
    it(`names the station and the cause: ${thing.name}`, async () => {
      await eventually(thing.name, 60, async () => {
        assertEnding(await ask(thing.subject), thing);
      });
    });
});
