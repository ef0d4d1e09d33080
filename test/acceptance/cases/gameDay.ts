/** A game day against a real API server, ended in every way in which a command can end. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { PLAN_CHECKS } from "../../../tools/doctor/checks/plan/plan";
import { doctor, expectedOf } from "../../../tools/doctor/doctor";
import { rolesText } from "../../../tools/gameday/output";
import { MARK, RECORD } from "../../../tools/gameday/record";
import { liveCluster, type LiveCluster } from "../../../tools/live/cluster";
import { eventually } from "../../programs/processes";
import type { KubernetesObject } from "../cluster/kubernetes";
import { Account } from "../doctor/account";
import { Lab, STACK } from "../doctor/lab";
import { workloadStatus } from "../doctor/statuses";
import { environment } from "../environment";
import { GameDayCommand, isRunning } from "../gameday/command";

const STORE = `/apis/apps/v1/namespaces/${NAMESPACES.monitoring}/statefulsets/${NAMES.prometheus}`;

interface StatefulSet extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status?: { readonly readyReplicas?: number };
}

describe("a game day", () => {
  let lab: Lab;
  let kubeconfig: string;
  let live: LiveCluster;
  let controller: NodeJS.Timeout;

  const store = () => lab.api.get<StatefulSet>(STORE);

  /** What the StatefulSet's controller and the pod's kubelet do, without the seconds that they take. */
  async function control(): Promise<void> {
    const found = await store();
    const { generation } = found.metadata;
    const { replicas } = found.spec;
    if (found.status?.readyReplicas === replicas) return;
    await lab.api.patchStatus(found, workloadStatus("StatefulSet", replicas, generation));
  }

  async function assertAway(): Promise<void> {
    const { spec, metadata } = await store();
    assert.equal(spec.replicas, 0);
    assert.match(metadata.annotations?.[RECORD] ?? "", /^replicas=1 until=\d+$/);
  }

  async function assertBack(): Promise<void> {
    const { spec, metadata } = await store();
    assert.equal(spec.replicas, 1);
    assert.equal(metadata.annotations?.[RECORD], undefined);
  }

  /** What doctor says of game days later, when nobody waits for its end any more. */
  async function examined(): Promise<string[]> {
    const now = () => Date.now() + 600_000;
    const report = await doctor(live, [PLAN_CHECKS], { expected: expectedOf(live), now });
    const results = report.categories.flatMap((category) => category.results);
    return results.flatMap((one) =>
      one.id === "game-day-over" && one.state === "findings"
        ? one.findings.map(({ text, fix }) => `${text}. ${fix}`)
        : [],
    );
  }

  async function begun(): Promise<GameDayCommand> {
    const command = GameDayCommand.start(kubeconfig, "--minutes", "1", "--spare-agents");
    await command.says(/the store is taken away for 60 s/);
    await assertAway();
    return command;
  }

  before(async () => {
    assert.ok(environment().server.own, "a game day of this test needs an API server without controllers");
    lab = await Lab.start("game-day");
    live = await liveCluster({ stack: STACK, kubeconfig: lab.kubeconfig });
    const namespace = lab.own("Namespace", NAMESPACES.monitoring);
    const labels = { ...namespace.metadata.labels, [MARK.key]: MARK.value };
    await lab.put({ ...namespace, metadata: { ...namespace.metadata, labels } });
    assert.ok(live.plan);
    const roles = parseAllDocuments(rolesText(live.plan.settings)).map((role) => role.toJS() as object);
    const account = await Account.create(lab.api, roles as Parameters<typeof Account.create>[1]);
    kubeconfig = join(environment().folder, "game-day-kubeconfig");
    writeFileSync(kubeconfig, account.kubeconfig, { mode: 0o600 });
    controller = setInterval(() => void control().catch(() => undefined), 300);
  });

  after(async () => {
    clearInterval(controller);
    await lab.stop();
  });

  it("that Ctrl-C ends brings the store back, with the rights that it prints", async () => {
    const command = await begun();
    const { keeper } = command;
    command.end("SIGINT");
    assert.equal(await command.status(), 130);
    assert.match(command.said, /stopped; the store is back/);
    await assertBack();
    process.kill(keeper, "SIGKILL");
  });

  it("that is killed is ended by its keeper, which then ends itself", async () => {
    const command = await begun();
    command.end("SIGKILL");
    assert.equal(await command.status(), null);
    await eventually("the keeper brings the store back", 30, assertBack);
    await eventually("the keeper ends", 90, () => {
      assert.ok(!isRunning(command.keeper));
    });
  });

  it("whose command hangs is ended by its keeper after its time", async () => {
    const command = await begun();
    command.end("SIGSTOP");
    await eventually("the keeper brings the store back", 120, assertBack);
    process.kill(command.keeper, "SIGKILL");
    command.end("SIGKILL");
    await command.status();
  });

  it("that nobody ends, because its machine is gone, is named by doctor, refuses the next, and --end ends it", async () => {
    const command = await begun();
    process.kill(command.keeper, "SIGKILL");
    command.end("SIGKILL");
    await command.status();
    await assertAway();
    const [found, ...more] = await examined();
    assert.match(found ?? "", /^a game day has left it behind without pods; .* npm run gameday -- --stack local --end/);
    assert.deepEqual(more, []);
    const next = GameDayCommand.start(kubeconfig, "--minutes", "1");
    assert.equal(await next.status(), 1);
    assert.match(next.said, /A game day has the store already, or has left it behind/);
    const end = GameDayCommand.start(kubeconfig, "--end");
    assert.equal(await end.status(), 0, end.said);
    await assertBack();
    assert.deepEqual(await examined(), []);
  });
});
