package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// scopes lists candidates of the scope; management systems print paragraphs.
func (d *document) scopes() []*Candidate {
	lines := 3
	if d.class == "system" || d.class == "licence" {
		lines = 9
	}
	out := d.textual(certcat.Scope, "scope", lines)
	for _, c := range out {
		c.when(len(c.Value.Evidence) > 2, "paragraph")
		c.when(c.has("later-page") && !slices.ContainsFunc(d.frontSheets(), func(s *sheet) bool { return s.number == c.page() }), "on-annex")
	}
	if d.class == "declaration" || d.class == "letter" || d.class == "certificate" || d.class == "other" {
		out = append(out, d.objects(certcat.Scope)...)
		out = append(out, d.ranges()...)
	}
	out = slices.DeleteFunc(append(out, d.toldScopes()...), d.withFormNote)
	for _, c := range out {
		text := strings.ToLower(c.Value.Text)
		c.when(d.set.Says("elsewhere", text) && len(strings.Fields(text)) < 16, "refers-elsewhere")
		c.when((d.kind == "eu-doc" || d.kind == "uk-doc" || d.kind == "fcc-sdoc") && (c.has("object") || c.has("range") && !c.has("range-all")), "names-product")
		c.when(d.kind == "fcc-grant" && c.has("colon"), "grant-class")
		c.when(d.class == "system" && d.set.Says("certified-by", text), "runs-on")
	}
	out = append(out, d.equipmentClasses(out)...)
	out = append(out, d.articles()...)
	return append(out, d.procedures()...)
}

// withFormNote reports whether a value runs over a line in brackets that only tells what to write there, as licences print
// under their rules.
func (d *document) withFormNote(c *Candidate) bool {
	return slices.ContainsFunc(c.Value.Evidence, func(e certcat.Evidence) bool {
		return strings.HasPrefix(e.Text, "(") && d.set.Says("form-notes", strings.ToLower(e.Text))
	})
}

// equipmentClasses joins what grants of one equipment on several pages give as its classes.
func (d *document) equipmentClasses(list []*Candidate) []*Candidate {
	if d.kind != "fcc-grant" {
		return nil
	}
	var texts []string
	joined := &Candidate{Field: certcat.Scope}
	for _, c := range list {
		if !c.has("colon") || len(c.Value.Evidence) != 1 || slices.Contains(texts, c.Value.Text) || len(strings.Fields(c.Value.Text)) < 2 {
			continue
		}
		texts = append(texts, c.Value.Text)
		joined.Value.Evidence = append(joined.Value.Evidence, c.Value.Evidence...)
	}
	if len(texts) < 2 || len(texts) > 6 {
		return nil
	}
	joined.Value.Text = strings.Join(texts, "; ")
	joined.Value.Canonical = joined.Value.Text
	return []*Candidate{joined.add("grant-class", 1).add("grant-classes", 1)}
}
