/** The cases that run with every change: ours alone, and shorter outages. */
import { ALL_CASES } from "./cases";
import { registerCases } from "./defineTests";

registerCases(
  "faults, the fast ones",
  ALL_CASES.filter(({ fast }) => fast),
  { columns: ["memory", "durable"], pace: 0.4 },
  () => undefined,
);
