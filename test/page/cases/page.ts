import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { changeOf } from "../../../tools/plan/change/change";
import type { Plan } from "../../../tools/plan/plan";
import { everyChange } from "../change";
import { startChromium } from "../chromium";
import { earlierPlan, laterPlan } from "../plans";
import { axeFindings, show, type Display } from "../shown";

const WIDTHS = { phone: 360, desk: 1280 } as const;
const SCHEMES = ["light", "dark"] as const;

describe("the plan's page in a browser", () => {
  let browser: Browser | undefined;
  let plan: Plan;
  let earlier: Plan;
  const everything = () => ({ before: earlier, change: everyChange(plan) });

  before(async () => {
    browser = await startChromium();
    plan = await laterPlan();
    earlier = await earlierPlan();
  });
  after(() => browser?.close());

  /** Opens the page, and holds that the browser says nothing against it. */
  async function opened(display: Display, look: (page: Page) => Promise<void>, shownPlan = plan): Promise<void> {
    const { page, complaints, close } = await show(browser!, shownPlan, display);
    try {
      await look(page);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  }

  for (const [device, width] of Object.entries(WIDTHS))
    for (const scheme of SCHEMES)
      it(`is accessible on a ${device}, ${scheme}, and scrolls in one direction`, () =>
        opened({ width, scheme, compared: everything() }, async (page) => {
          const overflow = () =>
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
          assert.equal(await overflow(), 0);
          await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
          assert.equal(await overflow(), 0, "with everything unfolded");
          assert.deepEqual(await axeFindings(page), []);
        }));

  it("is accessible without a change", () =>
    opened({}, async (page) => {
      assert.deepEqual(await axeFindings(page), []);
    }));

  it("begins with what carries the decision", () =>
    opened({ compared: everything() }, async (page) => {
      assert.match(await page.locator("main > :first-child").innerText(), /2 agents restart; nothing lost/);
      assert.match(await page.locator("#change").innerText(), /replaced.*\n?.*metrics-data.*spec\.storageClassName/);
    }));

  /** A comparison without figures: of the plans' own differences alone. */
  const compared = (before: Plan) => ({ before, change: changeOf(before, plan, "main") });

  it("marks in the picture what a change touches, and nothing else", () =>
    opened({ compared: { before: plan, change: everyChange(plan) } }, async (page) => {
      const marked = await page.locator("svg text:is(.added, .changed, .removed)").allTextContents();
      assert.deepEqual([...new Set(marked)].sort(), ["+ kubelet", "~ memory_limiter"]);
      const boxes = await page.locator("svg g.changed .title").allTextContents();
      assert.ok(boxes.includes("prometheus"), boxes.join());
      assert.ok(!boxes.some((title) => title.startsWith("gateway")), boxes.join());
    }));

  it("shows in the picture what is new and what is gone, and says so without colour", () =>
    opened({ compared: compared(earlier) }, async (page) => {
      const boxes = async (state: string) => {
        const titles = await page
          .locator(`svg g.${state}:not(.edge)`)
          .evaluateAll((all) =>
            all.map((one) => `${one.querySelector(".title")?.textContent}: ${one.querySelector(".mark")?.textContent}`),
          );
        return [...new Set(titles)].sort();
      };
      assert.deepEqual(await boxes("removed"), [
        "agent: metrics/own_retired: removed",
        "canary: metrics/own_retired: removed",
        "jaeger-closed: removed",
        "logs: logs/own_retired: removed",
        "retired.example.com:4318: removed",
        "sampler: traces/closed: removed",
        "sampler: traces/own_retired: removed",
      ]);
      assert.deepEqual(await boxes("added"), [
        "Applications: added",
        "sidecar of Deployment telemetry-demo/hotrod: metrics: added",
        "sidecar of Deployment telemetry-demo/hotrod: traces: added",
      ]);
      const gone = await page.locator("svg g.changed text.removed").allTextContents();
      assert.deepEqual(gone, ["- mainframes"]);
      const list = await page.locator("#way li").allTextContents();
      assert.ok(list.includes("sampler: traces/closed (removed) → jaeger-closed (removed)"), list.join("\n"));
    }));

  it("marks nothing in the picture where nothing differs", () =>
    opened({ compared: compared(plan) }, async (page) => {
      assert.equal(await page.locator("svg .mark").count(), 0);
      assert.equal(await page.locator("svg :is(.added, .changed, .removed)").count(), 0);
    }));

  it("leads nowhere but to places that it has and to files beside it", () =>
    opened({ compared: everything() }, async (page) => {
      const dead = await page.evaluate(
        `[...document.querySelectorAll("a")].map((a) => a.getAttribute("href")).filter((href) => href.startsWith("#")
          ? !document.getElementById(decodeURIComponent(href.slice(1))) : !/^(collector|manifests|charts|plan)/.test(href))`,
      );
      assert.deepEqual(dead, []);
      const twice = await page.evaluate(
        `[...document.querySelectorAll("[id]")].map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index)`,
      );
      assert.deepEqual(twice, []);
    }));

  it("opens the component to which a pipeline leads, and hands it the keyboard", () =>
    opened({}, async (page) => {
      await page.locator("#configurations dd a", { hasText: "k8s_attributes/sender" }).first().press("Enter");
      const focused = page.locator("summary:focus");
      assert.match(await focused.innerText(), /processor\s+k8s_attributes\/sender/);
      assert.match(await page.locator("details[open]", { has: focused }).innerText(), /pod_association/);
    }));

  it("opens where its address says", () =>
    opened({ hash: "#component%3Aagent%3Aprocessor%3Amemory_limiter" }, async (page) => {
      assert.match(await page.locator("details[open]").innerText(), /limit_mib/);
    }));

  it("finds resources while one types, with what they are in, and says how many", () =>
    opened({}, async (page) => {
      const search = page.getByRole("searchbox", { name: "Search" });
      const found = page.getByRole("status");
      const all = plan.resources.length;
      assert.equal(await found.innerText(), `${all} resources`);
      await search.fill("grafana deployment");
      assert.equal(await found.innerText(), `1 of ${all} resources`);
      const visible = await page.locator("#tree summary:visible").allInnerTexts();
      assert.deepEqual(
        visible.map((text) => text.replace(/\s+/g, " ")),
        ["dashboards GrafanaServer grafana", "apps/v1 Deployment grafana in monitoring"],
      );
      await search.fill("nothing of that name");
      assert.equal(await found.innerText(), `0 of ${all} resources`);
      await search.press("Escape");
      assert.equal(await found.innerText(), `${all} resources`);
    }));

  it("unfolds and folds what was found, by keyboard alone", () =>
    opened({}, async (page) => {
      await page.getByRole("searchbox").focus();
      await page.keyboard.type("persistentvolumeclaim");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.match(await page.locator("#tree details[open]").allInnerTexts().then(String), /storage: \d+Gi/);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      assert.equal(await page.locator("#tree details[open]").count(), 0);
    }));

  it("lets the keyboard skip to its content first", () =>
    opened({}, async (page) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.locator(":focus").innerText(), "Skip to the content");
      assert.ok(await page.locator(":focus").isVisible());
    }));

  it("runs and shows no element that a name or a value wrote", () => {
    const attack = `"'><script>window.attacked = 1</script><img src=x onerror="window.attacked = 1">`;
    const text = JSON.stringify(earlier)
      .replaceAll("hotrod", JSON.stringify(attack).slice(1, -1))
      .replaceAll("memory_limiter", JSON.stringify(`</pre></svg>${attack}`).slice(1, -1));
    const attacked = { ...(JSON.parse(text) as Plan), stack: attack };
    const compared = JSON.parse(
      JSON.stringify(everything()).replaceAll("memory_limiter", JSON.stringify(attack).slice(1, -1)),
    ) as ReturnType<typeof everything>;
    return opened(
      { compared },
      async (page) => {
        assert.equal(await page.evaluate("window.attacked"), undefined);
        assert.equal(await page.locator("script").count(), 1);
        assert.equal(await page.locator("img").count(), 0);
        assert.ok((await page.locator("h1").innerText()).includes("<script>"));
      },
      attacked,
    );
  });

  it("prints without what only a screen has", () =>
    opened({ compared: everything() }, async (page) => {
      await page.emulateMedia({ media: "print" });
      assert.ok(!(await page.locator("nav").isVisible()));
      assert.ok(!(await page.locator("#tools").isVisible()));
      assert.ok((await page.pdf({ format: "A4" })).length > 10_000);
    }));
});
