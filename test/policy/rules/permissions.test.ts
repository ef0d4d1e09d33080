import assert from "node:assert/strict";
import { findingsOf, type RegisteredResource } from "../../../policy/run";
import type { Policy } from "../../../policy/policies";
import { noClusterAdmin } from "../../../policy/rules/permissions/noClusterAdmin";
import { noClusterSecrets } from "../../../policy/rules/permissions/noClusterSecrets";
import { noNeedlessToken } from "../../../policy/rules/permissions/noNeedlessToken";
import { noPrivilegeEscalation } from "../../../policy/rules/pods/noPrivilegeEscalation";
import { noWildcardPermissions } from "../../../policy/rules/permissions/noWildcardPermissions";
import { chart, deployment, object } from "../resources";

const count = (policy: Policy, ...resources: RegisteredResource[]) => findingsOf(policy, resources).length;

const rule = (resources: string[], verbs: string[]) => ({ apiGroups: [""], resources, verbs });
const role = (kind: string, ...rules: object[]) => object(kind, { rules });
const PODS = rule(["pods"], ["list", "watch"]);

describe("policies about permissions", () => {
  for (const policy of [noWildcardPermissions, noPrivilegeEscalation, noClusterSecrets])
    it(`${policy.name} is silent about reading pods`, () => {
      assert.equal(count(policy, role("ClusterRole", PODS), role("Role", PODS)), 0);
      assert.equal(count(policy, chart({ clusterRole: { create: true, rules: [PODS] } })), 0);
    });

  it("no-wildcard-permissions finds wildcards in every field", () => {
    for (const field of ["verbs", "resources", "apiGroups", "nonResourceURLs"])
      assert.equal(count(noWildcardPermissions, role("Role", { ...PODS, [field]: ["*"] })), 1, field);
    assert.equal(count(noWildcardPermissions, role("Role", rule(["*/scale"], ["get"]))), 1);
  });

  it("no-privilege-escalation finds what leads to further permissions", () => {
    for (const verb of ["bind", "escalate", "impersonate"])
      assert.equal(count(noPrivilegeEscalation, role("ClusterRole", rule(["roles"], [verb]))), 1, verb);
    assert.equal(count(noPrivilegeEscalation, role("ClusterRole", rule(["nodes/proxy"], ["get"]))), 1);
    assert.equal(count(noPrivilegeEscalation, role("ClusterRole", rule(["nodes/stats"], ["get"]))), 0);
  });

  it("no-cluster-secrets lets a Role read its namespace's", () => {
    const secrets = rule(["secrets"], ["list"]);
    assert.equal(count(noClusterSecrets, role("Role", secrets)), 0);
    assert.equal(count(noClusterSecrets, role("ClusterRole", secrets)), 1);
    assert.equal(count(noClusterSecrets, role("ClusterRole", rule(["secrets"], ["create"]))), 0);
  });

  it("finds the same in the chart's values", () => {
    const values = { clusterRole: { create: true, rules: [rule(["nodes/proxy"], ["get"])] } };
    assert.equal(count(noPrivilegeEscalation, chart(values)), 1);
  });

  it("no-cluster-admin finds the role, and bindings to everyone", () => {
    const binding = (roleName: string, name: string, kind = "ServiceAccount") =>
      object("ClusterRoleBinding", { roleRef: { kind: "ClusterRole", name: roleName }, subjects: [{ kind, name }] });
    assert.equal(count(noClusterAdmin, binding("reader", "otel")), 0);
    assert.equal(count(noClusterAdmin, binding("cluster-admin", "otel")), 1);
    assert.equal(count(noClusterAdmin, binding("reader", "system:authenticated", "Group")), 1);
    assert.equal(count(noClusterAdmin, binding("reader", "system:masters", "Group")), 1);
  });
});

describe("no-needless-token", () => {
  const pod = (automountServiceAccountToken?: boolean) =>
    deployment({}, { serviceAccountName: "thing", automountServiceAccountToken });
  const account = object("ServiceAccount", { automountServiceAccountToken: false });
  const binding = object("RoleBinding", { subjects: [{ kind: "ServiceAccount", name: "thing" }] });

  it("is silent where no token is mounted, or the account has permissions", () => {
    assert.equal(count(noNeedlessToken, pod(false)), 0);
    assert.equal(count(noNeedlessToken, pod(), account), 0);
    assert.equal(count(noNeedlessToken, pod(true), binding), 0);
    const clusterRole = { create: true, rules: [] };
    assert.equal(count(noNeedlessToken, chart({ serviceAccount: { name: "otel" }, clusterRole })), 0);
  });

  it("finds a token that is of no use; the pod's word counts before the account's", () => {
    assert.equal(count(noNeedlessToken, pod()), 1);
    assert.equal(count(noNeedlessToken, pod(true), account), 1);
    assert.equal(count(noNeedlessToken, deployment()), 1);
  });
});
