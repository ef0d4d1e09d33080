import assert from "node:assert/strict";
import { agentTable, kubeletText, summaries, verdict } from "./report";
import type { Figures, Result } from "./run";

const LOAD = { targets: 20, seriesOfEach: 1000, warmUpSeconds: 20, seconds: 40 };

function figures(cpuMicrosecondsPerSample: number, peakMiB: number, others: Partial<Figures> = {}): Figures {
  const rest = { samples: 1000, delivered: 1, sentBytesPerSample: 12, writtenBytesPerSample: 0 };
  const time = { seconds: 10, cpuMillicores: 50 };
  return { ...rest, ...time, cpuMicrosecondsPerSample, peakMiB, ...others };
}

const result = (name: string, ...rounds: readonly Figures[]): Result => ({
  name,
  isBaseline: false,
  scrapesKubelet: false,
  rounds,
});

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

  it("says what a kubelet costs by the difference to the same agent, which has no row for it", () => {
    const alone = result("planned agent, durable", figures(3, 120), figures(3, 122));
    const more = { cpuMillicores: 80, samples: 1400 };
    const scraping = { ...result("", figures(4, 130, more), figures(4, 132, more)), scrapesKubelet: true };
    const results = [REFERENCE, alone, { ...scraping, name: `${alone.name}, with its kubelet` }];
    assert.equal(
      kubeletText(results, 12_345, 110, 2),
      "The kubelet of a node with 110 pods, whose pages have 12,345 samples, of which about 80 are kept, costs the agent with `durable` another 60 (60 to 60) ms of CPU for each scrape, 2 millicores at 30 s, and 10 (10 to 10) MiB of memory.",
    );
    assert.ok(!agentTable(summaries(results), LOAD, 2, 2).includes("kubelet"));
  });

  it("has a row for each program, with the spread of its ratios", () => {
    const table = agentTable(summaries([REFERENCE]), LOAD, 3, 2);
    assert.equal(
      table.split("\n").at(-1),
      "| Prometheus | 3.0 | 1.00 (1.00 to 1.00) | 100 | 1.00 (1.00 to 1.00) | 12.0 | 0.0 |",
    );
  });
});
