/** Roles and bindings that grant more than an agent needs, which is to read pods. */
import { AGENT, all, GATEWAY, GRAFANA, object, POD, set } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const RBAC = "rbac.authorization.k8s.io/v1";

/** A further rule of the agent's role. */
const rule = (verbs: string[], resources: string[], apiGroups = [""]): Weakening[1] =>
  set(AGENT, "values/clusterRole/rules/+", { verbs, resources, apiGroups });

/** A role beside the agent's. */
const role = (kind: string, rules: object[], more: object = {}): Weakening[1] =>
  object(RBAC, kind, "x", kind === "Role" ? "monitoring" : "", { rules, ...more });

const binding = (roleName: string, subject: object, kind = "ClusterRoleBinding"): Weakening[1] =>
  object(RBAC, kind, "x", kind === "RoleBinding" ? "kube-system" : "", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: roleName },
    subjects: [subject],
  });

const AGENT_ACCOUNT = { kind: "ServiceAccount", name: "otel", namespace: "open-telemetry" };
const group = (name: string) => ({ kind: "Group", name, apiGroup: "rbac.authorization.k8s.io" });

export const PERMISSIONS: Weakenings = {
  "all-service-accounts": ["every pod of the cluster", binding("otel-agent", group("system:serviceaccounts"))],
  "all-service-accounts-namespace": [
    "every pod of a namespace",
    binding("otel-agent", group("system:serviceaccounts:shop")),
  ],
  "secrets-write": ["who writes a Secret replaces a password", rule(["create", "update", "patch"], ["secrets"])],
  "secrets-delete": ["who deletes Secrets stops everything", rule(["delete", "deletecollection"], ["secrets"])],
  "secrets-role": [
    "Grafana's password and Prometheus' key are in that namespace",
    role("Role", [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }]),
  ],
  "secrets-role-named": [
    "the same of one Secret",
    role("Role", [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["prometheus-web"], verbs: ["get"] }]),
  ],
  "pods-ephemeral": ["a debug container in any pod", rule(["update", "patch"], ["pods/ephemeralcontainers"])],
  "pods-portforward": ["any port of any pod, past network policies", rule(["create"], ["pods/portforward"])],
  "pods-proxy": ["the same through the API server", rule(["get", "create"], ["pods/proxy"])],
  "services-proxy": ["the same of Services", rule(["get"], ["services/proxy"])],
  "pods-create": ["a pod can mount every Secret of its namespace", rule(["create"], ["pods"])],
  "pods-delete": ["an agent that can stop every pod", rule(["delete"], ["pods"])],
  "pods-exec": ["a shell in any pod", rule(["create"], ["pods/exec"])],
  "pods-log": ["logs of every team", rule(["get"], ["pods/log"])],
  "pods-eviction": ["an agent that can stop every pod", rule(["create"], ["pods/eviction"])],
  "workloads-patch": ["whoever changes a workload runs what he likes", rule(["patch"], ["deployments"], ["apps"])],
  "workloads-read": ["the specification of every workload", rule(["list"], ["deployments"], ["apps"])],
  "agent-writes-pods": [
    "it may label pods so that policies and alerts take them for others",
    set(AGENT, "values/clusterRole/rules/0/verbs/+", "patch"),
  ],
  "agent-other-resource": [
    "nodes' addresses and labels",
    set(AGENT, "values/clusterRole/rules/0/resources/+", "nodes"),
  ],
  "agent-other-group": [
    "another API with pods",
    set(AGENT, "values/clusterRole/rules/0/apiGroups/+", "metrics.k8s.io"),
  ],
  "non-resource": [
    "profiles and logs of the API server",
    set(AGENT, "values/clusterRole/rules/+", { nonResourceURLs: ["/debug/pprof", "/logs"], verbs: ["get"] }),
  ],
  "configmaps-read": ["ConfigMaps of all namespaces", rule(["get", "list"], ["configmaps"])],
  "events-write": ["events in the name of others", rule(["create"], ["events"])],
  "nodes-status": ["an agent that can take pods away from nodes", rule(["patch"], ["nodes/status"])],
  "csr-approve": [
    "approves certificates for any user",
    rule(["update"], ["certificatesigningrequests/approval"], ["certificates.k8s.io"]),
  ],
  "webhooks-write": [
    "a webhook sees and changes every object",
    rule(["create"], ["mutatingwebhookconfigurations"], ["admissionregistration.k8s.io"]),
  ],
  "pv-create": ["a volume that is the node's root", rule(["create"], ["persistentvolumes"])],
  "roles-write": ["writes its own permissions", rule(["update"], ["clusterroles"], ["rbac.authorization.k8s.io"])],
  "network-policies-write": ["opens every connection", rule(["delete"], ["networkpolicies"], ["networking.k8s.io"])],
  "leases-write": ["holds a controller's lease", rule(["update"], ["leases"], ["coordination.k8s.io"])],
  "accounts-token": ["a token of any account", rule(["create"], ["serviceaccounts/token"])],
  "impersonate-users": ["acts as anyone", rule(["impersonate"], ["users", "groups"])],
  "aggregate-to-view": [
    "every reader of the cluster gets the rules",
    role("ClusterRole", [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }], {
      metadata: { name: "x", labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } },
    }),
  ],
  "aggregation-rule": [
    "rules come from roles that others label",
    role("ClusterRole", [], { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { x: "y" } }] } }),
  ],
  "aggregation-annotations": [
    "the chart's role gets what others add",
    set(AGENT, "values/clusterRole/annotations", { "rbac.authorization.kubernetes.io/autoupdate": "true" }),
  ],
  "default-account": [
    "every pod without an account of its own",
    binding("otel-agent", { kind: "ServiceAccount", name: "default", namespace: "monitoring" }),
  ],
  "default-account-pod": [
    "the pod shares its account with others",
    set(GRAFANA, `${POD}/serviceAccountName`, "default"),
  ],
  "default-account-unset": ["the same", set(GRAFANA, `${POD}/serviceAccountName`, undefined)],
  "agent-account": ["Grafana's pod reads pods", set("ServiceAccount/grafana", "metadata/name", "otel")],
  "built-in-admin": ["admin reads Secrets and makes pods", binding("admin", AGENT_ACCOUNT, "RoleBinding")],
  "built-in-edit": ["edit does so too", binding("edit", AGENT_ACCOUNT)],
  "built-in-view": ["view reads all but Secrets", binding("view", AGENT_ACCOUNT)],
  "system-node": ["system:node reads the Secrets of a node's pods", binding("system:node", AGENT_ACCOUNT)],
  "system-auth-delegator": ["asks for tokens' owners", binding("system:auth-delegator", AGENT_ACCOUNT)],
  "foreign-user": [
    "a person with the agent's role",
    binding("otel-agent", { kind: "User", name: "someone@example.com" }),
  ],
  "gateway-role": [
    "the gateway needs no permissions",
    set(GATEWAY, "values/clusterRole", {
      create: true,
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] }],
    }),
  ],
  "gateway-token": ["nor a token", set(GATEWAY, "values/serviceAccount/automountServiceAccountToken", true)],
  "workload-identity": [
    "the pod acts as a Google service account",
    set("ServiceAccount/grafana", "metadata/annotations", {
      "iam.gke.io/gcp-service-account": "deploy@acme-prod.iam.gserviceaccount.com",
    }),
  ],
  "workload-identity-agent": [
    "the same of the agents",
    set(AGENT, "values/serviceAccount/annotations", {
      "iam.gke.io/gcp-service-account": "x@y.iam.gserviceaccount.com",
    }),
  ],
  "account-secret": [
    "a token that never expires",
    object("v1", "Secret", "x", "open-telemetry", {
      type: "kubernetes.io/service-account-token",
      metadata: {
        name: "x",
        namespace: "open-telemetry",
        annotations: { "kubernetes.io/service-account.name": "otel" },
      },
    }),
  ],
  "image-pull-secret": [
    "another registry's credentials on an account",
    set("ServiceAccount/metrics", "imagePullSecrets", [{ name: "x" }]),
  ],
  "role-patched": [
    "a patch of a role that the cluster has",
    all(
      object(RBAC, "ClusterRolePatch", "view", "", {
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
      }),
    ),
  ],
};
