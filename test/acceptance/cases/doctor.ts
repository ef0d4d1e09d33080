/** doctor against a real API server, with objects and statuses as Kubernetes' controllers leave them. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as YAML from "yaml";
import { OF_CLUSTER } from "../../../tools/doctor/checks/all";
import { MIGRATION } from "../../../tools/doctor/checks/migration/migration";
import type { Category } from "../../../tools/doctor/check";
import { doctor, expectedOf } from "../../../tools/doctor/doctor";
import { exitCode, type Report } from "../../../tools/doctor/report";
import { rolesFor } from "../../../tools/doctor/rbac";
import { liveCluster, type LiveCluster } from "../../../tools/live/cluster";
import { auditedRequests } from "../cluster/auditLog";
import { Account, withoutOne } from "../doctor/account";
import { STATES } from "../doctor/states/all";
import { MIGRATING } from "../doctor/states/migration";
import type { State } from "../doctor/states/state";
import { Lab, STACK } from "../doctor/lab";
import { type Row, writeTable } from "../doctor/table";
import { environment } from "../environment";

/** What is new after the start is old to a doctor that comes later. */
const LATER_MILLISECONDS = 1_200_000;

/** What the API server is asked of a migration; the rest is asked of the store. */
const MIGRATED: Category = { ...MIGRATION, checks: MIGRATION.checks.filter(({ id }) => id !== "scraped-by-one") };

interface Told {
  readonly id: string;
  readonly line: string;
}

const results = ({ categories }: Report) => categories.flatMap((category) => category.results);

const told = (report: Report): Told[] =>
  results(report).flatMap((result) =>
    result.state === "findings"
      ? result.findings.map(({ subject, text, fix }) => ({ id: result.id, line: `${subject}: ${text}. ${fix}` }))
      : [],
  );

const unseen = (report: Report) =>
  results(report).flatMap((one) =>
    one.state === "unseen" || one.state === "not asked" ? [`${one.id}: ${one.why}`] : [],
  );

/** An access review asks, and stores nothing. */
const isReading = (verb: string, resource: string | undefined) =>
  ["get", "list"].includes(verb) || (verb === "create" && resource?.endsWith("accessreviews"));

describe("doctor", () => {
  let lab: Lab;
  let live: LiveCluster;
  let migrating: LiveCluster;
  let monitoring: LiveCluster;
  const rows: Row[] = [];
  const examined = (cluster = live, { daysLater = 0, migrates }: Partial<State> = {}) =>
    doctor(cluster, migrates ? [MIGRATED] : OF_CLUSTER, {
      expected: expectedOf(cluster),
      now: () => Date.now() + LATER_MILLISECONDS + daysLater * 86_400_000,
    });

  before(async () => {
    assert.ok(environment().server.own, "these states need an API server without controllers");
    lab = await Lab.start();
    live = await liveCluster({ stack: STACK, kubeconfig: lab.kubeconfig });
    const config = join(environment().folder, "migrating.yaml");
    const settings = readFileSync(`Pulumi.${STACK}.yaml`, "utf8");
    writeFileSync(config, `${settings}  gke-telemetry:migration: ${JSON.stringify(MIGRATING)}\n`);
    migrating = await liveCluster({ stack: STACK, config, kubeconfig: lab.kubeconfig });
    const withMonitors = join(environment().folder, "monitoring.yaml");
    const stackFile = YAML.parse(settings) as { config: Record<string, object> };
    const agent = { ...stackFile.config["gke-telemetry:agent"], monitors: { enabled: true } };
    const image = { "gke-telemetry:collectorImage": { distribution: "gke-telemetry" } };
    writeFileSync(
      withMonitors,
      YAML.stringify({ config: { ...stackFile.config, ...image, "gke-telemetry:agent": agent } }),
    );
    monitoring = await liveCluster({ stack: STACK, config: withMonitors, kubeconfig: lab.kubeconfig });
  });
  after(async () => {
    await lab.stop();
    if (process.env["DOCTOR_TABLE"] && rows.length === STATES.length) writeTable(rows);
  });

  it("finds nothing in a healthy stack", async () => {
    const report = await examined();
    assert.equal(report.unreachable, undefined);
    assert.deepEqual([told(report), unseen(report)], [[], []]);
    assert.equal(exitCode(report), 0);
  });

  for (const state of STATES) {
    const { made, make, check, says } = state;
    it(`finds that ${made}`, async () => {
      try {
        await make(lab);
        const report = await examined(state.migrates ? migrating : state.readsMonitors ? monitoring : live, state);
        const lines = told(report);
        const text = lines.map(({ id, line }) => `${id}: ${line}`).join("\n");
        const found = lines.find(({ id, line }) => id === check && says.test(line));
        assert.ok(found, `${check} does not say ${String(says)}:\n${text}`);
        rows.push({ made, check, line: found.line });
      } finally {
        await lab.restore();
      }
    });
  }

  it("looks with exactly the rights that it prints, and changes nothing", async () => {
    const roles = rolesFor(OF_CLUSTER, expectedOf(live));
    const account = await Account.create(lab.api, roles);
    const asAccount = { ...live, access: { kubeconfig: account.kubeconfig } };
    const before = auditedRequests(lab.auditLog).length;
    const report = await examined(asAccount);
    assert.deepEqual([told(report), unseen(report)], [[], []]);
    const requests = auditedRequests(lab.auditLog).slice(before);
    assert.ok(requests.length > 3);
    assert.deepEqual(
      requests.filter(({ verb, resource }) => !isReading(verb, resource)),
      [],
    );
    for (const fewer of withoutOne(roles)) {
      await account.grant(fewer.roles);
      const states = results(await examined(asAccount)).map(({ state }) => state);
      assert.ok(
        states.some((state) => state === "unseen" || state === "not asked"),
        `nothing needs ${fewer.without}`,
      );
    }
  });

  it("finds nothing when everything is mended", async () => {
    assert.deepEqual(told(await examined()), []);
  });
});
