/** The whole matrix. With `FAULTS_TABLE=1` its figures, and earlier ones of cases that were left out, go into the document. */
import { ALL_CASES } from "./cases";
import { defineTests } from "./defineTests";
import { defineLogTests } from "./logs/defineLogTests";
import { LOG_FAULTS } from "./logs/logCases";
import { keepLogCells, logTable } from "./logs/logTable";
import { LOG_VARIANTS } from "./logs/plannedLogs";
import { WHOLE } from "./startCase";
import { Results } from "./verdict/results";
import { writeMarked } from "../../tools/markedText";
import { faultTable } from "./verdict/table";

const results = new Results();

defineTests("faults", ALL_CASES, WHOLE, ({ name }, cells) => {
  results.add(name, cells);
});

defineLogTests("faults of logs", LOG_FAULTS, { variants: LOG_VARIANTS, pace: 1 }, ({ name }, cells) => {
  keepLogCells(name, cells);
});

after(() => {
  const date = new Date().toISOString().slice(0, 10);
  if (!process.env["FAULTS_TABLE"]) return;
  writeMarked("docs/reliability.md", "faults", faultTable(ALL_CASES, results, date));
  writeMarked("docs/reliability.md", "log-faults", logTable(LOG_FAULTS, date));
});
