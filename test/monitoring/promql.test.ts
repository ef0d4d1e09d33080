import assert from "node:assert/strict";
import { aggregate, growth, is, isNot, matches, matchesNot, orZero, rate, series } from "../../monitoring/promql";

describe("PromQL builders", () => {
  it("quote label values", () => {
    assert.equal(series("up", is("job", 'a"b\\c')), 'up{job="a\\"b\\\\c"}');
  });

  it("join all kinds of matchers", () => {
    assert.equal(
      series("up", isNot("a", "1"), matches("b", "2.."), matchesNot("c", "x|y")),
      'up{a!="1",b=~"2..",c!~"x|y"}',
    );
    assert.equal(series("up"), "up");
  });

  it("aggregate everything where no label is kept", () => {
    assert.equal(aggregate("sum", [], rate("x", "5m")), "sum(rate(x[5m]))");
    assert.equal(aggregate("sum", ["a", "b"], "x"), "sum by (a, b) (x)");
  });

  it("give 0 for what is there but has not counted yet", () => {
    assert.equal(orZero("sum by (a) (x)", ["a"], "up"), "(sum by (a) (x) or 0 * max by (a) (up))");
  });

  it("count the first value of a counter that is born within the window", () => {
    assert.equal(growth("x", "5m"), "((x unless x offset 5m) or increase(x[5m]))");
  });
});
