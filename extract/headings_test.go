package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

func TestGoodsTablesListModels(t *testing.T) {
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"beside product and ratings": {"EU Declaration of Conformity\n\nProduct\tModel\tRatings\nBench supply\tBS-100\t12V 2A\nBench supply\tBS-200, BS-210\t24V 1A", []string{"BS-100", "BS-200", "BS-210"}},
		"in German":                  {"EU-Konformitätserklärung\n\nBezeichnung\tTyp\tMarke\nLabornetzgerät\tLN 100\tAcme\nLabornetzgerät\tLN 200\tAcme", []string{"LN 100", "LN 200"}},
		"of parts with their makers": {"EU Declaration of Conformity\n\nManufacturer\tModel\tRatings\nAcme\tAX-1\t5V\nBolt\tBX-2\t9V", nil},
		"of words":                   {"EU Declaration of Conformity\n\nProduct\tModel\tBrand\nBench supply\tthe small one\tAcme\nBench supply\tthe large one\tAcme", nil},
		"in a report":                {"Test Report\n\nReport No.: TR-1\n\nEquipment\tType\tRatings\nAntenna\tAN-1\t5V\nReceiver\tRE-2\t9V", nil},
	} {
		d := opened(t, pagesOf(c.page))
		got, _ := d.goodsModels()
		if !slices.Equal(textsOf(got), c.want) {
			t.Errorf("%s: %q, want %q", name, textsOf(got), c.want)
		}
	}
}

func TestHeadingsAreNoValues(t *testing.T) {
	d := opened(t, pagesOf("Declaration of Conformity\n\nProduct Name\tTrade words\tRemark\nBench supply\tAcme\tnone\nLamp\tBolt\tnone"))
	for _, c := range d.products() {
		switch c.Value.Text {
		case "Trade words":
			if !c.has("next-heading") {
				t.Errorf("%q is not known as a heading: %v", c.Value.Text, c.Features)
			}
		case "Bench supply":
			if !c.has("under-heading") && !c.has("column") {
				t.Errorf("%q is not known as the first row: %v", c.Value.Text, c.Features)
			}
		}
	}
	form := opened(t, pagesOf("Declaration of Conformity\n\nProduct\tRouter\tgrey\nModel\tRT-5\tnew"))
	for _, c := range form.products() {
		if c.Value.Text == "Router" && c.has("next-heading") {
			t.Error("a form's value is taken for a heading")
		}
	}
}

func TestSubstancesAreNoProducts(t *testing.T) {
	d := opened(t, pagesOf("RoHS Declaration\n\nNo.\tSubstance name\tLimit\na\tCadmium\tlow\nb\tLead\tlow"))
	for _, c := range d.products() {
		if c.has("caption") {
			t.Errorf("%q is listed as a product", c.Value.Text)
		}
	}
}

func TestGridsInReports(t *testing.T) {
	d := opened(t, pagesOf("Test Report\nReport No.: TR-1\n\nProduct Type\tSeries\nChoke\tAWP\tBHL-2\n\tCWS\tDRX/E\nBead\tPZ10\tQZ\n\tRZ\tTZ-A"))
	for _, c := range gridsOf(d) {
		if c.has("grid") == c.has("grid-report") {
			t.Errorf("%q: both or none of the two kinds of lists", c.Value.Text)
		}
		if c.has("model-like") {
			t.Errorf("%q: a digit tells nothing inside a list of codes", c.Value.Text)
		}
	}
}

func TestNamedBelowDrawnMarks(t *testing.T) {
	d := opened(t, pagesOf("Declaration of conformity\n\nProduct description – brand name, type, model or serial number (if available)\nacme.\tAcmeFin\nBench Power Supply, Model BS-100."))
	if got := featured(d.products(), "before-model"); !slices.Equal(got, []string{"Bench Power Supply"}) {
		t.Errorf("products %q, want the one in front of its model", got)
	}
}

func TestStyledNames(t *testing.T) {
	for text, want := range map[string]bool{"acmeFin board": true, "eBike": true, "bench supply": false, "the BS-100": false, "": false} {
		if got := styled(text); got != want {
			t.Errorf("styled(%q) = %v", text, got)
		}
	}
}

// A colon in a cell of its own between a caption and the value that stands a little lower is not the value's column.
func TestBesideOverAColon(t *testing.T) {
	p := pagesOf("CERTIFICATE\nBrand Name\t:\nModel No.\t:\n\nRequirement")
	words := &p.Pages[0].Readings[0].Words
	for i, w := range *words {
		if w.Text == ":" {
			(*words)[i].Box.X0, (*words)[i].Box.X1 = 130, 133
		}
	}
	*words = append(*words, certcat.Word{Text: "DS-70", Box: certcat.Box{X0: 160, Y0: 74.5, X1: 185, Y1: 84.5}, Confidence: 1, Line: 9})
	d := opened(t, p)
	if got := shownBlocks(d.finder.blocks(labelAt(t, d, "models"), 1)); !strings.Contains(got, "beside: DS-70") {
		t.Errorf("blocks\n%s", got)
	}
}

func TestCaptionOfSamples(t *testing.T) {
	for _, page := range []string{
		"CERTIFICATE OF COMPLIANCE\nThis is to certify that\tPOWER SUPPLIES FOR LABORATORIES\nrepresentative samples of\tModels AB-100 and AB-200",
		"CERTIFICATE OF COMPLIANCE\nThis certificate confirms that\nrepresentative samples of\tPOWER SUPPLIES FOR LABORATORIES",
	} {
		d := opened(t, pagesOf(page))
		if got := textsOf(d.products()); !slices.Contains(got, "POWER SUPPLIES FOR LABORATORIES") {
			t.Errorf("products %q", got)
		}
	}
}
