import assert from "node:assert/strict";
import { answerOf } from "../../../tools/doctor/sources/storeWords";

const RESOURCE = { "service.name": "otelcol", "service.version": "0.159.0" };

/** Lines of agents in the fault matrix. */
const line = (component: string, fields: object) =>
  JSON.stringify({
    ...{ level: "warn", ts: "2026-11-28T10:38:24.215Z", resource: RESOURCE },
    ...{ "otelcol.component.id": component, "otelcol.component.kind": "exporter", "otelcol.signal": "metrics" },
    ...fields,
  });

const own = (msg: string, status: number, answer: string) => line("durable_remote_write", { msg, status, answer });
const KEPT = "The store does not take samples at present, which are kept and sent again";

describe("what an agent's log tells of the store", () => {
  it("is the answer that the project's exporter got", () => {
    assert.deepEqual(answerOf(own(KEPT, 429, "a fault, on purpose")), { status: 429, words: "a fault, on purpose" });
    const refused = own("The store refuses series, and they are given up", 400, "out of bounds");
    assert.deepEqual(answerOf(refused), { status: 400, words: "out of bounds" });
  });

  it("is the answer that contrib's exporter got", () => {
    const msg = "failed to send WriteRequest to remote endpoint";
    const fields = { msg, status_code: 429, status: "429 Too Many Requests", error: "a fault, on purpose\n" };
    const said = { status: 429, words: "a fault, on purpose" };
    assert.deepEqual(answerOf(line("prometheus_remote_write/scraped", fields)), said);
  });

  it("is short, and one line that a terminal prints as it is", () => {
    const { words = "" } = answerOf(own(KEPT, 500, `\u001b[31mred\nand ${"long ".repeat(200)}`)) ?? {};
    assert.equal(words.length, 200);
    assert.match(words, /^[ -~]+$/);
  });

  it("is nothing where the store is as it should be, another component speaks, or a line is no JSON", () => {
    const fallsBack = "The store does not understand remote write 2.0, so 1.0 is used";
    assert.equal(answerOf(own(fallsBack, 415, "")), undefined);
    assert.equal(answerOf(own("A block could not be read and is given up", 0, "damaged")), undefined);
    assert.equal(answerOf(line("otlp_grpc/copy", { msg: "Exporting failed. Will retry." })), undefined);
    for (const text of ["", "panic: runtime error", "null", "7"]) assert.equal(answerOf(text), undefined);
  });
});
