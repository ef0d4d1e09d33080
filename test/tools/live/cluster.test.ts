import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { UsageError, UserError } from "../../../tools/cli";
import { failureText } from "../../../tools/failure";
import { RequestError } from "../../../tools/live/api";
import { CLUSTER_OPTIONS, CLUSTER_USAGE, liveCluster } from "../../../tools/live/cluster";
import { kubeconfigOf } from "../../lease/apiServer";

describe("the cluster that a command looks at", () => {
  let folder: string;
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const stackFile = (cluster: object) =>
    file(
      "Pulumi.shop.yaml",
      stringify({
        config: {
          environment: "dev",
          cluster: { kind: "existing", name: "shop", ...cluster },
          metrics: { kind: "prometheus" },
        },
      }),
    );

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "live-cluster-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("is that of the stack's settings, for which no engine is asked", async () => {
    const kubeconfig = file("stack.kubeconfig", kubeconfigOf("https://stack.example.com"));
    const { name, access, plan } = await liveCluster({
      stack: "shop",
      config: stackFile({ kubeconfig, context: "test" }),
    });
    assert.equal(name, "shop");
    assert.match(access.kubeconfig ?? "", /stack\.example\.com/);
    assert.equal(access.context, "test");
    assert.equal(plan?.settings.cluster.name, "shop");
  });

  it("is the kubeconfig's among the options, with the stack's plan where a stack is named", async () => {
    const kubeconfig = file("given.kubeconfig", kubeconfigOf("https://given.example.com"));
    const beside = await liveCluster({ stack: "shop", config: stackFile({ context: "other" }), kubeconfig });
    assert.match(beside.access.kubeconfig ?? "", /given\.example\.com/);
    // The context of the settings is one of another file.
    assert.equal(beside.access.context, undefined);
    assert.ok(beside.plan);
    const alone = await liveCluster({ kubeconfig, context: "test" });
    assert.deepEqual([alone.name, alone.access.context, alone.plan], ["test", "test", undefined]);
  });

  it("is in a kubeconfig that has the context, and not in any other file", async () => {
    const kubeconfig = file("one.kubeconfig", kubeconfigOf("https://given.example.com"));
    await assert.rejects(
      liveCluster({ kubeconfig, context: "prod" }),
      /--context prod: the contexts of .* are test\.$/,
    );
    for (const text of ["a: [", "apiVersion: v1\ncontexts: []\n", "just words"])
      await assert.rejects(liveCluster({ kubeconfig: file("other", text) }), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, /it is no kubeconfig with a context\.$/);
        return true;
      });
  });

  it("tells a person in a sentence that it does not answer, or refuses", () => {
    for (const error of [new RequestError("connect ECONNREFUSED"), new RequestError("pods is forbidden", 403)])
      assert.equal(failureText(error), `The cluster could not be asked: ${error.message}`);
  });

  it("has to be named, by something that is there", async () => {
    await assert.rejects(liveCluster({}), UsageError);
    await assert.rejects(
      liveCluster({ kubeconfig: join(folder, "none") }),
      /--kubeconfig .*none: there is no such file/,
    );
    const broken = file("Pulumi.broken.yaml", stringify({ config: { environment: "dev" } }));
    await assert.rejects(liveCluster({ stack: "broken", config: broken }), UserError);
  });

  it("has each of its options in the help", () => {
    const described = [...CLUSTER_USAGE.matchAll(/^ {2}--(\S+)/gm)].map(([, name]) => name);
    assert.deepEqual(described, Object.keys(CLUSTER_OPTIONS));
  });
});
