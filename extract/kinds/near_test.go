package kinds

import (
	"slices"
	"strings"
	"testing"
)

func nearest(t *testing.T, text string) (values []string, likeness float64) {
	t.Helper()
	set, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	tokens := Tokens(text)
	_, values, likeness = set.Nearest(tokens, 0, func(n int) bool { return n == len(tokens) })
	return values, likeness
}

// TestNearest: captions as recognition spells them.
func TestNearest(t *testing.T) {
	for _, c := range []struct{ text, class string }{
		{"Appllcant", "party.holder"},
		{"App1icant", "party.holder"},
		{"Manufaciurer", "party.manufacturer"},
		{"Manufacturerr", "party.manufacturer"},
		{"Certificale No.", "number.certificate"},
		{"Certificate Nurnber", "number.certificate"},
		{"CertificateNo", "number.certificate"},
		{"Certifi cate No", "number.certificate"},
		{"Date oi issue", "date.issue"},
		{"Dateofissue", "date.issue"},
		{"Herste11er", "party.manufacturer"},
		{"Изготовитепь", "party.manufacturer"},
		{"Moclel No", "models"},
		{"Hodel", ""},           // five letters, one of them another
		{"Production line", ""}, // words of their own
		{"Mode", ""},
		{"Name", ""},
		{"初次发证曰期", ""}, // an ideograph more or less is another word
	} {
		values, like := nearest(t, c.text)
		switch {
		case c.class == "" && len(values) > 0:
			t.Errorf("%q is taken for %v", c.text, values)
		case c.class != "" && !slices.Contains(values, c.class):
			t.Errorf("%q is taken for %v, not %s", c.text, values, c.class)
		case c.class != "" && (like <= 0.7 || like > 1):
			t.Errorf("%q is %.2f alike", c.text, like)
		}
	}
}

// TestMisreadStaysItself: every caption that is misread in one place is taken for itself or for none.
func TestMisreadStaysItself(t *testing.T) {
	set, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	noise := []struct{ from, to string }{{"rn", "m"}, {"m", "rn"}, {"l", "1"}, {"i", "l"}, {"o", "0"}, {"c", "e"}, {"e", "c"}, {"n", "ri"}, {"h", "b"}, {"t", "f"}, {"u", "ii"}, {"a", "o"}}
	right, none, all := 0, 0, 0
	set.Labels.each(func(words []string, values []string) {
		joined := []rune(strings.Join(words, ""))
		if len(joined) < leastMisread || !alphabetic(joined) {
			return
		}
		for i, n := range noise {
			text := []string(nil)
			for j, w := range words {
				if j == i%len(words) && w != "no" {
					w = strings.Replace(w, n.from, n.to, 1)
				}
				text = append(text, w)
			}
			tokens := Tokens(strings.Join(text, " "))
			if slices.Equal(words, text) {
				continue
			}
			if _, exact := set.Labels.Longest(tokens, 0); len(exact) > 0 {
				continue // it reads as a caption as it is
			}
			all++
			switch _, got, _ := set.Nearest(tokens, 0, func(n int) bool { return n == len(tokens) }); {
			case slices.Equal(got, values):
				right++
			case len(got) == 0:
				none++
			default:
				t.Errorf("%q, a misread %q, is taken for %v, not %v", strings.Join(text, " "), strings.Join(words, " "), got, values)
			}
		}
	})
	t.Logf("of %d misread captions %d are taken for themselves, %d for none", all, right, none)
	if right*100 < all*80 {
		t.Errorf("only %d of %d misread captions are found", right, all)
	}
}
