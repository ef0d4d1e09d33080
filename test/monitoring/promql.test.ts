import assert from "node:assert/strict";
import {
  aggregate,
  growth,
  is,
  isNot,
  limited,
  matches,
  matchesNot,
  orZero,
  rate,
  series,
} from "../../monitoring/promql";

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

  describe("limited", () => {
    const ofShop = (expression: string) => limited(expression, is("cluster", "shop"));
    const UP = 'up{cluster="shop"}';

    it("limit every selector of an expression, and nothing that is none", () => {
      assert.equal(ofShop("up"), UP);
      assert.equal(
        ofShop(`count by (node) (up) > 1e3 and on (node) up == bool 0`),
        `count by (node) (${UP}) > 1e3 and on (node) ${UP} == bool 0`,
      );
      assert.equal(ofShop(growth("x:y", "5m")), growth("x:y", "5m").replaceAll("x:y", 'x:y{cluster="shop"}'));
      assert.equal(ofShop("deriv((up)[10m:1m]) or time() - vector(1)"), `deriv((${UP})[10m:1m]) or time() - vector(1)`);
      assert.equal(
        ofShop('label_replace(up, "to", "$1", "from", "(.+)")'),
        `label_replace(${UP}, "to", "$1", "from", "(.+)")`,
      );
      assert.equal(ofShop("sum(up) by (node)"), `sum(${UP}) by (node)`);
    });

    it("keep the matchers of a selector, whatever their values are", () => {
      assert.equal(ofShop('up{a=~"x{2}\\"}|y"}[5m]'), 'up{a=~"x{2}\\"}|y",cluster="shop"}[5m]');
      assert.equal(ofShop('{__name__="up"}'), '{__name__="up",cluster="shop"}');
      assert.equal(ofShop("up{}"), UP);
    });

    it("leave a label to the selector that names it", () => {
      assert.equal(
        ofShop('up{cluster=~"|shop"} or up{of_cluster="a"}'),
        'up{cluster=~"|shop"} or up{of_cluster="a",cluster="shop"}',
      );
    });
  });
});
