import assert from "node:assert/strict";
import type { FaultCase } from "../faultCase";
import { cellText, type Cells } from "./results";
import { faultTable } from "./table";

const figures = { accepted: 1200, lost: 0, duplicated: 0, misdated: 0 };
const faultCase = (name: string, more: Partial<FaultCase> = {}): FaultCase => ({
  name,
  promise: "Nothing is lost.",
  run: () => Promise.resolve(),
  ...more,
});

describe("the table of faults", () => {
  it("has a row for each case, in their order, whatever was run", () => {
    const exceptions = { contrib: { reason: "it is small" } };
    const cases = [faultCase("second"), faultCase("first", { without: { chart: "has none" }, exceptions })];
    const cells: Cells = { contrib: figures, memory: figures, durable: { ...figures, lost: 3 } };
    const lines = faultTable(cases, { cells: (name) => (name === "first" ? cells : undefined) }, "2026-01-01").split(
      "\n",
    );
    assert.deepEqual(lines.slice(-2), [
      "| second | Nothing is lost. | not run | not run | not run | not run |",
      "| first | Nothing is lost. | 0 of 1,200; less is promised: it is small | 0 of 1,200 | **3** of 1,200 | has none |",
    ]);
  });

  it("tells of samples that are there twice, of their times, of failed requests and of the certificate", () => {
    assert.equal(
      cellText({
        ...figures,
        duplicated: 2,
        misdated: 1,
        retriesPerSecond: 0.4,
        extra: "counted 5",
        certificate: "lost",
      }),
      "0 of 1,200; 2 twice; 1 misdated; 0.4/s; counted 5; certificate: lost",
    );
  });
});
