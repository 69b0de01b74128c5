package extract

import (
	"testing"

	"github.com/certcat/certcat"
)

// recognisedOf is a document of typed pages that an engine read.
func recognisedOf(texts ...string) certcat.Pages {
	pages := pagesOf(texts...)
	for i := range pages.Pages {
		r := &pages.Pages[i].Readings[0]
		r.By = "tesseract"
		for j := range r.Words {
			r.Words[j].Confidence = 0.8
		}
	}
	return pages
}

// TestMisreadCaptions: a caption that an engine misread introduces its value all the same; a text layer is right.
func TestMisreadCaptions(t *testing.T) {
	for _, c := range []struct{ text, class, want string }{
		{"Appllcant: Nordwind GmbH", "party.holder", "inline: Nordwind GmbH"},
		{"Certificale No. : NL-17", "number.certificate", "inline: NL-17"},
		{"1. Manufaciurer\tNordwind GmbH", "party.manufacturer", "right: Nordwind GmbH"},
		{"Dateofissue\n2024-05-01", "date.issue", "below: 2024-05-01"},
		{"Manufacturer's addrcss: Hafenweg 5", "address.manufacturer", "inline: Hafenweg 5"},
		{"Manufaciurer Nordwind GmbH", "party.manufacturer", "inline: Nordwind GmbH"},
	} {
		d := opened(t, recognisedOf(c.text))
		found := false
		for _, l := range d.finder.all {
			if l.is(c.class) {
				found = true
				if got := shownBlocks(d.finder.blocks(l, 1)); got != c.want || l.unlike <= 0 && c.text[:4] != "Date" {
					t.Errorf("%q gives %s, %.2f unlike; want %s", c.text, got, l.unlike, c.want)
				}
			}
		}
		if !found {
			t.Errorf("no caption of class %s in %q: %d others", c.class, c.text, len(d.finder.all))
		}
		for _, l := range opened(t, pagesOf(c.text)).finder.all {
			if l.is(c.class) && l.unlike > 0 {
				t.Errorf("%q is no misreading in a text layer", c.text)
			}
		}
	}
	for _, text := range []string{"Manufactures fine lamps in Kiel", "Production line: 3", "Manufaciure of lamps since 1950 and more words", "Nordwind GmbH"} {
		for _, l := range opened(t, recognisedOf(text)).finder.all {
			t.Errorf("%q holds the caption %v", text, l.classes)
		}
	}
}
