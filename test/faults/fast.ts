/** The cases that run with every change: ours alone, and shorter outages. */
import { ALL_CASES } from "./cases";
import { defineTests } from "./defineTests";
import { defineLogTests } from "./logs/defineLogTests";
import { LOG_FAULTS } from "./logs/logCases";
import { OURS } from "./plan/plannedVariant";

defineTests(
  "faults, the fast ones",
  ALL_CASES.filter(({ fast }) => fast),
  { variants: OURS, pace: 0.4, kills: 4 },
  () => undefined,
);

defineLogTests(
  "faults of logs, the fast ones",
  LOG_FAULTS.filter(({ fast }) => fast),
  { variants: ["own"], pace: 0.4 },
  () => undefined,
);
