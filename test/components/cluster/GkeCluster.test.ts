import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { GkeCluster } from "../../../components/cluster/GkeCluster";
import { kubeconfig } from "../../../gke/kubeconfig";
import { nodeConfig } from "../../../gke/nodePool";
import { lostUrns, urnsOf } from "../../../tools/examples/urns";
import { runProgram } from "../../../tools/plan/engine";
import { gkeSettings } from "../../harness/gkeSettings";

type Properties = Record<string, unknown>;

const SPOT = { nodePool: { spot: true } };
const ACCOUNT = "telemetry-test-8103f0d2";

/** What Google would have worked out by itself. */
const computed: Record<string, Properties> = {
  "gcp:container/cluster:Cluster": {
    endpoint: "10.0.0.2",
    masterAuth: { clusterCaCertificate: "Q0E=" },
    controlPlaneEndpointsConfig: { dnsEndpointConfig: { endpoint: "gke-1.gke.goog" } },
  },
  "gcp:serviceaccount/account:Account": {
    email: `${ACCOUNT}@acme-test.iam.gserviceaccount.com`,
    member: `serviceAccount:${ACCOUNT}@acme-test.iam.gserviceaccount.com`,
  },
};

const settled = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

describe("GkeCluster", () => {
  const created = new Map<string, { name: string; inputs: Properties }>();
  const options = new Map<string, pulumi.CustomResourceOptions>();
  let component: GkeCluster;

  const inputsOf = (type: string) => {
    const resource = created.get(type);
    assert.ok(resource, `${type} was not created`);
    return resource.inputs;
  };

  before(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        const properties = inputs as Properties;
        created.set(type, { name, inputs: properties });
        return { id: `${name}-id`, state: { name, ...properties, ...computed[type] } };
      },
      call: () => ({}),
    });
    component = new GkeCluster(
      "cluster",
      { settings: gkeSettings(SPOT), environment: "test", exemptImages: [] },
      {
        transformations: [
          ({ type, opts }) => {
            options.set(type, opts);
            return undefined;
          },
        ],
      },
    );
    await settled(component.nodePool.id);
    await settled(component.kubeconfig);
  });

  it("creates each part once, under the component", () => {
    assert.deepEqual([...created.keys()].filter((type) => type.startsWith("gcp:")).sort(), [
      "gcp:compute/network:Network",
      "gcp:compute/router:Router",
      "gcp:compute/routerNat:RouterNat",
      "gcp:compute/subnetwork:Subnetwork",
      "gcp:container/cluster:Cluster",
      "gcp:container/nodePool:NodePool",
      "gcp:projects/iAMMember:IAMMember",
      "gcp:serviceaccount/account:Account",
    ]);
    for (const [type, opts] of options) {
      if (type.startsWith("gcp:")) assert.equal(opts.parent, component, type);
    }
  });

  it("names the project in every part, and never leaves it to the machine's configuration", () => {
    for (const [type, { inputs }] of created) {
      if (type.startsWith("gcp:")) assert.equal(inputs.project, "acme-test", type);
    }
  });

  it("fixes the names by which the cluster and its account are known, and leaves the others to the engine", () => {
    assert.equal(inputsOf("gcp:container/cluster:Cluster").name, "telemetry-test");
    for (const type of ["network:Network", "subnetwork:Subnetwork", "router:Router", "routerNat:RouterNat"]) {
      assert.ok(!("name" in inputsOf(`gcp:compute/${type}`)), type);
      assert.equal(created.get(`gcp:compute/${type}`)?.name, "telemetry-test");
    }
    assert.ok(!("name" in inputsOf("gcp:container/nodePool:NodePool")));
  });

  it("puts the cluster into its own network and subnet", () => {
    const cluster = inputsOf("gcp:container/cluster:Cluster");
    assert.equal(cluster.network, "telemetry-test-id");
    assert.equal(cluster.subnetwork, "telemetry-test-id");
    assert.equal(inputsOf("gcp:compute/subnetwork:Subnetwork").network, "telemetry-test-id");
    assert.equal(inputsOf("gcp:compute/router:Router").network, "telemetry-test-id");
    assert.equal(inputsOf("gcp:compute/routerNat:RouterNat").router, "telemetry-test");
  });

  it("gives the nodes' account the node role on the project, and nothing else", () => {
    assert.equal(inputsOf("gcp:serviceaccount/account:Account").accountId, ACCOUNT);
    assert.deepEqual(inputsOf("gcp:projects/iAMMember:IAMMember"), {
      project: "acme-test",
      role: "roles/container.defaultNodeServiceAccount",
      member: `serviceAccount:${ACCOUNT}@acme-test.iam.gserviceaccount.com`,
    });
  });

  it("hardens the nodes of the pool, and those of the default pool, which needs no spot capacity to be created", () => {
    const nodes = {
      ...nodeConfig(gkeSettings(SPOT), "test"),
      serviceAccount: `${ACCOUNT}@acme-test.iam.gserviceaccount.com`,
    };
    assert.deepEqual(inputsOf("gcp:container/nodePool:NodePool").nodeConfig, nodes);
    assert.deepEqual(inputsOf("gcp:container/cluster:Cluster").nodeConfig, { ...nodes, spot: false });
  });

  it("hangs the pool on the cluster", () => {
    const pool = inputsOf("gcp:container/nodePool:NodePool");
    assert.equal(pool.cluster, "telemetry-test");
    assert.equal(pool.location, "europe-west1-b");
  });

  it("starts nodes when they may write logs and have a way out, and removes the way out after them", () => {
    const awaited = (type: string) =>
      [options.get(type)?.dependsOn ?? []].flat().map((resource) => resource.constructor.name);
    assert.deepEqual(awaited("gcp:container/cluster:Cluster"), ["IAMMember"]);
    assert.deepEqual(awaited("gcp:container/nodePool:NodePool"), ["RouterNat"]);
  });

  it("replaces neither cluster nor pool over what describes their beginning", () => {
    assert.deepEqual(options.get("gcp:container/cluster:Cluster")?.ignoreChanges, ["nodeConfig", "initialNodeCount"]);
    assert.deepEqual(options.get("gcp:container/nodePool:NodePool")?.ignoreChanges, ["initialNodeCount"]);
  });

  it("frees the cluster's name before the name is taken again", () => {
    assert.equal(options.get("gcp:container/cluster:Cluster")?.deleteBeforeReplace, true);
  });

  // test:gke moves a cluster to other ranges.
  it("frees the ranges of a subnet before they are taken again, and changes none in place", () => {
    const subnet = options.get("gcp:compute/subnetwork:Subnetwork");
    assert.equal(subnet?.deleteBeforeReplace, true);
    assert.deepEqual(subnet.replaceOnChanges, ["secondaryIpRanges"]);
  });

  it("hands out a kubeconfig for the DNS endpoint, as a secret", async () => {
    const { project, location, name } = gkeSettings();
    const endpoint = { endpoint: "gke-1.gke.goog", certificateAuthority: "Q0E=" };
    assert.equal(await settled(component.kubeconfig), kubeconfig({ project, location, name, ...endpoint }));
    assert.equal(await pulumi.isSecret(component.kubeconfig), true);
  });

  it("is known by a type that never changes", () => {
    assert.ok(created.has("gke-telemetry:cluster:GkeCluster"));
  });
});

describe("two GkeClusters of one program", () => {
  it("have resources of their own, and the stack's keeps those of an existing state", async () => {
    const imagePolicy = { attestors: ["projects/acme-test/attestors/built"] };
    const stack = await runProgram(
      { project: "gke-telemetry", stack: "test", values: {}, secretKeys: [] },
      () => undefined,
      () => {
        for (const [name, project] of [
          ["cluster", "acme-test"],
          ["second", "acme-other"],
        ] as const) {
          const settings = gkeSettings({ name: `telemetry-${name}`, project, imagePolicy });
          new GkeCluster(name, { settings, environment: "test", exemptImages: [] });
        }
      },
    );
    const urns = urnsOf(stack, "test");
    assert.equal(new Set(urns.current).size, urns.current.length);
    const before = [
      "container/nodePool:NodePool::nodes",
      "projects/iAMMember:IAMMember::nodes",
      "serviceaccount/account:Account::nodes",
      "binaryauthorization/policy:Policy::images",
    ].map((name) => `urn:pulumi:test::gke-telemetry::gke-telemetry:cluster:GkeCluster$gcp:${name}`);
    assert.deepEqual(lostUrns(before, urns), []);
    // A past that two resources claim the engine refuses.
    assert.equal(new Set(urns.former).size, urns.former.length);
  });
});
