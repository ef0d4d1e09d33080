import assert from "node:assert/strict";
import { parse } from "yaml";
import { kubeconfig } from "../../gke/kubeconfig";

const cluster = {
  project: "acme-test",
  location: "europe-west1-b",
  name: "telemetry-test",
  endpoint: "gke-0123456789abcdef-123456789012.europe-west1-b.gke.goog",
  certificateAuthority: "Q0VSVElGSUNBVEU=",
};
const read = (values: Partial<typeof cluster> = {}) => parse(kubeconfig({ ...cluster, ...values })) as unknown;
const clustersOf = (endpoint: string) => (read({ endpoint }) as { clusters: { cluster: unknown }[] }).clusters;

describe("kubeconfig of a GKE cluster", () => {
  it("is exactly what kubectl, Helm and Pulumi need", () => {
    const name = "gke_acme-test_europe-west1-b_telemetry-test";
    assert.deepEqual(read(), {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: { server: `https://${cluster.endpoint}` } }],
      users: [
        {
          name,
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "gke-gcloud-auth-plugin",
              installHint: "Install gke-gcloud-auth-plugin: gcloud components install gke-gcloud-auth-plugin",
              provideClusterInfo: true,
              interactiveMode: "IfAvailable",
            },
          },
        },
      ],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    });
  });

  it("trusts the system's roots at the DNS endpoint, whose certificate the cluster's authority did not sign", () => {
    for (const endpoint of [cluster.endpoint, "gke-1.us-east1.gke.goog:443"]) {
      assert.deepEqual(clustersOf(endpoint)[0]?.cluster, { server: `https://${endpoint}` });
    }
  });

  it("trusts the cluster's own authority at every other address", () => {
    for (const endpoint of ["34.76.1.2", "10.0.0.2:6443", "gke.goog.example.com", "notgke.goog"]) {
      assert.deepEqual(clustersOf(endpoint)[0]?.cluster, {
        server: `https://${endpoint}`,
        "certificate-authority-data": "Q0VSVElGSUNBVEU=",
      });
    }
  });
});
