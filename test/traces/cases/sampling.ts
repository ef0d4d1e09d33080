import assert from "node:assert/strict";
import { inParallel, sendSpans, traceId, traceSpans } from "../sender";
import { settledCount, TracePath } from "../path";

const TRACES = 10_000;
const SPANS = 4;

/** A gateway takes spans for a second until it passes them on, and the next does as well. */
const QUIET_SECONDS = 4;

describe("probabilistic sampling over two gateways", () => {
  let path: TracePath;
  before(async () => {
    path = await TracePath.start({ tracing: { sampling: { kind: "probabilistic", percent: 25 } }, gateways: 2 });
    // Each trace has spans on both nodes, so that both gateways see some of most traces.
    const numbers = Array.from({ length: TRACES / 10 }, (_, index) => index * 10);
    await inParallel(numbers, 8, async (first) => {
      const traces = Array.from({ length: 10 }, (_, index) => traceSpans(traceId(first + index), SPANS));
      for (const [node, agent] of path.agents.entries())
        await sendSpans(
          agent.address,
          traces.flatMap((spans) => spans.slice((node * SPANS) / 2, ((node + 1) * SPANS) / 2)),
          { "service.name": `service-${node}` },
        );
    });
    await settledCount(QUIET_SECONDS, () => path.sink().spans().length);
  });
  after(() => path.stop());

  it("keeps the stated share, within 2 of 100 traces", () => {
    const share = (path.sink().traces().size / TRACES) * 100;
    console.log(`      ${share.toFixed(2)} % of ${TRACES} traces`);
    assert.ok(Math.abs(share - 25) <= 2, `${share} %`);
  });

  it("keeps every trace wholly or not at all", () => {
    const torn = [...path.sink().traces()].filter(([, count]) => count !== SPANS);
    assert.deepEqual(torn.slice(0, 5), []);
  });

  it("uses both gateways", async () => {
    for (const gateway of path.gateways) {
      const spans = await gateway.sum("otelcol_receiver_accepted_spans_total");
      console.log(`      ${gateway.name}: ${spans} spans`);
      assert.ok(spans > 0, gateway.name);
    }
  });

  it("makes large requests of small ones", async () => {
    const [agent] = path.agents;
    const requests = await agent!.sum("otelcol_exporter_queue_batch_send_size_count");
    console.log(`      ${TRACES / 10} requests of ${SPANS * 5} spans became ${requests}`);
    assert.ok(requests > 0 && requests < TRACES / 10 / 5);
  });
});
