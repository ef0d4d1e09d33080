/** Recorded pages of exporters, as series without values. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Labels } from "../../../live/scraping/relabel";

/** What the collector's receiver writes of each scrape. */
export const OF_SCRAPE = [
  "up",
  "scrape_duration_seconds",
  "scrape_samples_scraped",
  "scrape_samples_post_metric_relabeling",
  "scrape_series_added",
  "scrape_timeout_seconds",
  "scrape_sample_limit",
  "scrape_body_size_bytes",
] as readonly string[];

const FOLDER = path.join("tools", "plan", "change", "series", "recorded");

/** Series of one metric and one set of label names that are looked at; others differ in values alone. */
const MOST_ALIKE = 2;

const ESCAPES: Readonly<Record<string, string>> = { "\\\\": "\\", '\\"': '"', "\\n": "\n" };

function labelsOf(text: string): Labels {
  return Object.fromEntries(
    [...text.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)].map(([, name = "", value = ""]) => [
      name,
      value.replace(/\\[\\"n]/g, (escape) => ESCAPES[escape] ?? escape),
    ]),
  );
}

/** The series of a page in Prometheus' text format, with the label `__name__`. */
function seriesOfPage(text: string): Labels[] {
  const alike = new Map<string, number>();
  return text.split("\n").flatMap((line): Labels[] => {
    const [, name, , labels = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})?\s/.exec(line) ?? [];
    if (name === undefined) return [];
    const series = { __name__: name, ...labelsOf(labels) };
    // Rules tell series by labels that are empty, such as those of cgroups around containers.
    const key = JSON.stringify([name, ...Object.entries(series).map(([label, value]) => [label, value === ""])]);
    const count = (alike.get(key) ?? 0) + 1;
    alike.set(key, count);
    return count > MOST_ALIKE ? [] : [series];
  });
}

const pageOf = (page: string) => fs.readFileSync(path.join(FOLDER, `${page}.txt`), "utf8");

/** The type of each counter and gauge of a page. */
export function typesOf(page: string): ReadonlyMap<string, string> {
  const found = pageOf(page).matchAll(/^# TYPE (\S+) (counter|gauge)$/gm);
  return new Map([...found].map(([, name = "", type = ""]) => [name, type]));
}

/** The series of a recorded page. */
export function recordedSeries(page: string): Labels[] {
  return seriesOfPage(pageOf(page));
}
