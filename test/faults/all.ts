/** The whole matrix. With `FAULTS_TABLE=1` its figures, and earlier ones of cases that were left out, go into the document. */
import { ALL_CASES } from "./cases";
import { defineTests } from "./defineTests";
import { WHOLE } from "./startCase";
import { Results } from "./verdict/results";
import { writeMarked } from "../../tools/markedText";
import { faultTable } from "./verdict/table";

const results = new Results();

defineTests("faults", ALL_CASES, WHOLE, ({ name }, cells) => {
  results.add(name, cells);
});

after(() => {
  const date = new Date().toISOString().slice(0, 10);
  if (process.env["FAULTS_TABLE"]) writeMarked("docs/reliability.md", "faults", faultTable(ALL_CASES, results, date));
});
