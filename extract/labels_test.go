package extract

import (
	"fmt"
	"strings"
	"testing"
)

// TestBlocks: where the value of a caption can stand.
func TestBlocks(t *testing.T) {
	for _, c := range []struct{ name, text, class, want string }{
		{"inline", "Certificate No.: NL-17", "number.certificate", "inline: NL-17"},
		{"inline without a colon", "Certificate No. NL-17", "number.certificate", "inline: NL-17"},
		{"wide colon", "证书编号：NL-17", "number.certificate", "inline: NL-17"},
		{"dotted leader", "Report reference No. ........: NL-17", "number.report", "inline: NL-17"},
		{"leader of ellipses", "Test Report No. ……… NL-17", "number.report", "inline: NL-17"},
		{"note in brackets", "Applicant (name and address): Nordwind GmbH", "party.holder", "inline: Nordwind GmbH"},
		{"two captions in a line", "Certificate No.: NL-17 Date of issue: 2024-05-01", "number.certificate", "inline: NL-17"},
		{"the second of a line", "Certificate No.: NL-17 Date of issue: 2024-05-01", "date.issue", "inline: 2024-05-01"},
		{"right", "Applicant\tNordwind GmbH", "party.holder", "right: Nordwind GmbH"},
		{"right with the colon on its side", "Applicant\t: Nordwind GmbH", "party.holder", "right: Nordwind GmbH"},
		{"right, going on below", "Applicant\tNordwind GmbH\n\tHafenweg 5", "party.holder", "right: Nordwind GmbH / Hafenweg 5"},
		{"below", "Applicant\nNordwind GmbH", "party.holder", "below: Nordwind GmbH"},
		{"below, going on", "Applicant\nNordwind GmbH\nHafenweg 5\nKiel", "party.holder", "below: Nordwind GmbH / Hafenweg 5 / Kiel"},
		{"below ends at the next caption", "Applicant\nNordwind GmbH\nManufacturer\nSüdwind GmbH", "party.holder", "below: Nordwind GmbH"},
		{"below ends at a line like a caption", "Applicant\nNordwind GmbH\nFlavour: sweet", "party.holder", "below: Nordwind GmbH"},
		{"below ends at a gap", "Applicant\nNordwind GmbH\n\n\nKiel", "party.holder", "below: Nordwind GmbH"},
		{"the next caption is no value", "Applicant\nManufacturer\nSüdwind GmbH", "party.holder", ""},
		{"the next column's caption is no value", "Applicant\tManufacturer\nNordwind GmbH\tSüdwind GmbH", "party.holder", "below: Nordwind GmbH"},
		{"second column", "Applicant\tManufacturer\nNordwind GmbH\tSüdwind GmbH", "party.manufacturer", "below: Südwind GmbH"},
		{"two languages", "Applicant / 申请人: Nordwind GmbH", "party.holder", "inline: Nordwind GmbH"},
		{"numbered", "4. Manufacturer: Nordwind GmbH", "party.manufacturer", "inline: Nordwind GmbH"},
		{"case and accents", "NUMERO DE CERTIFICAT: NL-17", "number.certificate", "inline: NL-17"},
	} {
		d := opened(t, pagesOf(c.text))
		if got := shownBlocks(d.finder.blocks(labelAt(t, d, c.class), 4)); got != c.want {
			t.Errorf("%s:\n%s\ngives\n%s\nwant\n%s", c.name, c.text, got, c.want)
		}
	}
}

func TestColumn(t *testing.T) {
	for _, c := range []struct{ name, text, class, want string }{
		{"to the end", "Model\tRating\nHN-12\t12V\nHN-15\t15V", "models", "column: HN-12 / HN-15"},
		{"to the next caption", "Model\nHN-12\nHN-15\nManufacturer\nNordwind GmbH", "models", "column: HN-12 / HN-15"},
		{"to a gap", "Model\nHN-12" + strings.Repeat("\n", 8) + "HN-15", "models", "column: HN-12"},
		{"not under a caption with a value", "Model: HN-12\nHN-15", "models", "column: "},
	} {
		d := opened(t, pagesOf(c.text))
		if got := shownBlocks([]block{d.finder.column(labelAt(t, d, c.class))}); got != c.want {
			t.Errorf("%s:\n%s\ngives\n%s\nwant\n%s", c.name, c.text, got, c.want)
		}
	}
}

// TestCaptions: what in a line is a caption, and how sure that is.
func TestCaptions(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Certificate No.: 17", `"Certificate No" head colon`},
		{"Certificate No. 17", `"Certificate No" head`},
		{"Applicant", `"Applicant" head colon whole`},
		{"(a) Applicant:", `"Applicant" head colon whole`},
		{"see the certificate no. 17 of 2019", ""},
		{"Applicant Nordwind, Date of issue: 2024", `"Applicant" head; "Date of issue" colon`},
		{"Nordwind GmbH", ""},
		{"制造商 Manufacturer：Nordwind", `"制造商 Manufacturer" head colon`},
	} {
		var got []string
		for _, l := range findLabels(mustKinds(t), layOut(pagesOf(c.text))[0].rows[0][0]) {
			s := fmt.Sprintf("%q", l.seg.text[l.start:l.end])
			for _, f := range []struct {
				is   bool
				name string
			}{{l.head, " head"}, {l.colon, " colon"}, {l.whole, " whole"}} {
				if f.is {
					s += f.name
				}
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%q: %s, want %s", c.text, s, c.want)
		}
	}
}

func TestCaptionLike(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Flavour: sweet", true}, {"口味：甜", true}, {"Colour of the outer box: red", true},
		{"https://example.com", false}, {"12:30", false}, {"no colon", false}, {"lower case: x", false}, {"One two three four five six seven: x", false},
	} {
		if got := captionLike(c.text); got != c.want {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestJoinedLines(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Nordwind Lampen\nGmbH", "Nordwind Lampen GmbH"},
		{"北风灯具\n有限公司", "北风灯具有限公司"},
		{"Straße 5, Kiel-\nHoltenau", "Straße 5, Kiel-Holtenau"},
		{"Kiel -\nGermany", "Kiel - Germany"},
	} {
		var lines []span
		for _, row := range layOut(pagesOf(c.text))[0].rows {
			lines = append(lines, whole(row[0]))
		}
		if got := joinLines(lines, 9); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
