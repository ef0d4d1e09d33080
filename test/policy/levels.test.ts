import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { EXEMPTIONS } from "../../policy/exemptions";
import { configurationOf, levelOf, propertiesOf } from "../../policy/levels";
import { policiesOn } from "../../policy/policies";
import { budgetSeries } from "../../policy/rules/budgets/budgetSeries";

const POLICIES = policiesOn("2026-11-22", EXEMPTIONS);
const levels = (stack: string) =>
  new Map(POLICIES.map((policy) => [policy.name, levelOf(policy, configurationOf(stack))]));

describe("the level of a policy", () => {
  it("is advisory in dev and local, but for exemptions", () => {
    for (const stack of ["dev", "local"])
      for (const [name, level] of levels(stack))
        assert.equal(level, name === "exemptions" ? "mandatory" : "advisory", name);
  });

  it("is mandatory in prod and in every stack that nobody configured, but for what registries have to tell", () => {
    for (const stack of ["prod", "prod-eu", ""])
      for (const [name, level] of levels(stack))
        assert.equal(level, name === "pinned-digests" ? "advisory" : "mandatory", name);
  });

  it("is written wherever properties are: without it the engine would take advisory", () => {
    for (const stack of ["dev", "local", "prod"])
      for (const [name, value] of Object.entries(configurationOf(stack)))
        if (typeof value === "object") assert.ok(value.enforcementLevel, `${stack}: ${name}`);
  });

  it("is configured for policies that exist, with properties that they know", () => {
    for (const file of fs.readdirSync("policy/config")) {
      const entries = Object.entries(configurationOf(file.replace(".json", "")));
      for (const [name, value] of entries.filter(([key]) => key !== "all")) {
        const policy = POLICIES.find((item) => item.name === name);
        assert.ok(policy, `${file}: ${name}`);
        const known = ["enforcementLevel", ...Object.keys(policy.configSchema?.properties ?? {})];
        if (typeof value === "object")
          for (const key of Object.keys(value)) assert.ok(known.includes(key), `${name}.${key}`);
      }
    }
  });
});

describe("the properties of a policy", () => {
  it("are the schema's defaults where nothing is configured", () => {
    const { maxSeries, maxSamplesPerScrape } = propertiesOf(budgetSeries, { "budget-series": { maxSeries: 7 } });
    assert.deepEqual({ maxSeries, maxSamplesPerScrape }, { maxSeries: 7, maxSamplesPerScrape: 50_000 });
  });
});

describe("policies", () => {
  it("have names that are used once, and a file each", () => {
    const names = POLICIES.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    const files = fs
      .readdirSync("policy/rules", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => path.basename(file, ".ts"));
    const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    assert.deepEqual(names.map(camelCase).sort(), files.sort());
  });

  it("are all in the documentation", () => {
    const text = fs.readFileSync("docs/policies.md", "utf8");
    for (const { name } of POLICIES) assert.ok(text.includes(`| \`${name}\``), name);
  });
});
