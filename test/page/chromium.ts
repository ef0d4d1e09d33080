/** The browser of the tests: the machine's own Chromium, because a browser of an npm package comes from nowhere. */
import { spawnSync, type SpawnSyncOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { onPath } from "../programs/programs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const MISSING = [
  "There is no Chromium on PATH, and it shows the plan's page in these tests.",
  "Install it (Debian: apt-get install chromium), or name its program: CHROMIUM_PATH=/path/to/chromium.",
].join(" ");

function installed(): string | undefined {
  return NAMES.map(onPath).find((path) => path !== undefined);
}

/** Installs Debian's Chromium and a font that pages are drawn in, where that may be done without asking: as root, as CI is. */
function install(): void {
  if (process.getuid?.() !== 0 || onPath("apt-get") === undefined) return;
  console.log("  chromium: installing Debian's ...");
  const options: SpawnSyncOptions = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  spawnSync("apt-get", ["update"], options);
  spawnSync("apt-get", ["install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation"], options);
}

/** @throws Error that says what to do where there is no Chromium */
function chromiumPath(): string {
  const named = process.env["CHROMIUM_PATH"];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, but there is no such file. ${MISSING}`);
    return named;
  }
  if (installed() === undefined) install();
  const path = installed();
  if (path === undefined) throw new Error(MISSING);
  return path;
}

/** Starts the browser. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ["--disable-gpu"] });
}
