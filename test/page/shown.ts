/** A plan's page in the browser, with everything that the browser says against it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import type { Compared } from "../../tools/plan/change/compared";
import { writePlan } from "../../tools/plan/files";
import type { Plan } from "../../tools/plan/plan";

export interface Shown {
  readonly page: Page;
  /** Errors of scripts and of the content policy, and whatever the page loads besides itself. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

export interface Display {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly compared?: Compared;
  /** Place of the page at which it is opened. */
  readonly hash?: string;
}

/** Opens the page of a plan. */
export async function show(browser: Browser, plan: Plan, display: Display = {}): Promise<Shown> {
  const { width = 1280, scheme = "light", compared, hash = "" } = display;
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  writePlan(plan, folder, compared);
  const url = pathToFileURL(resolve(folder, "index.html")).href;
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) complaints.push(`loads ${request.url()}`);
  });
  await page.goto(url + hash);
  const close = async () => {
    await context.close();
    rmSync(folder, { recursive: true });
  };
  return { page, complaints, close };
}

/** What axe finds, by rule and element. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary ?? ""}`),
  );
}
