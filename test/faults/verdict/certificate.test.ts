import assert from "node:assert/strict";
import type { Certificate } from "../../../tools/certificate/certificate";
import { NOTHING_COUNTED } from "../../../tools/certificate/counters";
import type { Variant } from "../variant";
import { certificateProblems } from "./certificate";
import { inHand } from "./losses";

const KILLED = 1_000_000;
const LOST = [{ key: "target-0/0", value: 1, at: 0 }];

function certificate(verdict: Certificate["verdict"], isNumbered: boolean, damagedParts = 0): Certificate {
  const samples = { ...NOTHING_COUNTED, damagedParts };
  const requests = { accepted: 1, stored: 1, gaps: [] };
  const nodes = [{ node: "node", accepted: 1, stored: 1, gaps: [], requests, samples, verdict }];
  return { cluster: "faults", from: 0, to: 60, intervalSeconds: 1, isNumbered, verdict, nodes };
}

const isTrue = (name: "contrib" | "memory", lost: typeof LOST, one: Certificate, faultCase = {}) => {
  const agent = { kills: [KILLED] } as unknown as Variant["agent"];
  return certificateProblems({ name, agent }, faultCase, { lost }, one).length === 0;
};

describe("whether a certificate is true", () => {
  it("asks that a loss is told, whatever the image", () => {
    for (const [name, isNumbered] of [["memory", true] as const, ["contrib", false] as const]) {
      assert.equal(isTrue(name, LOST, certificate("lost", isNumbered)), true);
      assert.equal(isTrue(name, LOST, certificate("perhaps lost", isNumbered)), true);
      assert.equal(isTrue(name, LOST, certificate("delivered", isNumbered)), false);
      assert.equal(isTrue(name, LOST, certificate("waiting", isNumbered)), false);
    }
  });

  it("asks that none is told where there is none; only what has no numbers may doubt", () => {
    assert.equal(isTrue("memory", [], certificate("delivered", true)), true);
    assert.equal(isTrue("memory", [], certificate("perhaps lost", true)), false);
    assert.equal(isTrue("contrib", [], certificate("perhaps lost", false)), true);
    assert.equal(isTrue("contrib", [], certificate("lost", false)), false);
  });

  it("allows for what a case says of a variant, and for damaged files", () => {
    const exceptions = { contrib: { reason: "it counts so", mayRaiseLossAlerts: true } };
    assert.equal(isTrue("contrib", [], certificate("lost", false), { exceptions }), true);
    assert.equal(isTrue("memory", [], certificate("lost", true), { exceptions }), false);
    assert.equal(isTrue("memory", [], certificate("perhaps lost", true, 2)), true);
  });

  it("does not ask about a scrape in hand, where all else that was accepted is in files", () => {
    const scraped = (millisecondsBefore: number) => [{ ...LOST[0]!, at: KILLED - millisecondsBefore }];
    const delivered = certificate("delivered", true);
    assert.equal(isTrue("memory", scraped(100), delivered, { mayLose: inHand }), true);
    assert.equal(isTrue("memory", scraped(300), delivered, { mayLose: inHand }), false);
    assert.equal(isTrue("memory", scraped(100), delivered), false);
    assert.equal(isTrue("memory", scraped(100), certificate("lost", true), { mayLose: inHand }), true);
  });
});
