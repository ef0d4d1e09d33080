import { type Manifest, textAt } from "../../evidence/reading";
import { resourcePolicy } from "../../rule";

function problems(props: Manifest): string[] {
  const chart = textAt(props, "chart");
  const remote = textAt(props, "repositoryOpts", "repo") !== "" || chart.startsWith("oci://");
  return remote && textAt(props, "version") === ""
    ? [`the chart ${chart} comes from a repository but has no version.`]
    : [];
}

/** The engine hides the inputs of a v4 chart, so that only a plan checks it; it shows the inputs of a release. */
export const pinnedCharts = resourcePolicy(
  { name: "pinned-charts", description: "Charts from a repository have a version." },
  { "kubernetes:helm.sh/v4:Chart": problems, "kubernetes:helm.sh/v3:Release": problems },
);
