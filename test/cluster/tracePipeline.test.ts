/**
 * Trace pipelines of several stacks on one real cluster, by the real engine.
 *
 * Whole stacks have namespaces of fixed names, so that two of them do not fit into one cluster. What deploys the
 * pipelines here is a program that has nothing else.
 *
 * Needs KUBECONFIG, kubectl and the Pulumi CLI.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as YAML from "yaml";
import { eventually, kubectl } from "./kubectl";
import { ProjectCopy } from "./project";

const LEASE = "lease.coordination.k8s.io/gke-telemetry-trace-pipeline";
const ACCOUNT = "trace-pipeline-test";

/** Names of what is in the namespace of the lease and has to do with pipelines. */
function objects(): string[] {
  const names = kubectl(["get", "configmaps,leases,serviceaccounts", "--namespace", "default", "--output", "name"]);
  return names.split("\n").filter((name) => name.includes("trace-"));
}

const isGatewayOf = (stack: string) => (name: string) => name === `configmap/trace-gateway-of-${stack}`;

class PipelineProgram {
  private readonly project = new ProjectCopy();

  constructor() {
    const file = path.join(this.project.folder, "Pulumi.yaml");
    const content = YAML.parse(fs.readFileSync(file, "utf8")) as object;
    // The language host looks for the compiler's options beside the program.
    const runtime = { name: "nodejs", options: { tsconfig: "../../tsconfig.pulumi.json" } };
    fs.writeFileSync(file, YAML.stringify({ ...content, runtime, main: "test/cluster/pipelineProgram.ts" }));
  }

  get folder(): string {
    return this.project.folder;
  }

  pulumi(args: readonly string[], variables: Record<string, string> = {}) {
    return this.project.pulumi(args, variables);
  }

  up(stack: string, variables?: Record<string, string>) {
    return this.pulumi(["up", "--yes", "--skip-preview", "--stack", stack], variables);
  }

  remove(): void {
    this.project.remove();
  }
}

/** Kubeconfig of a service account that may read ConfigMaps of the namespace `default`, and no leases. */
function weakKubeconfig(folder: string): string {
  kubectl(["create", "serviceaccount", ACCOUNT, "--namespace", "default"]);
  kubectl([
    "create",
    "rolebinding",
    ACCOUNT,
    "--namespace=default",
    "--clusterrole=view",
    `--serviceaccount=default:${ACCOUNT}`,
  ]);
  const token = kubectl(["create", "token", ACCOUNT, "--namespace", "default"]).trim();
  const admin = JSON.parse(kubectl(["config", "view", "--minify", "--flatten", "--output", "json"])) as {
    contexts: { context: { user: string } }[];
  };
  const name = admin.contexts[0]?.context.user;
  const file = path.join(folder, "weak.kubeconfig");
  fs.writeFileSync(file, JSON.stringify({ ...admin, users: [{ name, user: { token } }] }), { mode: 0o600 });
  return file;
}

function removeAccount(): void {
  for (const kind of ["rolebinding", "serviceaccount"])
    kubectl(["delete", kind, ACCOUNT, "--namespace", "default", "--ignore-not-found"]);
}

describe("trace pipelines of several stacks on one real cluster", () => {
  let program: PipelineProgram;

  before(async () => {
    assert.ok(process.env["KUBECONFIG"], "KUBECONFIG must name the kubeconfig of a cluster for tests");
    assert.deepEqual(objects(), [], "the cluster has trace pipelines already");
    program = new PipelineProgram();
    for (const stack of ["first", "second"]) {
      const { status, output } = await program.pulumi(["stack", "init", stack]);
      assert.equal(status, 0, output);
    }
  });

  after(async () => {
    for (const stack of ["first", "second", "renamed"])
      await program.pulumi(["destroy", "--yes", "--skip-preview", "--stack", stack]);
    removeAccount();
    program.remove();
  });

  it("the first becomes active", async () => {
    const preview = await program.pulumi(["preview", "--stack", "first"]);
    assert.equal(preview.status, 0, preview.output);
    assert.match(preview.output, /tracePipeline: "Active"/);
    assert.deepEqual(objects(), []);
    const { status, output } = await program.up("first");
    assert.equal(status, 0, output);
    assert.match(output, /tracePipeline: "Active"/);
    assert.ok(objects().some(isGatewayOf("first")));
    assert.ok(objects().includes(LEASE));
  });

  it("the second is told in a preview and in an up that it has to wait, and has no gateway", async () => {
    for (const { status, output } of [
      await program.pulumi(["preview", "--stack", "second"]),
      await program.up("second"),
    ]) {
      assert.equal(status, 0, output);
      assert.match(output, /tracePipeline: "Pending \(held by gke-telemetry\/first\)"/);
      assert.doesNotMatch(output, /gateway/);
    }
    assert.ok(!objects().some(isGatewayOf("second")));
  });

  it("the first stays what it is", async () => {
    const { status, output } = await program.pulumi(["preview", "--expect-no-changes", "--stack", "first"]);
    assert.equal(status, 0, output);
  });

  it("the first stays what it is while its stack is renamed", async () => {
    const before = objects();
    for (const [from, to] of [
      ["first", "renamed"],
      ["renamed", "first"],
    ] as const) {
      const renamed = await program.pulumi(["stack", "rename", to, "--stack", from]);
      assert.equal(renamed.status, 0, renamed.output);
      for (const { status, output } of [await program.pulumi(["preview", "--stack", to]), await program.up(to)]) {
        assert.equal(status, 0, output);
        assert.doesNotMatch(output, /Pending|trace-pipeline .*(replace|delete)/);
      }
      assert.deepEqual(
        objects().filter((name) => !name.includes("trace-gateway")),
        before.filter((name) => !name.includes("trace-gateway")),
      );
      assert.ok(objects().some(isGatewayOf(to)));
    }
  });

  it("the second becomes active once the first is gone", async () => {
    const destroyed = await program.pulumi(["destroy", "--yes", "--skip-preview", "--stack", "first"]);
    assert.equal(destroyed.status, 0, destroyed.output);
    const { status, output } = await program.up("second");
    assert.equal(status, 0, output);
    assert.match(output, /tracePipeline: +(- "Pending.*\n.*)?"?.*"Active"/);
    assert.ok(objects().some(isGatewayOf("second")));
    await eventually(60, () => {
      assert.ok(!objects().some((name) => name.includes("first")));
    });
  });

  it("an up that may not claim fails, names the permission, leaves the rest, and the next goes on", async () => {
    const destroyed = await program.pulumi(["destroy", "--yes", "--skip-preview", "--stack", "second"]);
    assert.equal(destroyed.status, 0, destroyed.output);
    const { status, output } = await program.up("first", { CLAIM_KUBECONFIG: weakKubeconfig(program.folder) });
    assert.notEqual(status, 0, output);
    assert.match(output, /may not create leases\.coordination\.k8s\.io: .*Let that user create, get and delete leases/);
    assert.doesNotMatch(output, /claimError|\bat .*:\d+:\d+/);
    assert.ok(objects().some((name) => name.startsWith("configmap/trace-pipeline-gke-telemetry-first-")));
    assert.ok(!objects().some(isGatewayOf("first")));
    const next = await program.up("first");
    assert.equal(next.status, 0, next.output);
    assert.ok(objects().some(isGatewayOf("first")));
  });

  it("an up whose ConfigMap somebody has deleted fails and says how to go on", async () => {
    const record = objects().find((name) => name.startsWith("configmap/trace-pipeline-")) ?? "";
    kubectl(["delete", record, "--namespace", "default"]);
    const { status, output } = await program.up("first");
    assert.notEqual(status, 0, output);
    assert.match(output, /was deleted from the cluster\. Run "pulumi refresh" for this stack, and then up again\./);
    const refreshed = await program.pulumi(["refresh", "--yes", "--skip-preview", "--stack", "first"]);
    assert.equal(refreshed.status, 0, refreshed.output);
    const next = await program.up("first");
    assert.equal(next.status, 0, next.output);
    assert.ok(objects().includes(record));
    assert.ok(objects().includes(LEASE));
  });

  it("nothing is left once the last is gone", async () => {
    const { status, output } = await program.pulumi(["destroy", "--yes", "--skip-preview", "--stack", "first"]);
    assert.equal(status, 0, output);
    removeAccount();
    await eventually(60, () => {
      assert.deepEqual(objects(), []);
    });
  });
});
