import assert from "node:assert/strict";
import { POD_SECURITY_REASON, POD_SECURITY_REASON_CODES } from "../../../contract/annotations";
import { findingsOf, type RegisteredResource } from "../../../policy/run";
import type { Policy } from "../../../policy/policies";
import { noHostNetwork } from "../../../policy/rules/pods/noHostNetwork";
import { noHostPath } from "../../../policy/rules/pods/noHostPath";
import { noHostPort } from "../../../policy/rules/pods/noHostPort";
import { noPublicService } from "../../../policy/rules/pods/noPublicService";
import { pinnedCharts } from "../../../policy/rules/pins/pinnedCharts";
import { pinnedImages } from "../../../policy/rules/pins/pinnedImages";
import { requestsAndLimits } from "../../../policy/rules/pods/requestsAndLimits";
import { restrictedNamespaces } from "../../../policy/rules/pods/restrictedNamespaces";
import { restrictedPods } from "../../../policy/rules/pods/restrictedPods";
import { chart, deployment, object, resource, SECURE_CONTAINER } from "../resources";

const messages = (policy: Policy, ...resources: RegisteredResource[]) =>
  findingsOf(policy, resources).map(({ message }) => message);

const POD_POLICIES = [noHostNetwork, noHostPath, noHostPort, pinnedImages, requestsAndLimits, restrictedPods];

describe("policies about pods", () => {
  for (const policy of POD_POLICIES)
    it(`${policy.name} is silent about a good pod`, () => {
      assert.deepEqual(messages(policy, deployment(), deployment({}, {}, "StatefulSet")), []);
    });

  it("see init containers and CronJobs too", () => {
    const bad = { ...SECURE_CONTAINER, name: "setup", image: "app" };
    const inCronJob = object("CronJob", {
      spec: { jobTemplate: { spec: { template: { spec: { initContainers: [bad] } } } } },
    });
    assert.deepEqual(messages(pinnedImages, inCronJob), [
      "CronJob thing: container setup runs app, which is not pinned.",
    ]);
  });

  it("no-host-path names volume and folder", () => {
    const volumes = [{ name: "docker", hostPath: { path: "/var/run" } }];
    assert.deepEqual(messages(noHostPath, deployment({}, { volumes })), [
      "Deployment thing: volume docker mounts the host path /var/run.",
    ]);
  });

  it("no-host-network finds every namespace of the node", () => {
    for (const field of ["hostNetwork", "hostPID", "hostIPC"])
      assert.deepEqual(messages(noHostNetwork, deployment({}, { [field]: true })), [
        `Deployment thing: ${field} is true.`,
      ]);
  });

  it("no-host-port takes port 0 for none", () => {
    assert.deepEqual(messages(noHostPort, deployment({ ports: [{ containerPort: 80, hostPort: 0 }] })), []);
    assert.equal(messages(noHostPort, deployment({ ports: [{ containerPort: 80, hostPort: 80 }] })).length, 1);
  });

  it("requests-and-limits wants all four", () => {
    assert.deepEqual(messages(requestsAndLimits, deployment({ resources: { limits: { memory: "1Gi" } } })), [
      "Deployment thing: container main has no resources.requests.cpu.",
      "Deployment thing: container main has no resources.requests.memory.",
      "Deployment thing: container main has no resources.limits.cpu.",
    ]);
  });

  for (const [image, pinned] of [
    ["app:1", true],
    [`app@sha256:${"a".repeat(64)}`, true],
    [`app:latest@sha256:${"a".repeat(64)}`, true],
    ["registry.example:5000/app", false],
    ["app:latest", false],
    ["app", false],
    ["", false],
  ] as const)
    it(`pinned-images ${pinned ? "lets pass" : "refuses"} "${image.slice(0, 30)}"`, () => {
      assert.equal(messages(pinnedImages, deployment({ image })).length, pinned ? 0 : 1);
    });

  it("restricted-pods takes from the pod what the container leaves open, and the container's word first", () => {
    const { runAsNonRoot, seccompProfile, ...own } = SECURE_CONTAINER.securityContext;
    const securityContext = { runAsNonRoot, seccompProfile };
    assert.deepEqual(messages(restrictedPods, deployment({ securityContext: own }, { securityContext })), []);
    assert.deepEqual(
      messages(restrictedPods, deployment({ securityContext: { ...own, runAsNonRoot: false } }, { securityContext })),
      ["Deployment thing: container main: runAsNonRoot must be true."],
    );
  });

  for (const [field, value, demand] of [
    ["allowPrivilegeEscalation", undefined, "allowPrivilegeEscalation must be false"],
    ["privileged", true, "privileged must not be true"],
    ["readOnlyRootFilesystem", false, "readOnlyRootFilesystem must be true"],
    ["runAsUser", 0, "runAsUser must not be 0"],
    ["capabilities", { drop: ["NET_RAW"] }, "capabilities.drop must contain ALL"],
    ["capabilities", { drop: ["ALL"], add: ["SYS_ADMIN"] }, "capabilities.add must not contain SYS_ADMIN"],
    ["seccompProfile", { type: "Unconfined" }, "seccompProfile.type must be RuntimeDefault"],
    ["procMount", "Unmasked", "procMount must be Default"],
  ] as const)
    it(`restricted-pods: ${demand}`, () => {
      const securityContext = { ...SECURE_CONTAINER.securityContext, [field]: value };
      assert.deepEqual(messages(restrictedPods, deployment({ securityContext })), [
        `Deployment thing: container main: ${demand}.`,
      ]);
    });

  it("restricted-pods knows the volumes of the standard", () => {
    const volumes = [
      { name: "a", emptyDir: {} },
      { name: "b", nfs: { server: "s" } },
    ];
    assert.deepEqual(messages(restrictedPods, deployment({}, { volumes })), [
      "Deployment thing: volume b has a type that the Pod Security Standard restricted does not allow.",
    ]);
  });
});

describe("policies about Services, namespaces and charts", () => {
  it("no-public-service wants ClusterIP", () => {
    assert.deepEqual(
      messages(noPublicService, object("Service", { spec: { type: "ClusterIP", ports: [{ port: 1 }] } })),
      [],
    );
    for (const spec of [
      { type: "NodePort" },
      { type: "LoadBalancer" },
      { type: "ClusterIP", ports: [{ nodePort: 30000 }] },
      { externalIPs: ["192.0.2.1"] },
    ])
      assert.equal(messages(noPublicService, object("Service", { spec })).length, 1, JSON.stringify(spec));
  });

  it("restricted-namespaces wants the label, and repeats the reason of another level", () => {
    const namespace = (labels: Record<string, string>, annotations = {}) =>
      object("Namespace", { metadata: { name: "ns", labels, annotations } });
    const label = "pod-security.kubernetes.io/enforce";
    assert.deepEqual(messages(restrictedNamespaces, namespace({ [label]: "restricted" })), []);
    assert.match(messages(restrictedNamespaces, namespace({})).join(), /label .* is missing/);
    assert.match(
      messages(restrictedNamespaces, namespace({ [label]: "baseline" })).join(),
      /no annotation gives a reason/,
    );
    assert.match(
      messages(restrictedNamespaces, namespace({ [label]: "privileged" }, { [POD_SECURITY_REASON]: "discs" })).join(),
      /is privileged, not restricted: discs\.$/,
    );
  });

  it("restricted-namespaces finds each of several reasons by its code", () => {
    const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
    const annotations = { [POD_SECURITY_REASON]: "discs", [POD_SECURITY_REASON_CODES]: "host-path,host-network" };
    const [path, network, ...others] = messages(
      restrictedNamespaces,
      object("Namespace", { metadata: { name: "ns", labels, annotations } }),
    );
    assert.match(path ?? "", /not restricted \(host-path\): discs\.$/);
    assert.match(network ?? "", /not restricted \(host-network\): discs\.$/);
    assert.deepEqual(others, []);
  });

  it("pinned-charts wants a version of what comes from a repository", () => {
    const release = (inputs: Record<string, unknown>) => resource("kubernetes:helm.sh/v4:Chart", "c", inputs);
    assert.deepEqual(messages(pinnedCharts, release({ chart: "./folder" })), []);
    assert.deepEqual(
      messages(pinnedCharts, release({ chart: "c", version: "1", repositoryOpts: { repo: "https://r" } })),
      [],
    );
    assert.equal(messages(pinnedCharts, release({ chart: "c", repositoryOpts: { repo: "https://r" } })).length, 1);
    assert.equal(messages(pinnedCharts, release({ chart: "oci://r/c" })).length, 1);
  });
});

describe("the collector's chart, as the policies know it", () => {
  it("opens ports of the node that the values do not mention", () => {
    assert.equal(messages(noHostPort, chart({})).length, 6);
    assert.equal(messages(noHostPort, chart({ mode: "deployment" })).length, 0);
    assert.equal(
      messages(noHostPort, chart({ ports: { zipkin: { enabled: false }, otlp: { hostPort: 0 } } })).length,
      4,
    );
  });

  it("mounts the node's folders with a preset", () => {
    assert.deepEqual(messages(noHostPath, chart({ presets: { hostMetrics: { enabled: true } } })), [
      "DaemonSet opentelemetry-collector-agent: volume hostMetrics mounts the host path /.",
    ]);
    assert.equal(messages(noHostNetwork, chart({ presets: { profiling: { enabled: true } } })).length, 1);
  });

  it("has limits, security contexts, image and further containers from its values", () => {
    const { image, resources, securityContext } = SECURE_CONTAINER;
    const good = chart({ image: { repository: image.slice(0, -6), tag: "1.2.3" }, resources, securityContext });
    for (const policy of [requestsAndLimits, restrictedPods, pinnedImages]) {
      assert.deepEqual(messages(policy, good), [], policy.name);
      assert.notDeepEqual(messages(policy, chart({})), [], policy.name);
      assert.notDeepEqual(
        messages(policy, chart({ ...(good.inputs["values"] as object), extraContainers: [{}] })),
        [],
        policy.name,
      );
    }
  });

  it("has a Service only where one is switched on", () => {
    assert.deepEqual(messages(noPublicService, chart({ service: { type: "NodePort" } })), []);
    assert.equal(messages(noPublicService, chart({ service: { enabled: true, type: "NodePort" } })).length, 1);
  });
});
