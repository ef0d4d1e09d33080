import assert from "node:assert/strict";
import { NAMES_SETTLE_SECONDS, pause, settledCount, TracePath } from "../path";
import { inParallel, sendSpans, type Span, traceId, traceSpans } from "../sender";

const sampling = { kind: "tail", decisionWaitSeconds: 5, samplers: 2, percent: 0 };

/** Spans of a trace that is larger than the 8 MiB that a request of an application may have. */
const LARGE = 20_000;
const REQUEST = 1000;

const received = (path: TracePath) => path.sink().sum("otelcol_receiver_accepted_spans_total");

describe("tail sampling of unusual traces", () => {
  let path: TracePath;
  before(async () => {
    path = await TracePath.start({ tracing: { sampling }, gateways: 1, agents: 1, samplers: 2 });
    await pause(NAMES_SETTLE_SECONDS);
  });
  after(() => path.stop());

  it("keeps a trace with an error of more than 10 MB whole", async () => {
    const name = "n".repeat(400);
    const spans: Span[] = traceSpans(traceId(1), LARGE, true).map((span) => ({ ...span, name }));
    const requests = Array.from({ length: LARGE / REQUEST }, (_, index) =>
      spans.slice(index * REQUEST, (index + 1) * REQUEST),
    );
    await inParallel(requests, 4, (request) =>
      sendSpans(path.agents[0]!.address, request, { "service.name": "batch" }),
    );
    await pause(sampling.decisionWaitSeconds);
    const count = await settledCount(5, () => received(path));
    assert.equal(await path.gateways[0]!.sum("otelcol_exporter_send_failed_spans_total"), 0);
    assert.equal(count, LARGE);
  });

  it("keeps the root with an error that ends after the decision about its trace", async () => {
    const before = await settledCount(2, () => received(path));
    const traces = Array.from({ length: 100 }, (_, index) => traceSpans(traceId(index, 2), 2));
    const send = (spans: readonly Span[]) => sendSpans(path.agents[0]!.address, spans, { "service.name": "slow" });
    await send(traces.map(([, child]) => child!));
    await pause(sampling.decisionWaitSeconds + 4);
    await send(traces.map(([root]) => ({ ...root!, error: true })));
    await pause(sampling.decisionWaitSeconds);
    const count = await settledCount(4, () => received(path));
    // Each sampler remembers the last trace that it has dropped.
    assert.ok(count - before >= traces.length - sampling.samplers, `${count - before} of ${traces.length}`);
  });
});
