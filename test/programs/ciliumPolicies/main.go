// Prints the rules that Cilium makes of Kubernetes NetworkPolicies, by Cilium's own parser: a list of policies comes in
// by stdin, and a list with the rules of each goes out to stdout, as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"runtime/debug"

	"github.com/cilium/cilium/pkg/k8s"
	networkingv1 "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/networking/v1"
)

const module = "github.com/cilium/cilium"

func main() {
	if len(os.Args) > 1 && os.Args[1] == "--version" {
		fmt.Println(version())
		return
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == module {
			return dependency.Version
		}
	}
	return "unknown"
}

func run() error {
	var policies []*networkingv1.NetworkPolicy
	if err := json.NewDecoder(os.Stdin).Decode(&policies); err != nil {
		return err
	}
	all := make([]any, 0, len(policies))
	for _, policy := range policies {
		rules, err := parse(policy)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", policy.Namespace, policy.Name, err)
		}
		all = append(all, rules)
	}
	return json.NewEncoder(os.Stdout).Encode(all)
}

// parse calls Cilium's parser, whose parameters differ between versions: newer ones also take a logger, and the name of
// a cluster, which is empty by default.
func parse(policy *networkingv1.NetworkPolicy) (any, error) {
	parser := reflect.ValueOf(k8s.ParseNetworkPolicy)
	arguments := make([]reflect.Value, parser.Type().NumIn())
	for i := range arguments {
		switch wanted := parser.Type().In(i); wanted {
		case reflect.TypeOf(policy):
			arguments[i] = reflect.ValueOf(policy)
		case reflect.TypeOf(slog.Default()):
			arguments[i] = reflect.ValueOf(slog.Default())
		default:
			arguments[i] = reflect.Zero(wanted)
		}
	}
	results := parser.Call(arguments)
	err, _ := results[1].Interface().(error)
	return results[0].Interface(), err
}
