package selection

import "regexp/syntax"

// choicesOf counts where a pattern, which is valid, can go on in two ways: alternatives and repetitions, each as often as it is
// repeated.
func choicesOf(pattern string) int {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return maxChoices + 1
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return maxChoices + 1
	}
	choices := 0
	for _, instruction := range program.Inst {
		if instruction.Op == syntax.InstAlt || instruction.Op == syntax.InstAltMatch {
			choices++
		}
	}
	return choices
}
