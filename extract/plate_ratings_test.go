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
