package validate

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat"
)

// truth is one decision about a document for one requirement, made by hand.
type truth struct {
	Requirement string
	Decision    string
	Typed
}

func truths(t testing.TB) []truth {
	t.Helper()
	data, err := os.ReadFile("testdata/truth.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := ParseTyped(data, "requirement", "decision")
	if err != nil {
		t.Fatal(err)
	}
	var decided []struct{ Requirement, Decision string }
	if err := yaml.Unmarshal(data, &decided); err != nil {
		t.Fatal(err)
	}
	var out []truth
	for i, c := range cases {
		out = append(out, truth{decided[i].Requirement, decided[i].Decision, c})
	}
	return out
}

// decidedBy is what the rules make of a case for its requirement.
func decidedBy(t *testing.T, c truth, p Profile) (certcat.Decision, []string) {
	t.Helper()
	v := checkCase(t, c.Case, Options{Market: c.Market, Category: c.Category, AsOf: c.AsOf, Profile: p})
	for _, f := range v.Fits {
		if f.Requirement == c.Requirement {
			return f.Decision, f.Because
		}
	}
	return certcat.Irrelevant, nil
}

var decisions = map[string]certcat.Decision{"accept": certcat.Accepted, "reject": certcat.Rejected, "ask": certcat.NeedsReview, "irrelevant": certcat.Irrelevant}

// TestTruth holds the rules against decisions made by hand: nothing is accepted that a person would not accept, and hardly
// anything rejected that a person would not reject. Requirements are mostly known and not read in a source, so a profile
// that takes them counts; the shipped profiles may only be more careful.
func TestTruth(t *testing.T) {
	generous := profile(t, "marketplace")
	generous.Name, generous.AcceptKnowledge = "generous", true
	cases := truths(t)
	if len(cases) < 60 {
		t.Fatalf("%d decisions; the truth set holds at least 60", len(cases))
	}
	for _, p := range []Profile{generous, profile(t, "marketplace"), profile(t, "law")} {
		right, asked := 0, 0
		var falseAccept, falseReject, asks []string
		for _, c := range cases {
			want, ok := decisions[c.Decision]
			if !ok {
				t.Fatalf("%s: %q is no decision", c.Name, c.Decision)
			}
			got, because := decidedBy(t, c, p)
			line := fmt.Sprintf("%s, %s: a person says %s, the rules say %s %s", c.Name, c.Requirement, want, got, strings.Join(because, " "))
			switch {
			case got == want:
				right++
			case got == certcat.Accepted:
				falseAccept = append(falseAccept, line)
			case got == certcat.Rejected, got == certcat.Irrelevant && want == certcat.Accepted:
				falseReject = append(falseReject, line)
			}
			if got == certcat.NeedsReview {
				asked++
				asks = append(asks, line)
			}
		}
		t.Logf("profile %s: %d decisions, %d as by hand, %d asked; false accept %d, false reject %d", p.Name, len(cases), right, asked, len(falseAccept), len(falseReject))
		if p.Name == "generous" {
			t.Logf("it asks:\n%s", strings.Join(asks, "\n"))
		}
		if len(falseAccept) > 0 {
			t.Errorf("profile %s accepts wrongly:\n%s", p.Name, strings.Join(falseAccept, "\n"))
		}
		if len(falseReject)*50 > len(cases) {
			t.Errorf("profile %s rejects wrongly, more than 2 %%:\n%s", p.Name, strings.Join(falseReject, "\n"))
		} else if len(falseReject) > 0 {
			t.Logf("profile %s rejects wrongly:\n%s", p.Name, strings.Join(falseReject, "\n"))
		}
	}
}
