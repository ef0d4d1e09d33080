/**
 * The bundle of a tool: its own modules in one text, packages stay where they are.
 *
 * A bundle is kept in `node_modules/.cache` under a hash of every file that it can be made of, so that it is never
 * that of other sources. Reading them takes a tenth of bundling. Checkouts that share `node_modules` share bundles.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

// Loaded where it is used: a kept bundle does not need it.
const PACKAGE = require.resolve("esbuild/package.json");
const ROOT = path.dirname(__dirname);

/** Folders without sources of tools. Those whose names begin with a dot have none either. */
const WITHOUT_SOURCES = new Set(["node_modules", "out", "dist", "docs"]);
const SOURCE = /\.(?:ts|cjs|mjs|js|json)$/;

/** Bundles that are kept: those that were used last. */
const MOST_KEPT = 24;

/** Half of all sources. Tools know no test (.dependency-cruiser.cjs). */
const TESTS = "test";
const isTest = (entry) => path.relative(ROOT, entry).startsWith(`${TESTS}${path.sep}`);

/** Every file below a folder that a bundle may be made of, by its path from there. */
function sources(folder, withTests, prefix = "") {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = `${prefix}${entry.name}`;
    if (entry.name.startsWith(".") || WITHOUT_SOURCES.has(entry.name)) return [];
    if (name === TESTS && !withTests) return [];
    if (entry.isDirectory()) return sources(path.join(folder, entry.name), withTests, `${name}/`);
    return SOURCE.test(name) ? [name] : [];
  });
}

function hashOf(entry) {
  const hash = createHash("sha256").update(`${require(PACKAGE).version} ${path.relative(ROOT, entry)}\n`);
  for (const file of sources(ROOT, isTest(entry)).sort()) {
    const content = fs.readFileSync(path.join(ROOT, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** How esbuild bundles a tool of the checkout in a folder. */
const bundling = (root, entry) => ({
  absWorkingDir: root,
  entryPoints: [entry],
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  packages: "external",
  write: false,
});

/** Keeps a bundle, and removes those that nobody used for longest. A folder that cannot be written keeps nothing. */
function keep(folder, file, text) {
  try {
    fs.mkdirSync(folder, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    fs.writeFileSync(unfinished, text);
    fs.renameSync(unfinished, file);
    const kept = fs.readdirSync(folder).map((name) => path.join(folder, name));
    const used = kept.map((one) => ({ one, at: fs.statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
    for (const { one } of used.sort((a, b) => b.at - a.at).slice(MOST_KEPT)) fs.rmSync(one, { force: true });
  } catch {
    // The next command bundles again.
  }
}

/** @param entry absolute path of the tool's first module */
function bundleOf(entry) {
  const folder = path.join(path.dirname(PACKAGE), "..", ".cache", "gke-telemetry", "bundles");
  const file = path.join(folder, `${hashOf(entry)}.cjs`);
  try {
    const text = fs.readFileSync(file, "utf8");
    const now = new Date();
    fs.utimesSync(file, now, now);
    return text;
  } catch {
    const [{ text }] = require("esbuild").buildSync(bundling(ROOT, entry)).outputFiles;
    keep(folder, file, text);
    return text;
  }
}

module.exports = { bundleOf, bundling };
