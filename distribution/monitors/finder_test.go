package monitors

import (
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/discovery/targetgroup"

	"gke-telemetry/distribution/monitors/internal/selection"
)

func TestOnlyWhatIsOnTheNodeIsKeptAndMatchedAgain(t *testing.T) {
	of := func(source string, nodes ...model.LabelValue) []*targetgroup.Group {
		group := &targetgroup.Group{Source: source, Labels: model.LabelSet{"job": "x"}}
		for _, node := range nodes {
			group.Targets = append(group.Targets, model.LabelSet{selection.PodNode: node})
		}
		return []*targetgroup.Group{group}
	}
	kept := groups{}
	for index, step := range []struct {
		changed   []*targetgroup.Group
		concerned bool
		targets   int
	}{
		{of("b", "elsewhere", ""), false, 0},
		{of("b", "elsewhere", "here"), true, 1},
		{of("a", "here", "here"), true, 3},
		{of("c", "elsewhere"), false, 3},
		{of("b", "elsewhere"), true, 2},
		{of("b"), false, 2},
		{of("a"), true, 0},
		{[]*targetgroup.Group{nil}, false, 0},
	} {
		if concerned := kept.update(step.changed, "here"); concerned != step.concerned || len(kept.targets()) != step.targets {
			t.Errorf("step %d: %t, %v", index, concerned, kept.targets())
		}
	}
}
