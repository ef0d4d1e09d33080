import assert from "node:assert/strict";
import { environment } from "../environment";
import { ApiError, type KubernetesApi } from "../cluster/kubernetes";
import { AGENT_ACCOUNT, runningStack } from "../stack/runningStack";

/** What the agents need: their node's pods, to scrape them and to name the senders of OTLP metrics, and its kubelet's metrics. */
const ALLOWED = ["pods list", "pods watch", "nodes/metrics get"];

/** Resources of every built-in API group that somebody might have allowed along the way. */
const RESOURCES: readonly string[] = [
  ...["pods", "pods/log", "pods/exec", "pods/status", "nodes", "nodes/proxy", "nodes/stats", "nodes/metrics"],
  ...[
    "namespaces",
    "services",
    "endpoints",
    "events",
    "secrets",
    "configmaps",
    "serviceaccounts",
    "serviceaccounts/token",
  ],
  ...["persistentvolumes", "persistentvolumeclaims", "apps/replicasets", "apps/deployments", "apps/daemonsets"],
  ...["apps/statefulsets", "batch/jobs", "batch/cronjobs", "discovery.k8s.io/endpointslices"],
  ...["coordination.k8s.io/leases", "networking.k8s.io/ingresses", "rbac.authorization.k8s.io/clusterroles"],
  ...["rbac.authorization.k8s.io/clusterrolebindings", "admissionregistration.k8s.io/validatingwebhookconfigurations"],
  ...["apiextensions.k8s.io/customresourcedefinitions", "certificates.k8s.io/certificatesigningrequests"],
];
const VERBS = [
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "escalate",
  "impersonate",
];

function attributes(name: string, verb: string) {
  const [group, resourcePath] =
    name.includes(".k8s.io/") || /^(apps|batch)\//.test(name)
      ? [name.slice(0, name.indexOf("/")), name.slice(name.indexOf("/") + 1)]
      : ["", name];
  const [resource, subresource] = resourcePath.split("/");
  return { group, resource, ...(subresource && { subresource }), verb };
}

interface Rules {
  readonly resourceRules: readonly unknown[];
  readonly nonResourceRules: readonly unknown[];
}

/** The rules that hold for the identity of `api` in a namespace. */
async function rulesOf(api: KubernetesApi, namespace: string): Promise<Rules> {
  const review = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectRulesReview", spec: { namespace } };
  const path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
  return (await api.request<{ status: Rules }>("POST", path, review)).body.status;
}

async function asServiceAccount(name: string): Promise<KubernetesApi> {
  const { api } = environment().server;
  const path = `/api/v1/namespaces/${AGENT_ACCOUNT.namespace}/serviceaccounts/${name}/token`;
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 3600 } };
  return api.as((await api.request<{ status: { token: string } }>("POST", path, request)).body.status.token);
}

describe("the agents' service account", () => {
  let agent: KubernetesApi;

  before(async () => {
    await runningStack();
    agent = await asServiceAccount(AGENT_ACCOUNT.name);
  });

  it("may list and watch pods of every namespace and get kubelets' metrics, and nothing else of the table", async () => {
    const { api } = environment().server;
    const user = `system:serviceaccount:${AGENT_ACCOUNT.namespace}:${AGENT_ACCOUNT.name}`;
    const groups = [
      "system:serviceaccounts",
      `system:serviceaccounts:${AGENT_ACCOUNT.namespace}`,
      "system:authenticated",
    ];
    const allowed: string[] = [];
    for (const resource of RESOURCES) {
      for (const verb of VERBS) {
        const spec = { user, groups, resourceAttributes: attributes(resource, verb) };
        const review = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec };
        const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
        const { body } = await api.request<{ status: { allowed: boolean } }>("POST", path, review);
        if (body.status.allowed) allowed.push(`${resource} ${verb}`);
      }
    }
    assert.deepEqual(allowed, ALLOWED);
  });

  it("has two rules more than a service account without a role", async () => {
    const nobody = await asServiceAccount("default");
    const own = await rulesOf(agent, "kube-system");
    const everybody = await rulesOf(nobody, "kube-system");
    const beyond = (some: readonly unknown[], others: readonly unknown[]) => {
      const known = new Set(others.map((rule) => JSON.stringify(rule)));
      return some.filter((rule) => !known.has(JSON.stringify(rule)));
    };
    const pods = { verbs: ["list", "watch"], apiGroups: [""], resources: ["pods"] };
    const kubelets = { verbs: ["get"], apiGroups: [""], resources: ["nodes/metrics"] };
    assert.deepEqual(beyond(own.resourceRules, everybody.resourceRules), [pods, kubelets]);
    assert.deepEqual(beyond(own.nonResourceRules, everybody.nonResourceRules), []);
  });

  it("reads pods with its token and is refused Secrets", async () => {
    const { items } = await agent.get<{ items: readonly unknown[] }>("/api/v1/pods?limit=1");
    assert.equal(items.length, 1);
    await assert.rejects(
      agent.get("/api/v1/secrets?limit=1"),
      (error) => error instanceof ApiError && error.status === 403,
    );
  });
});
