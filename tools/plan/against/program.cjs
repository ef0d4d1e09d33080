/**
 * Plans with the program of a commit: `node program.cjs`, in the folder of the project.
 *
 * It does what `npm run plan` does in a checkout of that commit. What both programs have of packages loads before it
 * knows what is asked for, and while esbuild bundles. The message that asks is an object:
 *
 * - `commit`: hash;
 * - `without`: folders that no program reads, which are not written;
 * - `install`: whether the commit locks packages that this project does not have, and npm installs its own;
 * - `tree`: folder for the tree, which is there and empty;
 * - `stack`: name, whose file is in the tree;
 * - `out`: folder for the plan.
 */
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");
const { bundling } = require("../../bundle.cjs");
const { deferPackages, runTool } = require("../../tool.cjs");

/** What plans. The first makes nothing but data; older revisions do not have it. */
const ENTRIES = ["tools/plan/data.ts", "tools/plan/main.ts"];

/** What every plan loads: at first, then as long as esbuild bundles. */
const SMALL_PACKAGES = ["zod", "yaml"];
const PACKAGES = ["@pulumi/pulumi", "@pulumi/policy", "@pulumi/kubernetes"];

const load = (name) => void require(name);

/** The end of a program that was started. */
function ended(name, child) {
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new Error(`${name} ${reason}`));
    child.on("error", ({ message }) => fail(`cannot be run: ${message}`));
    child.on("close", (status) => (status === 0 ? resolve() : fail(`ended with status ${status}`)));
  });
}

/** Writes the tree of a commit. */
async function checkOut({ commit, without, tree }) {
  const excluded = without.map((folder) => `:(exclude)${folder}`);
  const archive = spawn("git", ["archive", "--format=tar", commit, "--", ".", ...excluded], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const unpacking = spawn("tar", ["-x", "-C", tree], { stdio: [archive.stdout, "ignore", "inherit"] });
  // Git ends when tar does.
  archive.stdout.destroy();
  const ends = await Promise.allSettled([ended("tar", unpacking), ended("git", archive)]);
  const failed = ends.find(({ status }) => status === "rejected");
  if (failed)
    throw new Error(`The tree of ${commit.slice(0, 12)} cannot be written into ${tree}: ${failed.reason.message}.`);
}

/** Gives the tree its packages: those of this project where they are all here, else its own. */
async function addPackages({ install, tree }) {
  if (!install) return fs.symlinkSync(path.resolve("node_modules"), path.join(tree, "node_modules"), "dir");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  await ended("npm ci", spawn("npm", args, { cwd: tree, stdio: ["ignore", "ignore", "inherit"] }));
}

async function bundled(root, entry) {
  const esbuild = require("esbuild");
  const { outputFiles } = await esbuild.build({ ...bundling(root, entry), logLevel: "error" });
  await esbuild.stop();
  return outputFiles[0].text;
}

async function main(asked) {
  const { install, stack, out } = asked;
  await checkOut(asked);
  await addPackages(asked);
  const tree = fs.realpathSync(asked.tree);
  const entry = ENTRIES.map((file) => path.join(tree, file)).find((file) => fs.existsSync(file));
  if (entry === undefined) throw new Error(`It has none of ${ENTRIES.join(", ")}.`);
  const bundle = bundled(tree, entry);
  if (!install) PACKAGES.forEach(load);
  const text = await bundle;
  process.chdir(tree);
  process.argv.splice(1, Infinity, entry, "--stack", stack, "--out", out);
  runTool(text, entry);
}

// A plan is over before optimised code pays off, and other threads compile it: the other side needs their time.
v8.setFlagsFromString("--no-opt");
deferPackages();
SMALL_PACKAGES.forEach(load);
process.once("message", (asked) => {
  process.disconnect();
  main(asked).catch(({ message }) => {
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  });
});
