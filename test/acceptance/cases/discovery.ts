import assert from "node:assert/strict";
import { type Application, applicationEntries, type ApplicationKey } from "../applications/applications";
import type { RunningApplication } from "../applications/applicationPods";
import { auditedRequests } from "../cluster/auditLog";
import { environment } from "../environment";
import { NODES } from "../cluster/nodes";
import { eventually } from "../../programs/processes";
import { type RunningStack, runningStack } from "../stack/runningStack";

/** Scrapes after which a second scraper, or a second target, would have shown itself. */
const ENOUGH_SCRAPES = 3;

/** Seconds within which an application has been scraped that often, at the stack's interval of 15 s. */
const PATIENCE_SECONDS = 120;

const scraped = applicationEntries.filter(([, { scrape }]) => scrape !== undefined);
const untouched = applicationEntries.filter(([, { scrape }]) => scrape === undefined);

describe("agents on two nodes", () => {
  let stack: RunningStack;

  before(async () => {
    stack = await runningStack();
  });

  function running(key: ApplicationKey): RunningApplication & { application: Application } {
    return stack.applications[key];
  }

  function scrapesOf(key: ApplicationKey) {
    const { application, targets } = running(key);
    return targets.get(application.scrape?.port ?? 0)?.requests ?? [];
  }

  async function scrapedEnough(key: ApplicationKey): Promise<void> {
    const agents = Object.values(stack.agents).map(({ process }) => process);
    await eventually(
      `${key} is scraped ${ENOUGH_SCRAPES} times`,
      PATIENCE_SECONDS,
      () => {
        assert.ok(scrapesOf(key).length >= ENOUGH_SCRAPES, `${scrapesOf(key).length} times so far`);
      },
      agents,
    );
  }

  for (const [key, { name, node, ports, initContainerPort, scrape }] of scraped) {
    describe(`pod ${name} on ${node} (${key})`, () => {
      before(() => scrapedEnough(key));

      it("is scraped at its own port and path alone", () => {
        assert.deepEqual([...new Set(scrapesOf(key).map(({ url }) => url))], [scrape!.url]);
        for (const port of [...ports, ...(initContainerPort ? [initContainerPort] : [])]) {
          if (port !== scrape!.port) assert.equal(running(key).targets.get(port)!.requests.length, 0, `port ${port}`);
        }
      });

      it("is scraped by the agent of its node alone", () => {
        // On a busy machine a connection can be gone before its client is looked up.
        const clients = scrapesOf(key).flatMap(({ clientPid }) => (clientPid === undefined ? [] : [clientPid]));
        assert.deepEqual([...new Set(clients)], [stack.agents[node].process.pid]);
      });

      it("is scraped no more often than its interval says, so only once each time", () => {
        const requests = scrapesOf(key);
        const seconds = (requests.at(-1)!.at - requests[0]!.at) / 1000;
        // On a busy machine the first can come late; scraped twice each time, it would still be more.
        const most = Math.ceil(seconds / (scrape!.intervalSeconds ?? 15)) + 1;
        assert.ok(requests.length <= most, `${requests.length} scrapes in ${seconds} s, at most ${most} expected`);
      });

      it("is given the timeout of its annotation, or one that fits its interval", () => {
        const expected = scrape!.timeoutSeconds ?? Math.min(10, scrape!.intervalSeconds ?? 15);
        assert.deepEqual([...new Set(scrapesOf(key).map(({ timeoutSeconds }) => timeoutSeconds))], [String(expected)]);
      });
    });
  }

  for (const [key, { name, node }] of untouched) {
    it(`leave pod ${name} on ${node} alone (${key})`, async () => {
      for (const [other, { node: otherNode }] of scraped) if (otherNode === node) await scrapedEnough(other);
      for (const [port, { requests }] of running(key).targets) assert.equal(requests.length, 0, `port ${port}`);
    });
  }

  it("ask the API server for the pods of their node alone, with one watch for all scrape jobs and one for each pipeline", () => {
    const { auditLog } = environment().server;
    if (auditLog === undefined) {
      console.log("      (not looked at: only an API server of this run's own has an audit log)");
      return;
    }
    const requests = auditedRequests(auditLog);
    for (const node of NODES) {
      const ofNode = requests.filter(({ pod }) => pod === stack.agents[node].pod.metadata.name);
      assert.deepEqual([...new Set(ofNode.map(({ resource }) => resource))], ["pods"]);
      assert.deepEqual([...new Set(ofNode.map(({ fieldSelector }) => fieldSelector))], [`spec.nodeName=${node}`]);
      // Contrib's exporter has a pipeline for scraped samples and one for OTLP, and each enriches.
      assert.equal(ofNode.filter(({ verb, open }) => verb === "watch" && open).length, 3, node);
    }
  });
});
