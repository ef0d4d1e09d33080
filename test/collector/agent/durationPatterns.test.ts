import assert from "node:assert/strict";
import { durationsUpTo, integersUpTo, intervalsWithFittingTimeout } from "../../../collector/agent/durationPatterns";

const matches = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`).test(text);

describe("regular expressions of durations", () => {
  for (const maximum of [1, 5, 9, 10, 19, 20, 37, 59, 60, 90, 99, 100, 101, 347, 999, 1000, 3600]) {
    it(`match the whole numbers up to ${maximum} and no others`, () => {
      const pattern = integersUpTo(maximum);
      const wrong = Array.from({ length: 11_000 }, (_, number) => number).filter(
        (number) => matches(pattern, String(number)) !== (number >= 1 && number <= maximum),
      );
      assert.deepEqual(wrong, []);
      for (const text of ["", "01", "1s", "-1", "1.5"]) assert.equal(matches(pattern, text), false, text);
    });
  }

  it("compare seconds, minutes and hours with a number of seconds", () => {
    const pattern = durationsUpTo(3700);
    for (const text of ["1s", "3700s", "1m", "61m", "1h"]) assert.ok(matches(pattern, text), text);
    for (const text of ["0s", "3701s", "62m", "2h", "1d", "10"]) assert.equal(matches(pattern, text), false, text);
  });

  it("match a timeout of at most a minute exactly if it is not longer than the interval", () => {
    const pattern = intervalsWithFittingTimeout();
    const seconds = Array.from({ length: 130 }, (_, second) => second);
    const wrong = seconds.flatMap((interval) =>
      seconds.filter((timeout) => {
        const fits = timeout >= 1 && timeout <= 60 && timeout <= interval;
        return matches(pattern, `${interval}s;${timeout}s`) !== fits;
      }),
    );
    assert.deepEqual(wrong, []);
    for (const pair of ["1m;60s", "1m;1m", "2h;59s", "1m30s;45s"]) assert.ok(matches(pattern, pair), pair);
    for (const pair of ["1m;61s", "59s;1m", "1m;2m", "30s;", "30s;abc"]) assert.ok(!matches(pattern, pair), pair);
  });
});
