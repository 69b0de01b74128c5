package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

// plate is a label that an engine read.
func plate(text string) certcat.Pages {
	p := pagesOf(text)
	p.Pages[0].Readings[0].By = "tesseract"
	return p
}

func TestPlateRatings(t *testing.T) {
	d := opened(t, plate("Made in Utopia\nModel: BS-100\nReplace with\tINPUT: 100-240V~ 50/60Hz\nSpare No.: 1\tOUTPUT:\nwith\t+12V\t/ 6OA MAX\nPart No.: 2\t-12V\t/ 0.5A MAX\nTotal output shall not exceed 300W."))
	if d.class != "label" {
		t.Fatalf("class %s", d.class)
	}
	got := textsOf(d.ratings())
	for _, want := range []string{"OUTPUT: +12V / 60A MAX", "OUTPUT: -12V / 0.5A MAX", "Total output shall not exceed 300W."} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is missing in %q", want, got)
		}
	}
	for _, text := range got {
		if strings.Contains(text, "Part No") {
			t.Errorf("%q goes too far", text)
		}
	}
}

func TestMarksOfLabels(t *testing.T) {
	for text, want := range map[string][]string{
		"Model: BS-100\nInput: 5V 1A\nMade in Utopia\nCE BC":                                         {"CE", "BC"},
		"Modèle: BS-100\nEntrée: 5V 1A\nCe dispositif est conforme à la norme et ne doit pas causer": nil,
		"品名：螺母\n型号：M3\n材质：PA66ROHS\nMade in Utopia":                                                  {"RoHS"},
		"Model: BS-100\nInput: 5V 1A\nMade in Utopia\nCAN ICES-3(B)/NMB-3(B)":                        {"ISED"},
	} {
		d := opened(t, plate(text))
		d.kind = "label-photo"
		d.class = d.classOf(d.kind)
		got := textsOf(d.marks(nil))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q: marks %q, want %q", text, got, want)
		}
	}
}

func TestOtherLinesOfPlates(t *testing.T) {
	d := opened(t, plate("Netzteil\nTyp: NT-12\nAusgang: 12V= 1A\nSchutzklasse II IP20\nMade in Germany"))
	for _, c := range d.ratings() {
		if c.Value.Text == "Ausgang: Schutzklasse II IP20" {
			t.Errorf("%q: the class is no output", c.Value.Text)
		}
	}
	for text, want := range map[string]bool{"Bouilloire électrique": true, "Power Supply 12V": true, "électrique": false} {
		if got := d.beginsWithThing(text); got != want {
			t.Errorf("beginsWithThing(%q) = %v", text, got)
		}
	}
	for text, want := range map[string]bool{"Switching Power Supply": true, "Wireless Charger": true, "Charger red": false} {
		if got := d.endsInThing(text); got != want {
			t.Errorf("endsInThing(%q) = %v", text, got)
		}
	}
}

func TestMarketingIsNoMark(t *testing.T) {
	d := opened(t, pagesOf("TECHNICAL CERTIFICATE\nPRODUCT MARKETING NAME (PMN): Router 300"))
	for _, c := range d.brandsInText() {
		t.Errorf("%q is listed as a brand", c.Value.Text)
	}
}

func TestParametersOfReports(t *testing.T) {
	d := opened(t, pagesOf("Test Report\nReport No.: TR-1\nRatings: 5Vdc, 1A, Class III\nProtection class: IPX0"))
	marked := 0
	for _, c := range d.ratings() {
		if c.has("beside-general") {
			marked++
			if c.has("general-caption") {
				t.Errorf("%q is the parameters themselves", c.Value.Text)
			}
		}
	}
	if marked == 0 {
		t.Error("the degree of protection is not known as a part of a form that tells all parameters elsewhere")
	}
}

func TestParameterBetweenTheLinesOfItsCaption(t *testing.T) {
	p := pagesOf("Test Report\nReport No.: TR-1\nMax. Discharge\n\nCurrent\n\nNominal Voltage\t3.7V")
	words := &p.Pages[0].Readings[0].Words
	for i, w := range *words {
		if w.Text == "Current" {
			(*words)[i].Box.Y0, (*words)[i].Box.Y1 = 82, 92
		}
	}
	*words = append(*words, certcat.Word{Text: "200mA", Box: certcat.Box{X0: 220, Y0: 75, X1: 245, Y1: 85}, Confidence: 1, Line: 9})
	d := opened(t, p)
	if got := textsOf(d.ratings()); !slices.Contains(got, "Max. Discharge Current: 200mA") {
		t.Errorf("%q", got)
	}
}
