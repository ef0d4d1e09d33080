/** Where the way of a pod's samples ends, with a real API server, a real agent and a real store. */
import assert from "node:assert/strict";
import type { Look } from "../../../tools/why/look/look";
import { UserError } from "../../../tools/cli";
import { podAnswer } from "../../../tools/why/pod/path";
import { eventually } from "../../programs/processes";
import type { KubernetesObject } from "../cluster/kubernetes";
import { NODE_OBJECTS } from "../cluster/nodes";
import { environment } from "../environment";
import { lookAt } from "../tenants/look";
import { NAMESPACE, RULED, SAMPLE_LIMIT, stops } from "../tenants/state";
import { created, STATES } from "../tenants/states";
import { type RunningTenantPod, Tenants } from "../tenants/tenants";
import { assertEnding, ending } from "../why/ending";

describe("why a pod is not scraped", () => {
  let tenants: Tenants;
  let look: Look;
  const pods: RunningTenantPod[] = [];

  before(async () => {
    tenants = await Tenants.start({
      distribution: "gke-telemetry",
      agent: {
        debugExporter: false,
        tolerations: [],
        samplesPerPod: SAMPLE_LIMIT,
        metricRules: [{ namespaces: [RULED], keep: "nothing" }],
      },
    });
    const { api } = environment().server;
    const [, other] = NODE_OBJECTS as [KubernetesObject, KubernetesObject];
    await api.apply({
      ...other,
      spec: { taints: [{ key: "dedicated", value: "batch", effect: "NoSchedule" }] },
    } as KubernetesObject);
    look = await lookAt(tenants);
    for (const [index, state] of STATES.entries()) pods.push(await created(tenants, state, index));
  });

  after(async () => {
    for (const stop of stops.splice(0)) stop();
    await (tenants as Tenants | undefined)?.stop();
  });

  const ask = ({ pod }: RunningTenantPod) => podAnswer(look, pod.metadata.namespace!, pod.metadata.name);

  for (const [index, state] of STATES.entries())
    it(`names the station and the cause: ${state.name}`, async () => {
      await eventually(state.name, 60, async () => {
        assertEnding(await ask(pods[index]!), state);
      });
    });

  it("says of a pod that is not there which are", async () => {
    const answer = await podAnswer(look, NAMESPACE, "state-99");
    assert.match(answer.verdict, /^pod shop\/state-99 is not scraped: there is no pod state-99 in namespace shop$/);
    assert.match(ending(answer)?.fix?.text ?? "", /state-0/);
  });

  it("judges the configuration that the agent has, whatever was planned", async () => {
    const { api } = environment().server;
    const mounted = tenants.agent.pod.spec.volumes?.find(({ configMap }) => configMap)?.configMap?.name ?? "";
    const metadata = { name: mounted, namespace: look.names.agent.namespace };
    const path = `/api/v1/namespaces/${metadata.namespace}/configmaps/${mounted}`;
    const { data } = await api.get<{ data: { relay: string } }>(path);
    const hostile = data.relay.replace(/regex: "?true"?/, 'regex: "yes"');
    assert.notEqual(hostile, data.relay);
    // It cannot be changed, and somebody makes it anew.
    const write = async (relay: string) => {
      const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { relay } } as KubernetesObject;
      await api.delete(configMap);
      await api.create(configMap);
    };
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await write(hostile);
    try {
      const answer = await ask(pods[0]!);
      const [agent, rules] = ["agent", "relabelling"].map((name) => answer.stations.find((one) => one.name === name));
      assert.equal(agent?.state, "note");
      assert.match(agent.text, /ConfigMap open-telemetry\/\S+ has changed since it started/);
      assert.equal(rules?.state, "ended");
      assert.match(rules.details?.[0] ?? "", /^kubernetes-pods: rule 1 of \d+, keep .* by \/yes\/, sees "true"$/);
    } finally {
      await write(data.relay);
    }
  });

  it("says that the agents may not list pods", async () => {
    const { api } = environment().server;
    const name = look.names.agent.clusterRoleBinding;
    const path = `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${name}`;
    const { roleRef, subjects } = await api.get<KubernetesObject & { roleRef: object; subjects: object }>(path);
    const object = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding", metadata: { name } };
    await api.delete(object);
    try {
      const answer = await eventually("the API server has forgotten it", 20, async () => {
        const one = await ask(pods[0]!);
        assert.equal(one.arrives, false);
        return one;
      });
      assert.equal(ending(answer)?.name, "discovery");
      assert.match(answer.verdict, /the agents' service account open-telemetry\/\S+ may not list pods$/);
    } finally {
      await api.apply({ ...object, roleRef, subjects } as KubernetesObject);
    }
  });

  it("sees no farther than a store that does not answer, and says so", async () => {
    const refused = () => Promise.reject(new UserError("The store could not be asked: connect ECONNREFUSED."));
    const answer = await podAnswer({ ...look, store: refused }, NAMESPACE, "state-0");
    assert.equal(answer.arrives, undefined);
    assert.match(
      answer.verdict,
      /^pod shop\/state-0 may arrive: .* Not seen: store, The store could not be asked: connect ECONNREFUSED$/,
    );
  });

  it("says why the agent is not ready", async () => {
    const { api } = environment().server;
    const { pod, podIP } = tenants.agent;
    const waiting = { reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container" };
    const status = { name: "opentelemetry-collector", image: "x", imageID: "", ready: false, restartCount: 7 };
    await api.patchStatus(pod, {
      podIP,
      conditions: [{ type: "Ready", status: "False" }],
      containerStatuses: [
        { ...status, state: { waiting }, lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } } },
      ],
    });
    const answer = await ask(pods[0]!);
    assert.equal(ending(answer)?.name, "agent");
    assert.match(answer.verdict, /CrashLoopBackOff, back-off .*, it ended last by OOMKilled \(exit code 137\)$/);
  });
});
