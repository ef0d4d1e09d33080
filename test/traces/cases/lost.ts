import assert from "node:assert/strict";
import { traceTiming } from "../../../settings/sizing/traces/traces";
import { tracingSettings } from "../../harness/traceSettings";
import { Load, SPANS_PER_TRACE } from "../load";
import { NAMES_SETTLE_SECONDS, pause, settledCount, TracePath } from "../path";

const sampling = { kind: "tail", decisionWaitSeconds: 5, samplers: 2, percent: 100 };
const { bufferMilliseconds, decideSeconds } = traceTiming(tracingSettings({ sampling }).sampling);

/** Seconds for which its name still leads to a pod that is gone. */
const NAMED_SECONDS = 40;

/** Seconds that a trace needs to its Jaeger while everything runs, with those that a loaded machine adds. */
const ON_THE_WAY_SECONDS = bufferMilliseconds / 1000 + decideSeconds + 5;

describe("a pod of the trace path that is gone while its name still leads to it", () => {
  let path: TracePath;
  beforeEach(async () => {
    path = await TracePath.start({ tracing: { sampling }, gateways: 2, samplers: 2 });
    await pause(NAMES_SETTLE_SECONDS);
  });
  afterEach(() => path.stop());

  /** Kills it under load, and returns what was sent and how many of the traces begun since then have arrived so far. */
  async function lose(tier: "gateways" | "samplers", run: number) {
    const load = new Load(path.agents, 0.2, run);
    await pause(6);
    const [killed] = path[tier];
    const killedAt = Date.now();
    killed!.kill();
    await pause(NAMED_SECONDS);
    const due = load.sent.filter(
      ({ startedAt }) => startedAt > killedAt && startedAt < Date.now() - ON_THE_WAY_SECONDS * 1000,
    );
    const known = path.sink().traces();
    const arrived = due.filter(({ id }) => known.has(id)).length;
    path.leave(tier, killed!);
    await pause(NAMES_SETTLE_SECONDS + 4);
    const sent = await load.stop();
    await pause(30 + ON_THE_WAY_SECONDS);
    await settledCount(10, () => path.sink().spans().length);
    return { sent, killedAt, due: due.length, arrived };
  }

  function lostAndRepeated(sent: Awaited<ReturnType<Load["stop"]>>) {
    const copies = new Map<string, number>();
    for (const { spanId } of path.sink().spans()) copies.set(spanId, (copies.get(spanId) ?? 0) + 1);
    const repeated = [...copies.values()].filter((count) => count > 1);
    const arrived = path.sink().traces();
    const lost = sent.filter(({ id }) => (arrived.get(id) ?? 0) < SPANS_PER_TRACE);
    return { lost, repeated, extra: repeated.reduce((sum, count) => sum + count - 1, 0) };
  }

  it("has agents repeat few spans and lose none, where it is a gateway", async () => {
    const { sent, killedAt } = await lose("gateways", 21);
    const { lost, repeated, extra } = lostAndRepeated(sent);
    const ages = lost.map(({ startedAt }) => (killedAt - startedAt) / 1000);
    console.log(
      `      ${sent.length * SPANS_PER_TRACE} spans, ${repeated.length} repeated, ${extra} copies too many, ${lost.length} traces lost or cut, begun ${Math.min(...ages).toFixed(1)} to ${Math.max(...ages).toFixed(1)} s before the kill`,
    );
    assert.ok(
      lost.every(({ startedAt }) => startedAt < killedAt),
      "what began after the kill is complete",
    );
    assert.ok(extra < 0.1 * sent.length * SPANS_PER_TRACE, `${extra} copies`);
  });

  it("does not keep the traces of the others back, where it is a sampler", async () => {
    const { sent, killedAt, due, arrived } = await lose("samplers", 22);
    const { lost, repeated } = lostAndRepeated(sent);
    console.log(
      `      ${arrived} of ${due} traces had arrived before the name changed, ${lost.length} lost or cut, ${repeated.length} spans repeated`,
    );
    assert.ok(arrived > due / 4, `${arrived} of ${due} traces had arrived`);
    assert.ok(
      lost.every(({ startedAt }) => startedAt < killedAt),
      "what began after the kill is complete",
    );
    assert.deepEqual(repeated, []);
  });
});
