/** The connections of the scraper to targets that are no pods of the stack. */
import type { ScrapeJob } from "../../settings/schema/extending/scrapeJobs";
import { type Edge, type Part, type Peer } from "./peers";
import { urlEdges } from "./urls";

const WHY = "scrape static targets";

/** One edge for each target: to its address, or to the port of its host, whatever the host's address is. */
export function staticTargetEdges(scraper: Part, jobs: readonly ScrapeJob[]): Edge[] {
  return [...new Set(jobs.flatMap(({ targets }) => targets))].flatMap((target): Edge[] => {
    const { hostname, port } = new URL(`tcp://${target}`);
    const range = addressRange(hostname);
    if (range === undefined) return urlEdges(scraper, `https://${target}`, WHY);
    const to: Peer = { kind: "addresses", name: hostname, ranges: [range] };
    return [{ from: scraper, to, ports: [{ port: Number(port), protocol: "TCP" }], why: WHY }];
  });
}

function addressRange(host: string): string | undefined {
  if (/^[0-9.]+$/.test(host)) return `${host}/32`;
  return host.startsWith("[") ? `${host.slice(1, -1)}/128` : undefined;
}
