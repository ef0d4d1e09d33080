/**
 * Runs a TypeScript tool of this project: `node tools/run.cjs tools/plan/main.ts ...`.
 *
 * The tool and what it imports from this project are one bundle, packages stay where they are. ts-node would spend
 * most of the plan's time on loading the compiler.
 */
const fs = require("node:fs");
const path = require("node:path");

/** Ends before anything is loaded that would fail with a stack trace. */
function refuse(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(2);
}

const { engines } = require("../package.json");
const [major, minor] = process.versions.node.split(".").map(Number);
const [wantedMajor, wantedMinor] = engines.node.match(/\d+/g).map(Number);
if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor))
  refuse(`Node ${process.versions.node} is too old: this project needs ${engines.node} (see .node-version).`);
if (!fs.existsSync(process.argv[2] ?? ""))
  refuse(
    `${process.argv[2] ?? "A file"}: there is no such file here. Run commands with npm run, in the project's folder.`,
  );

const { bundleOf } = require("./bundle.cjs");
const { deferPackages, runTool } = require("./tool.cjs");

deferPackages();
const entry = path.resolve(process.argv[2]);
process.argv.splice(1, 1);
runTool(bundleOf(entry), entry);
