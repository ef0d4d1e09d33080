/**
 * Serves the recorded pages to a collector as its proxy, so that no target needs another address.
 *
 * The value of each series is a number of its own, by which it is known again whatever its name and labels become.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { textAt } from "../../../../../policy/evidence/reading";
import type { Labels } from "../../../../live/scraping/relabel";
import { OF_SCRAPE, recordedSeries, typesOf } from "../exposition";
import { KUBELET_ADDRESS, KUBELET_PAGES, type RecordedPod } from "../targets";

/** Numbers that one scrape has. */
const BLOCK = 10_000;

interface Scrape {
  readonly page: string;
  /** Order of the job that asks, and the address that it asks. */
  readonly job: number;
  readonly url: URL;
}

const quoted = (value: string) => `"${value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;

function line({ __name__: name = "", ...labels }: Labels, value: number): string {
  const texts = Object.entries(labels).map(([label, text]) => `${label}=${quoted(text)}`);
  return `${name}{${texts.join()}} ${value}`;
}

/** A page with a number for each series. Series of a metric have to be beside each other. */
function pageText(page: string, first: number): string {
  const types = typesOf(page);
  const numbered = recordedSeries(page).map((series, index) => ({ series, text: line(series, first + index) }));
  const names = [...new Set(numbered.map(({ series }) => series["__name__"] ?? ""))];
  const lines = names.flatMap((name) => [
    ...(types.has(name) ? [`# TYPE ${name} ${types.get(name) ?? ""}`] : []),
    ...numbered.filter(({ series }) => series["__name__"] === name).map(({ text }) => text),
  ]);
  return `${lines.join("\n")}\n`;
}

export class RecordedPages {
  private readonly pageOf: ReadonlyMap<string, string>;
  private readonly scrapes = new Map<string, Scrape>();
  private readonly counts = new Map<string, number>();

  constructor(pods: readonly RecordedPod[]) {
    this.pageOf = new Map(pods.map(({ page, pod }) => [textAt(pod, "status", "podIP"), page]));
  }

  /** How often the target that was asked least was asked; 0 if nobody asked. */
  get rounds(): number {
    return this.counts.size === 0 ? 0 : Math.min(...this.counts.values());
  }

  /** Answers a scrape. Its job is the user name of the proxy's address. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "");
    const credentials = /^Basic (.*)$/.exec(request.headers["proxy-authorization"] ?? "")?.[1] ?? "";
    const job = Number(Buffer.from(credentials, "base64").toString("utf8").split(":")[0]);
    const page = url.hostname === KUBELET_ADDRESS ? KUBELET_PAGES[url.pathname] : this.pageOf.get(url.hostname);
    const key = `${job} ${url.href}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (!this.scrapes.has(key)) this.scrapes.set(key, { page, job, url });
    const first = ([...this.scrapes.keys()].indexOf(key) + 1) * BLOCK;
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(pageText(page, first));
  }

  /** Names of the scrapes that stay the same from one configuration to the next: page, and which of its scrapes. */
  private names(): string[] {
    const all = [...this.scrapes.values()];
    const order = (scrape: Scrape) => `${String(scrape.job).padStart(4, "0")} ${scrape.url.href}`;
    return all.map((scrape) => {
      const ofPage = all.filter(({ page }) => page === scrape.page).map(order);
      return `${scrape.page} ${ofPage.sort().indexOf(order(scrape))}`;
    });
  }

  /** Where each series comes from: by its number, or by its target if it is about the scrape. */
  originOf(): (labels: Labels, value: number) => string {
    const names = this.names();
    const addresses = [...this.scrapes.values()].map(({ url }) => url.host);
    return (labels, value) => {
      const [block, index] = [Math.floor(value / BLOCK) - 1, value % BLOCK];
      const name = OF_SCRAPE.includes(labels["__name__"] ?? "") ? undefined : names[block];
      if (name !== undefined) return `${name} ${index}`;
      const scrape = addresses.indexOf((labels["instance"] ?? "").replace(/:80$/, ""));
      return `${names[scrape] ?? JSON.stringify(labels)} ${labels["job"] ?? ""} ${labels["__name__"] ?? ""}`;
    };
  }
}
