package desk_test

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/correct"
)

// plant puts up to three errors into what was read, as readers make them: a sign exchanged, a day changed, a list that
// lost a member or got one too many, the wrong candidate taken, a value overlooked. It asks nothing about how sure the
// program was: fields on which it relies get their share.
func plant(c *certcat.Certificate, want truth, dice *rand.Rand) (planted []string) {
	for _, i := range dice.Perm(len(c.Fields)) {
		f := c.Fields[i]
		if f.State != certcat.Printed || !sameList(f.Name, texts(f), want[f.Name]) {
			continue
		}
		wrong := spoil(f, dice)
		if sameList(f.Name, texts(wrong), want[f.Name]) {
			continue
		}
		c.Fields[i] = wrong
		if planted = append(planted, f.Name); len(planted) == 3 {
			break
		}
	}
	return planted
}

// spoil makes another value of a field's, with its confidence and all else as they were.
func spoil(f certcat.Field, dice *rand.Rand) certcat.Field {
	values := slices.Clone(f.Values)
	at := dice.IntN(len(values))
	switch what := dice.IntN(4); {
	case f.Name == certcat.Kind:
		values[0].Text = []string{"test-report", "certificate-of-conformity", "eu-doc"}[dice.IntN(3)]
	case what == 0 && len(values) > 1:
		values = slices.Delete(values, at, at+1)
	case what == 1 && certcat.IsList(f.Name):
		values = append(values, values[at])
		values[len(values)-1].Text = exchange(values[at].Text)
	case what == 2 && len(f.Rivals) > 0 && !certcat.IsList(f.Name):
		values[0] = f.Rivals[0]
		f.Rivals = append([]certcat.Value{f.Values[0]}, f.Rivals[1:]...)
	case what == 3 && len(values) == 1 && !f.Accepted:
		f.State, values = certcat.Absent, nil
	case strings.HasSuffix(f.Name, "_date") && len(values[at].Text) == 10:
		values[at].Text = values[at].Text[:8] + map[bool]string{true: "27", false: "17"}[values[at].Text[8:] != "27"]
	default:
		values[at].Text = exchange(values[at].Text)
	}
	for j := range values {
		if v, _, ok := correct.Parse(f.Name, values[j].Text); ok {
			values[j].Canonical = v.Canonical
		}
	}
	f.Values = values
	return f
}

// exchange confuses one sign of the text's second half.
func exchange(s string) string {
	r := []rune(s)
	for i := len(r) / 2; i < len(r); i++ {
		for _, pair := range []string{"0O", "O0", "1I", "I1", "5S", "8B", "2Z", "lI", "oc", "ec", "mn", "ao"} {
			if string(r[i]) == pair[:1] {
				r[i] = rune(pair[1])
				return string(r)
			}
		}
	}
	return s + "1"
}
