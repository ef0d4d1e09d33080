import assert from "node:assert/strict";
import { agentTable, summaries, verdict } from "./report";
import type { Figures, Result } from "./run";

const LOAD = { targets: 20, seriesOfEach: 1000, warmUpSeconds: 20, seconds: 40 };

function figures(cpuMicrosecondsPerSample: number, peakMiB: number, others: Partial<Figures> = {}): Figures {
  const rest = { samples: 1000, delivered: 1, sentBytesPerSample: 12, writtenBytesPerSample: 0 };
  return { ...rest, cpuMicrosecondsPerSample, peakMiB, ...others };
}

const result = (name: string, ...rounds: readonly Figures[]): Result => ({ name, isBaseline: false, rounds });

const REFERENCE = result("Prometheus", figures(2, 100), figures(4, 100), figures(3, 100));

describe("the report of the benchmark of agents", () => {
  it("takes ratios round by round, so that a slow minute of the machine does not count", () => {
    const [, agent] = summaries([
      REFERENCE,
      result("planned agent", figures(3, 120), figures(6, 130), figures(4.8, 110)),
    ]);
    assert.deepEqual(agent?.cpu, { median: 1.5, least: 1.5, most: 4.8 / 3 });
    assert.deepEqual(agent.memory, { median: 1.2, least: 1.1, most: 1.3 });
  });

  it("says of each planned agent whether it is within its goals", () => {
    const round = (peakMiB: number, others?: Partial<Figures>) =>
      [2, 4, 3].map((cpu) => figures(cpu * 1.25, peakMiB, others));
    const all = summaries([
      REFERENCE,
      result("planned agent, durable", ...round(125)),
      result("planned agent, memory", ...round(150)),
      result("planned agent, lossy", ...round(125, { delivered: 0.5 })),
      result("vmagent", ...round(70)),
    ]);
    assert.deepEqual(verdict(all), [
      "kept: planned agent, durable: 1.25 times the CPU (goal 1.5) and 1.25 times the memory (goal 1.3) of Prometheus, 0.0 bytes per sample to disk (goal 0)",
      "missed: planned agent, memory: 1.25 times the CPU (goal 1.5) and 1.50 times the memory (goal 1.3) of Prometheus, 0.0 bytes per sample to disk (goal 0)",
      "missed: planned agent, lossy: 1.25 times the CPU (goal 1.5) and 1.25 times the memory (goal 1.3) of Prometheus, 0.0 bytes per sample to disk (goal 0); only 50 % of the samples arrived",
    ]);
  });

  it("has a row for each program, with the spread of its ratios", () => {
    const table = agentTable(summaries([REFERENCE]), LOAD, 3, 2);
    assert.equal(
      table.split("\n").at(-1),
      "| Prometheus | 3.0 | 1.00 (1.00 to 1.00) | 100 | 1.00 (1.00 to 1.00) | 12.0 | 0.0 |",
    );
  });
});
