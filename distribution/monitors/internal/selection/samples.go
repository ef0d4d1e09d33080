package selection

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/relabel"
)

// Bounds of the rules for samples, which an agent applies to each of them.
const (
	maxSampleRules = 32
	// How many times longer than the labels of a sample rules can make one of them.
	maxGrowth = 64
	// maxRuleSets bounds the receivers of one namespace's monitors: endpoints with other rules have one of their own.
	maxRuleSets = 8
)

// RuleSet is the rules for the samples of an endpoint.
type RuleSet struct {
	// Key is the same for the same rules.
	Key string
	// Rules are items of a scrape job's metric_relabel_configs.
	Rules []any
}

// identifying are the labels that say whose a sample is. The receiver needs job and instance; the others are promised.
var identifying = []string{
	model.JobLabel, model.InstanceLabel, "namespace", "pod", "container", "service", "endpoint",
}

// ruleSet is nil without rules. It fails where one of them can change whose a sample is, or costs too much.
func ruleSet(written []relabeling) (*RuleSet, error) {
	if len(written) == 0 {
		return nil, nil
	}
	if len(written) > maxSampleRules {
		return nil, fmt.Errorf("%d rules", len(written))
	}
	rules, err := relabelRules(written)
	if err != nil {
		return nil, err
	}
	set, growth := &RuleSet{}, 1
	for index, rule := range rules {
		if changesIdentity(rule) {
			return nil, fmt.Errorf("rule %d changes whose a sample is", index)
		}
		if growth *= growthOf(rule); growth > maxGrowth {
			return nil, fmt.Errorf("labels that grow %d times", growth)
		}
		set.Rules = append(set.Rules, itemOf(written[index]))
	}
	text, err := json.Marshal(set.Rules)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	set.Key = hex.EncodeToString(sum[:6])
	return set, nil
}

// itemOf is the rule as a scrape job has it, with what is written alone: Prometheus refuses fields that an action does not
// have, even those with their default.
func itemOf(written relabeling) any {
	item := map[string]any{}
	if len(written.SourceLabels) > 0 {
		item["source_labels"] = written.SourceLabels
	}
	if written.Separator != nil {
		item["separator"] = *written.Separator
	}
	if written.Regex != "" {
		item["regex"] = written.Regex
	}
	if written.Modulus != 0 {
		item["modulus"] = written.Modulus
	}
	if written.TargetLabel != "" {
		item["target_label"] = written.TargetLabel
	}
	if written.Replacement != nil {
		item["replacement"] = *written.Replacement
	}
	if written.Action != "" {
		item["action"] = strings.ToLower(written.Action)
	}
	return item
}

// changesIdentity is whether the rule can set or take away a label that says whose a sample is, or takes away its name.
func changesIdentity(rule *relabel.Config) bool {
	matched := func(name string) bool { return rule.Regex.MatchString(name) }
	switch rule.Action {
	case relabel.Keep, relabel.Drop, relabel.KeepEqual, relabel.DropEqual:
		return false
	case relabel.LabelDrop:
		return slices.ContainsFunc(append([]string{model.MetricNameLabel}, identifying...), matched)
	case relabel.LabelKeep:
		return slices.ContainsFunc(append([]string{model.MetricNameLabel}, identifying...), func(name string) bool { return !matched(name) })
	case relabel.LabelMap:
		// Its names follow from the sample.
		return true
	default:
		return strings.Contains(rule.TargetLabel, "$") || slices.Contains(identifying, rule.TargetLabel)
	}
}

// growthOf is how many times longer than the longest label its result can be.
func growthOf(rule *relabel.Config) int {
	sources := max(1, len(rule.SourceLabels))
	switch rule.Action {
	case relabel.Replace:
		return sources * max(1, strings.Count(rule.Replacement, "$"))
	case relabel.Lowercase, relabel.Uppercase:
		return sources
	default:
		return 1
	}
}
