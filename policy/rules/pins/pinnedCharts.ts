import { type Manifest, textAt } from "../../evidence/reading";
import { resourcePolicy } from "../../rule";

function problems(props: Manifest): string[] {
  const chart = textAt(props, "chart");
  const remote = textAt(props, "repositoryOpts", "repo") !== "" || chart.startsWith("oci://");
  return remote && textAt(props, "version") === "" ? [`chart ${chart} of a repository has no version.`] : [];
}

/** The engine shows a v4 chart without its inputs, so this holds in a plan; it shows those of a release. */
export const pinnedCharts = resourcePolicy(
  { name: "pinned-charts", description: "Charts from a repository have a version." },
  { "kubernetes:helm.sh/v4:Chart": problems, "kubernetes:helm.sh/v3:Release": problems },
);
