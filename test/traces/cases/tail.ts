import assert from "node:assert/strict";
import { traceTiming } from "../../../settings/sizing/traces/traces";
import { tracingSettings } from "../../harness/traceSettings";
import { Load, type SentTrace, SPANS_PER_TRACE } from "../load";
import { NAMES_SETTLE_SECONDS, pause, settledCount, TracePath } from "../path";

const sampling = { kind: "tail", decisionWaitSeconds: 5, samplers: 2, percent: 0 };
const { bufferMilliseconds, decideSeconds } = traceTiming(tracingSettings({ sampling }).sampling);

/** Shorter than a gateway gathers, with the second that an agent keeps spans. */
const TRACE_SECONDS = (bufferMilliseconds / 1000) * 0.4;

/** How many spans of each of these traces have arrived, as far as it is not all of them. */
function incomplete(path: TracePath, traces: readonly SentTrace[]): Map<SentTrace, number> {
  const arrived = path.sink().traces();
  const counts = traces.map((trace) => [trace, arrived.get(trace.id) ?? 0] as const);
  return new Map(counts.filter(([, count]) => count !== SPANS_PER_TRACE));
}

const errorsOf = (traces: readonly SentTrace[]) => traces.filter(({ error }) => error);

/** Waits until every decision has been made. */
async function decided(path: TracePath): Promise<void> {
  await pause(bufferMilliseconds / 1000 + decideSeconds);
  await settledCount(4, () => path.sink().spans().length);
}

describe("tail sampling", () => {
  let path: TracePath;
  before(async () => {
    path = await TracePath.start({ tracing: { sampling }, gateways: 2, samplers: 2 });
    await pause(NAMES_SETTLE_SECONDS);
  });
  after(() => path.stop());

  for (const [run, tier] of (["samplers", "gateways"] as const).entries())
    it(`keeps every trace with an error complete, and no other, while the ${tier} go from 2 to 3 to 2`, async () => {
      const before = path.sink().traces().size;
      const load = new Load(path.agents, TRACE_SECONDS, run + 10);
      await pause(4);
      const third = await (tier === "samplers" ? path.addSampler() : path.addGateway());
      await pause(NAMES_SETTLE_SECONDS + 4);
      const seen = await third.sum("otelcol_receiver_accepted_spans_total");
      path.leave(tier, third);
      // As its pod does, it works on until nobody knows it and what it held is handed on.
      await pause(NAMES_SETTLE_SECONDS + (tier === "samplers" ? decideSeconds : bufferMilliseconds / 1000) + 2);
      await third.stop();
      const sent = await load.stop();
      await decided(path);

      console.log(`      ${sent.length} traces, ${errorsOf(sent).length} with errors; the third saw ${seen} spans`);
      assert.ok(seen > 0, "the third took part");
      assert.deepEqual([...incomplete(path, errorsOf(sent)).values()], []);
      assert.equal(path.sink().traces().size - before, errorsOf(sent).length);
    });

  for (const [what, comesBack, run] of [
    ["starts anew", true, 2],
    ["is gone for good", false, 3],
  ] as const)
    it(`loses nothing but what a killed sampler held, where it ${what}`, async () => {
      const load = new Load(path.agents, TRACE_SECONDS, run);
      await pause(8);
      const [killed] = path.samplers;
      const killedAt = Date.now();
      killed!.kill();
      await pause(3);
      if (comesBack) await killed!.start();
      else path.leave("samplers", killed!);
      await pause(comesBack ? 6 : NAMES_SETTLE_SECONDS + 4);
      const sent = await load.stop();
      await decided(path);

      const lost = [...incomplete(path, errorsOf(sent))];
      const ages = lost.map(([{ startedAt }]) => (killedAt - startedAt) / 1000);
      const [oldest, youngest] = [Math.max(0, ...ages), Math.min(...ages)];
      console.log(
        `      ${lost.length} of ${errorsOf(sent).length} traces lost or cut, begun ${youngest.toFixed(1)} to ${oldest.toFixed(1)} s before the kill`,
      );
      assert.ok(oldest - youngest <= sampling.decisionWaitSeconds, `${oldest - youngest} s`);
      assert.ok(youngest > 0, "what began after the kill is complete");
      const extra = [...path.sink().traces().values()].filter((count) => count > SPANS_PER_TRACE);
      assert.deepEqual(extra, []);
    });
});
