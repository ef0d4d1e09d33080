/** Commands ask the stack's Prometheus through its API server, as an account that may do nothing else. */
import assert from "node:assert/strict";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { openStore, type Store } from "../../../tools/live/store";
import { kubeconfigOf } from "../claimants/claimants";
import type { KubernetesObject } from "../cluster/kubernetes";
import { environment } from "../environment";
import { eventually } from "../../programs/processes";
import { settingsOfFile } from "../stack/credentials";
import { runningStack, STACK } from "../stack/runningStack";

const READER = "store-reader";
const RBAC = "rbac.authorization.k8s.io";

/** The rights of an account that asks the store: one Secret, and the port-forward. */
function rights(namespace: string, rule: object): KubernetesObject[] {
  const metadata = { name: READER, namespace };
  return [
    { apiVersion: `${RBAC}/v1`, kind: "Role", metadata, rules: [rule] } as KubernetesObject,
    {
      apiVersion: `${RBAC}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: RBAC, kind: "Role", name: READER },
      subjects: [{ kind: "ServiceAccount", name: READER, namespace: NAMESPACES.monitoring }],
    } as KubernetesObject,
  ];
}

const FOR_SECRET = rights(NAMESPACES.agent, {
  apiGroups: [""],
  resources: ["secrets"],
  resourceNames: [NAMES.remoteWriteSecret],
  verbs: ["get"],
});

const OBJECTS: readonly KubernetesObject[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: READER, namespace: NAMESPACES.monitoring } },
  ...rights(NAMESPACES.monitoring, {
    apiGroups: [""],
    resources: ["pods/portforward"],
    resourceNames: [`${NAMES.prometheus}-0`],
    verbs: ["create", "get"],
  }),
  ...FOR_SECRET,
];

describe("queries to the store of a running stack", () => {
  let store: Store;
  const settings = settingsOfFile(`Pulumi.${STACK}.yaml`);

  async function kubeconfigOfReader(): Promise<string> {
    const { api } = environment().server;
    const path = `/api/v1/namespaces/${NAMESPACES.monitoring}/serviceaccounts/${READER}/token`;
    const { body } = await api.request<{ status: { token: string } }>("POST", path, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {},
    });
    const { server, authority } = api.access;
    return kubeconfigOf({ server, authority, token: body.status.token });
  }

  before(async () => {
    await runningStack();
    for (const object of OBJECTS) await environment().server.api.apply(object);
    store = await openStore(settings, { kubeconfig: await kubeconfigOfReader() });
  });

  after(async () => {
    await (store as Store | undefined)?.close();
    for (const object of [...OBJECTS].reverse()) await environment().server.api.delete(object);
  });

  it("answers with samples, their labels and a scalar", async () => {
    assert.deepEqual(await store.query("scalar(vector(42))"), [{ labels: {}, value: 42 }]);
    await eventually("the agents' own metrics are stored", 90, async () => {
      const found = await store.query(`up{job="${NAMES.agentDaemonSet}"}`);
      assert.equal(found.length, 2);
      for (const { labels, value } of found) assert.deepEqual([labels["k8s_cluster_name"], value], [STACK, 1]);
    });
  });

  it("answers for a range, and with the samples as they are stored, a megabyte of them", async () => {
    const now = Date.now() / 1000;
    const [series] = await store.queryRange("vector(1)", now - 60, now, 15);
    assert.equal(series?.points.length, 5);
    assert.deepEqual(series.points[0]?.[1], 1);
    const stored = await store.samples(`{job="${NAMES.nodeExporter}"}[5m]`, now);
    assert.ok(stored.length > 100, `${stored.length} series`);
  });

  it("tells the store's own words where it refuses a query", async () => {
    await assert.rejects(store.query("up{"), /The store refuses the query: .*parse error/);
  });

  it("says which right is missing, and asks with no other", async () => {
    const { api } = environment().server;
    for (const object of [...FOR_SECRET].reverse()) await api.delete(object);
    const kubeconfig = await kubeconfigOfReader();
    await eventually("the right is gone", 30, () =>
      assert.rejects(
        openStore(settings, { kubeconfig }),
        /Secret open-telemetry\/remote-write-credentials could not be read: the account may not/,
      ),
    );
  });

  it("says that Prometheus could not be reached, and why", async () => {
    const { api } = environment().server;
    for (const object of FOR_SECRET) await api.apply(object);
    const namespaces = { ...settings.namespaces, monitoring: NAMESPACES.agent };
    const elsewhere = await openStore({ ...settings, namespaces }, { kubeconfig: await kubeconfigOfReader() });
    await assert.rejects(
      elsewhere.query("up"),
      /The store could not be asked: no port-forward to pod open-telemetry\/prometheus-0/,
    );
    await elsewhere.close();
  });
});
