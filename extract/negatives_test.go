package extract

import (
	"slices"
	"testing"

	"github.com/certcat/certcat"
)

// TestNegatives: invoices, manuals, price lists, marketing pages and pictures of nothing are "other", whatever standards
// and marks they mention; but for who wrote them and when, they say nothing.
func TestNegatives(t *testing.T) {
	x, n, invented, cells := extractor(t), 0, 0, 0
	for _, list := range specimens(t, "negatives") {
		for _, s := range list {
			n++
			certificates, _ := x.Certificates(s.printed(t))
			for _, f := range certificates[0].Fields {
				if f.Name == certcat.Kind {
					if f.Text() != "other" {
						t.Errorf("%s is taken for %s", s.Name, f.Text())
					}
					continue
				}
				cells++
				if f.State != certcat.Printed {
					continue
				}
				invented++
				t.Logf("%s: %s %q", s.Name, f.Name, texts(f))
				if !slices.Contains(onTradePapers, f.Name) {
					t.Errorf("%s: %s %q is invented", s.Name, f.Name, texts(f))
				}
			}
		}
	}
	t.Logf("%d pages, %d of %d fields hold a value", n, invented, cells)
	if n < 20 {
		t.Errorf("%d pages, want 20 at least", n)
	}
}

func texts(f certcat.Field) []string {
	var out []string
	for _, v := range f.Values {
		out = append(out, v.Text)
	}
	return out
}
