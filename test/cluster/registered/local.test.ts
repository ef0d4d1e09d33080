/** The plan of the stack `local`, and what the real engine registers of it. It needs an API server, and no node. */
import * as path from "node:path";
import { ProjectCopy } from "../project";
import { assertSameChartObjects, assertSameResources, bothSides, type Sides } from "./comparison";

describe("the plan of the stack local beside the real engine", () => {
  let project: ProjectCopy;
  let sides: Sides;

  before(async () => {
    project = new ProjectCopy();
    const chart = process.env["COLLECTOR_CHART_DIR"];
    if (chart)
      project.configure("local", (config) => ({
        ...config,
        "gke-telemetry:charts": { collector: path.resolve(chart) },
      }));
    await project.pulumi(["stack", "init", "local"]);
    sides = await bothSides(project, "local");
  });

  after(() => {
    project.remove();
  });

  it("has the same resources with the same inputs", () => {
    assertSameResources(sides);
  });

  it("has the same objects of charts", () => {
    assertSameChartObjects(sides);
  });
});
