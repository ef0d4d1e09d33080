import assert from "node:assert/strict";
import { attentionOf, commentOf, isWhole, MOST_CHARACTERS, type StackComment } from "../../../tools/comment/compose";

/** Numbers that are the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const ATTENTIONS = ["nothing", "safe", "review", "dangerous", "irreversible", "refused"] as const;

/** A section as commands make them: a table, a diagram, or folded parts of any depth with files in fences. */
function randomSection(next: (below: number) => number, title: string): string {
  const filler = "line of a file with `code` and <b>tags</b>\n".repeat(1 + next(400));
  switch (next(4)) {
    case 0:
      return `| a | b |\n|---|---|\n${"| 1 | 2 |\n".repeat(1 + next(300))}${title}`;
    case 1:
      return `\`\`\`mermaid\nflowchart LR\n${"  a --> b\n".repeat(1 + next(300))}\`\`\`\n${title}`;
    case 2:
      return `<details><summary>${title}</summary>\n\n\`\`\`\`diff\n${filler}<details>\n\`\`\`\n</details></details>\n\`\`\`\`\n\n</details>`;
    default:
      return `<details><summary>${title}</summary>\n\n${next(3) === 0 ? title : randomSection(next, `${title} inside`)}\n\n</details>`;
  }
}

function randomStacks(next: (below: number) => number): StackComment[] {
  return Array.from({ length: 1 + next(8) }, (_, stack) => {
    const attention = ATTENTIONS[next(ATTENTIONS.length)]!;
    const sections = Array.from({ length: attention === "nothing" ? 0 : next(12) }, (_unused, index) => {
      const title = `section ${stack}.${index}.`;
      return { title, text: randomSection(next, title) };
    });
    return { stack: `stack-${stack}`, attention, headline: `### \`stack-${stack}\`: verdict`, sections };
  });
}

/** How many folded parts are open at the end, as a reader of Markdown sees it: not inside of files. */
function openAtEnd(text: string): number {
  const withoutFiles = text.replace(/^(`{3,})[^`\n]*\n[\s\S]*?^\1$/gm, "");
  assert.doesNotMatch(withoutFiles, /^```/m, "a file is not closed");
  return withoutFiles.split("<details>").length - withoutFiles.split("</details>").length;
}

describe("the comment of a pull request", () => {
  it("has whole sections of any stacks, closes what it opens, says what is missing, and fits", () => {
    let shortened = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const next = numbers(seed);
      const stacks = randomStacks(next);
      const most = [MOST_CHARACTERS, 20_000, 5_000][next(3)]!;
      const comment = commentOf(stacks, "https://example.com/run", most);
      assert.ok(comment.length <= most, `seed ${seed}: ${comment.length}`);
      assert.equal(openAtEnd(comment), 0, `seed ${seed}`);
      for (const { stack, headline, sections } of stacks) {
        assert.ok(comment.includes(headline.slice(4)), `seed ${seed}: ${stack}`);
        const shown = sections.filter(({ text }) => comment.includes(text.trim()));
        // The first of them, because these are the more important ones.
        assert.deepEqual(shown, sections.slice(0, shown.length), `seed ${seed}: ${stack}`);
        const missing = sections.length - shown.length;
        if (missing > 0) {
          shortened++;
          assert.match(comment, new RegExp(`_${missing} sections? left out`), `seed ${seed}: ${stack}`);
        }
      }
    }
    assert.ok(shortened > 100, String(shortened));
  });

  it("leaves nothing out that there is room for", () => {
    const sections = [
      { title: "a", text: "a".repeat(30_000) },
      { title: "b", text: "b".repeat(30_000) },
    ];
    assert.doesNotMatch(commentOf([{ stack: "dev", attention: "review", headline: "### dev", sections }]), /left out/);
  });

  it("has a line for a stack that does not change, after those that need attention, the most first", () => {
    const stack = (name: string, attention: StackComment["attention"]) => ({
      stack: name,
      attention,
      headline: `### \`${name}\`: text`,
      sections: [],
    });
    const stacks = [stack("dev", "nothing"), stack("local", "safe"), stack("prod", "irreversible")];
    assert.equal(commentOf(stacks), "### `prod`: text\n\n### `local`: text\n\n- `dev`: text\n");
    assert.equal(attentionOf(stacks), "irreversible");
  });

  it("leaves out a section that would fold whatever follows it", () => {
    for (const text of ["<details><summary>a</summary>", "</details>", "```\nno end", "~~~\n```"]) {
      assert.ok(!isWhole(text), text);
      const comment = commentOf([
        { stack: "dev", attention: "review", headline: "### dev", sections: [{ title: "bad", text }] },
      ]);
      assert.match(comment, /1 section left out.*bad/);
      assert.ok(!comment.includes(text), text);
    }
    for (const text of ["```\n<details>\n```", "````\n```\n````", "<details>\n<details></details>\n</details>"])
      assert.ok(isWhole(text), text);
  });

  it("fits however many stacks there are", () => {
    const stacks = Array.from({ length: 2_000 }, (_, index): StackComment => ({
      stack: `s${index}`,
      attention: "safe",
      headline: `### \`s${index}\`: ${"word ".repeat(20)}`,
      sections: [],
    }));
    const comment = commentOf(stacks);
    assert.ok(comment.length <= MOST_CHARACTERS);
    assert.match(comment, /\d+ more stacks for which there is no room/);
  });
});
