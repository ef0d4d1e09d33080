import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { CATEGORIES } from "../../../tools/doctor/checks/all";
import { expectedOf } from "../../../tools/doctor/doctor";
import { rolesFor } from "../../../tools/doctor/rbac";

const CHECKS = CATEGORIES.flatMap(({ checks }) => checks);

/** The address of a heading, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

describe("the checks of doctor", () => {
  it("have names of their own, and sentences that read as documentation", () => {
    const ids = CHECKS.map(({ id }) => id);
    assert.deepEqual(new Set(ids).size, ids.length);
    for (const { id, healthy } of CHECKS) {
      assert.match(id, /^[a-z]+(-[a-z]+)+$/);
      assert.match(healthy, /^[a-zA-Z].*[^.]$/);
    }
  });

  it("all have an address that exists", () => {
    for (const { id, hint } of CHECKS) {
      const [file = "", anchor] = hint.split("#");
      assert.ok(existsSync(file), `${id}: ${file}`);
      const headings = readFileSync(file, "utf8").match(/^#+ .*$/gm) ?? [];
      const anchors = headings.map((heading) => anchorOf(heading.replace(/^#+ /, "")));
      assert.ok(anchor === undefined || anchors.includes(anchor), `${id}: ${hint}`);
    }
  });

  it("need no right to change anything, and none to read a Secret besides the agents' own", () => {
    const rules = rolesFor(CATEGORIES, expectedOf({})).flatMap((role) => role.rules);
    for (const { resources, verbs, resourceNames = [] } of rules) {
      const mayCreate = resources.every((resource) => /accessreviews$|\/portforward$/.test(resource));
      assert.deepEqual(
        verbs.filter((verb) => !["get", "list"].includes(verb) && !(mayCreate && verb === "create")),
        [],
      );
      if (resources.includes("secrets")) assert.equal(resourceNames.length, 1);
    }
  });
});
