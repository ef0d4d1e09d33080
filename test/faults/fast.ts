/** The cases that run with every change: ours alone, and shorter outages. */
import { ALL_CASES } from "./cases";
import { defineTests } from "./defineTests";

defineTests(
  "faults, the fast ones",
  ALL_CASES.filter(({ fast }) => fast),
  { variants: ["memory", "durable"], pace: 0.4 },
  () => undefined,
);
