package extract

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

// printed is a run of words at a place of a page, in points.
type printed struct {
	x, y float64
	text string
}

// drawn is a document of one page with runs of words where they are put; letters are 5 points wide and 10 high.
func drawn(runs ...printed) certcat.Pages {
	p := certcat.Page{Number: 1, Width: 595, Height: 842, Readings: []certcat.Reading{{By: certcat.TextLayer}}}
	for i, r := range runs {
		x := r.x
		for word := range strings.FieldsSeq(r.text) {
			box := certcat.Box{X0: x, Y0: r.y, X1: x + 5*float64(len([]rune(word))), Y1: r.y + 10}
			p.Readings[0].Words = append(p.Readings[0].Words, certcat.Word{Text: word, Box: box, Confidence: 1, Line: i})
			x = box.X1 + 3
		}
	}
	return certcat.Pages{Document: strings.Repeat("0", 64), Pages: []certcat.Page{p}}
}

// addressesOf lists the addresses that are found for a party, by what they say.
func addressesOf(d *document, class, name string) map[string][]*Candidate {
	field, partyField := certcat.HolderAddress, certcat.Holder
	if class == "manufacturer" {
		field, partyField = certcat.ManufacturerAddress, certcat.Manufacturer
	}
	d.holders()
	d.manufacturers("")
	out := map[string][]*Candidate{}
	for _, c := range d.addresses(field, class, partyField, name, 1) {
		out[c.Value.Text] = append(out[c.Value.Text], c)
	}
	return out
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		name, class, owner string
		pages              certcat.Pages
		want, is           string // the address and a feature that it has
	}{
		{"under the name", "holder", "Nordwind Lampen GmbH", pagesOf("Applicant:\tNordwind Lampen GmbH\n\tHafenweg 5\n\t24143 Kiel"),
			"Hafenweg 5 24143 Kiel", "ends-in-place"},
		{"seven short lines", "holder", "Purva Wires Ltd.", pagesOf("Applicant:\tPurva Wires Ltd.\n\tMadhupur,\n\tPO Ramnagar,\n\tKhandwa,\n\tDist. West Khandwa,\n\tMadhya Pradesh,\n\t450001,\n\tIndia"),
			"Madhupur, PO Ramnagar, Khandwa, Dist. West Khandwa, Madhya Pradesh, 450001, India", "ends-in-country"},
		{"a caption in two lines", "manufacturer", "Beifeng Lighting Co., Ltd.", pagesOf("Manufacturer\tBeifeng Lighting Co., Ltd.\n\n\nManufacturer's\t5 Gangkou Road, Bao'an\naddress\tDistrict, Shenzhen, China"),
			"5 Gangkou Road, Bao'an District, Shenzhen, China", "caption-stacked"},
		{"the caption in the middle", "holder", "Beifeng Lighting Co., Ltd.", drawn(
			printed{50, 100, "Applicant:"}, printed{150, 100, "Beifeng Lighting Co., Ltd."},
			printed{150, 140, "Building 7, Wanhe Industrial Park,"}, printed{150, 152, "5 Gangkou Road, Bao'an District,"}, printed{50, 152, "Address:"}, printed{150, 164, "Shenzhen 518100, China"}),
			"Building 7, Wanhe Industrial Park, 5 Gangkou Road, Bao'an District, Shenzhen 518100, China", "caption-in-middle"},
		{"the country in a cell of its own", "holder", "Beifeng Lighting Co., Ltd.", pagesOf("Applicant:\tBeifeng Lighting Co., Ltd.\n\nAddress:\t5 Gangkou Road, Shenzhen 518100\n\nCountry:\tChina"),
			"5 Gangkou Road, Shenzhen 518100, China", "with-country"},
		{"where it is made", "manufacturer", "", pagesOf("Head office:\nSuryodaya House, 12 Lake Road, Kolkata, India\nProduction plant:\nMadhupur, PO Ramnagar, Khandwa, Madhya Pradesh - 450001, India"),
			"Madhupur, PO Ramnagar, Khandwa, Madhya Pradesh - 450001, India", "plant-caption"},
		{"nobody named", "manufacturer", "", pagesOf("Manufacturer address:\tHafenweg 5, 24143 Kiel, Germany"),
			"Hafenweg 5, 24143 Kiel, Germany", "nameless"},
		{"a trade name between", "holder", "Nordwind Lampen GmbH", pagesOf("Nordwind Lampen GmbH\nNordlicht Leuchten GmbH\nHafenweg 5\n24143 Kiel\nGermany"),
			"Hafenweg 5 24143 Kiel Germany", "under-same-name"},
		{"beside a caption of its own", "manufacturer", "Beifeng Lighting Co., Ltd.", pagesOf("Manufacturer\tBeifeng Lighting Co., Ltd.\n\t5 Gangkou Road, Wanhe Industrial Park\nAddress\tBao'an District, Shenzhen\n\t518100, China"),
			"5 Gangkou Road, Wanhe Industrial Park Bao'an District, Shenzhen 518100, China", "under-name"},
	} {
		d := opened(t, c.pages)
		found := addressesOf(d, c.class, c.owner)
		if !slices.ContainsFunc(found[c.want], func(a *Candidate) bool { return a.has(c.is) }) {
			var all []string
			for text, list := range found {
				for _, c := range list {
					all = append(all, text+" "+strings.Join(names(c), " "))
				}
			}
			t.Errorf("%s: no %q that is %s in\n%s\n%s", c.name, c.want, c.is, strings.Join(all, "\n"), cells(d.sheets[0]))
		}
	}
}

// names lists what was observed of a candidate.
func names(c *Candidate) []string {
	var out []string
	for _, f := range c.Features {
		out = append(out, f.Name)
	}
	return out
}

// TestAddressEnds: what tells a whole address from one that was cut short or ran over.
func TestAddressEnds(t *testing.T) {
	d := opened(t, pagesOf("Applicant:\tNordwind Lampen GmbH\n\tHafenweg 5\n\t24143 Kiel\n\tGermany\n\tSüdwind Leuchten GmbH"))
	found := addressesOf(d, "holder", "Nordwind Lampen GmbH")
	for text, want := range map[string][]string{
		"Hafenweg 5":                    {"next-place", "place-missing"},
		"Hafenweg 5 24143 Kiel":         {"ends-in-place", "next-country"},
		"Hafenweg 5 24143 Kiel Germany": {"ends-in-country", "next-company"},
		"Hafenweg 5 24143 Kiel Germany Südwind Leuchten GmbH": {"past-country", "company-inside"},
	} {
		for _, feature := range want {
			if !slices.ContainsFunc(found[text], func(c *Candidate) bool { return c.has(feature) }) {
				t.Errorf("%q is not %s", text, feature)
			}
		}
	}
}

// TestStackedCaptions: captions of several lines are one caption, captions of two rows are two.
func TestStackedCaptions(t *testing.T) {
	for _, c := range []struct {
		name, text, class string
		want              string
	}{
		{"possessive", "Manufacturer's\t\nname\tNordwind Lampen GmbH", "party.manufacturer", "right: Nordwind Lampen GmbH"},
		{"place", "Production line\nlocation:\tHafenweg 5, 24143 Kiel", "address.plant", "right: Hafenweg 5, 24143 Kiel"},
		{"two captions", "Applicant\tNordwind Lampen GmbH\nAddress\tHafenweg 5, 24143 Kiel", "party.holder", "right: Nordwind Lampen GmbH"},
	} {
		d := opened(t, pagesOf(c.text))
		if got := shownBlocks(d.finder.blocks(labelAt(t, d, c.class), 1)); got != c.want {
			t.Errorf("%s: %s, want %s in\n%s", c.name, got, c.want, cells(d.sheets[0]))
		}
	}
}

// TestNamesOverAddresses: a caption set beside the first line of an address belongs to the name above it as well.
func TestNamesOverAddresses(t *testing.T) {
	d := opened(t, drawn(
		printed{50, 100, "Certificate number: NL-17"},
		printed{150, 140, "Beifeng Lighting Co., Ltd."}, printed{150, 152, "27th Floor, 5 Gangkou Road, Futian District"}, printed{50, 152, "Manufacturer:"}, printed{150, 164, "Shenzhen, China"}))
	var got []string
	for _, p := range d.partiesOf("manufacturer") {
		got = append(got, p.name+" | "+p.address)
	}
	if want := []string{"Beifeng Lighting Co., Ltd. | 27th Floor, 5 Gangkou Road, Futian District Shenzhen, China"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestMakersOnLabel: on a label whoever stands over an address makes the product.
func TestMakersOnLabel(t *testing.T) {
	label := pagesOf("Model: NL-17\n\nNordwind Lampen GmbH\nHafenweg 5\n24143 Kiel, Germany\n\nSüdwind Leuchten GmbH\n\nMade in Germany")
	if found := opened(t, label).makersOnLabel(); len(found) > 0 {
		t.Errorf("a page with a text layer is no label: %q", found[0].Value.Text)
	}
	label.Pages[0].Readings[0].By = "engine"
	var got []string
	for _, c := range opened(t, label).makersOnLabel() {
		got = append(got, c.Value.Text)
	}
	if !slices.Equal(got, []string{"Nordwind Lampen GmbH"}) {
		t.Errorf("%q", got)
	}
}

// TestSecondPageInEnglish: the holder's name is looked for on the English page of a certificate in two languages.
func TestSecondPageInEnglish(t *testing.T) {
	first := "质量管理体系认证证书\n兹证明北风灯具（深圳）有限公司\n质量管理体系符合以下标准要求适用于以下范围灯具的设计与制造\n证书有效期至二〇二八年三月一日本证书在有效期内每年接受监督审核合格后方可继续有效请扫描二维码查询证书状态以及认证范围的详细信息如有疑问请联系发证机构核实本证书的真实性\n发证机构盖章以及授权签字人签名"
	second := "\n\n\n\n\n\nThis is to certify that the quality management system of\nBEIFENG LIGHTING (SHENZHEN) CO., LTD.\nNo. 5 Gangkou Road, Shenzhen 518100, China\ncomplies with the requirements of the following standard for the design and manufacture of lamps"
	found := func(pages certcat.Pages) bool {
		return slices.ContainsFunc(opened(t, pages).prominentNames(), func(c *Candidate) bool {
			return c.Value.Text == "BEIFENG LIGHTING (SHENZHEN) CO., LTD" || c.Value.Text == "BEIFENG LIGHTING (SHENZHEN) CO., LTD." && c.has("on-translation")
		})
	}
	if !found(pagesOf(first, second)) {
		t.Error("the name on the English page was not found")
	}
	if found(pagesOf(second, second[:len(second)-40])) && len(opened(t, pagesOf(second, second)).frontSheets()) != 1 {
		t.Error("a second page in the same language is no front")
	}
}

// TestBeginsLate: an address whose first lines stand above its caption is not the one that begins beside it.
func TestBeginsLate(t *testing.T) {
	d := opened(t, drawn(
		printed{50, 100, "Applicant:"}, printed{150, 100, "Beifeng Lighting Co., Ltd."},
		printed{150, 140, "Building 7, Wanhe Industrial Park, 5 Gangkou Road"}, printed{50, 152, "Address:"}, printed{150, 152, "Shenzhen 518100, China"}))
	found := addressesOf(d, "holder", "Beifeng Lighting Co., Ltd.")
	for text, late := range map[string]bool{"Shenzhen 518100, China": true, "Building 7, Wanhe Industrial Park, 5 Gangkou Road Shenzhen 518100, China": false} {
		list := found[text]
		if len(list) == 0 || slices.ContainsFunc(list, func(c *Candidate) bool { return c.has("begins-late") != late }) {
			t.Errorf("%q: begins late is not %v", text, late)
		}
	}
}

// TestTornLines: a line that the reader tore apart goes on, a column of a table does not.
func TestTornLines(t *testing.T) {
	torn := opened(t, drawn(printed{50, 100, "Nordwind Lampen GmbH"}, printed{50, 114, "Hafenweg 5,"}, printed{118, 114, "Hinterhaus"}, printed{50, 128, "24143 Kiel, Germany"}))
	if found := addressesOf(torn, "holder", "Nordwind Lampen GmbH"); len(found["Hafenweg 5, Hinterhaus 24143 Kiel, Germany"]) == 0 {
		t.Errorf("the end of the line is lost: %v", slices.Sorted(maps.Keys(found)))
	}
	table := opened(t, drawn(printed{50, 100, "Nordwind Lampen GmbH"}, printed{175, 100, "Design of"}, printed{50, 114, "Hafenweg 5"}, printed{175, 114, "table lamps"}, printed{50, 128, "24143 Kiel, Germany"}, printed{175, 128, "and shades"}))
	if found := addressesOf(table, "holder", "Nordwind Lampen GmbH"); len(found["Hafenweg 5 24143 Kiel, Germany"]) == 0 || len(found["Hafenweg 5 24143 Kiel, Germany and shades"]) > 0 {
		t.Errorf("the next column is in it: %v", slices.Sorted(maps.Keys(found)))
	}
}

// TestNamesWithoutForm: a name without a legal form is told by what leads to it and by the address under it; the end of a
// name that wrapped is not a name.
func TestNamesWithoutForm(t *testing.T) {
	d := opened(t, pagesOf("\n\n\n\n\n\nCertificate of Compliance\n\nissued to\nPurva Weavers\n12 Lake Road, Near Old Bridge\n450001 Khandwa, India\n\n\nissued to\nNordwind Lampen\nund Leuchten GmbH\n24143 Kiel\n\n\nM/s. Purva Mills,\n5 Canal Road, 450001 Khandwa, India"))
	got := map[string][]string{}
	for _, c := range d.prominentNames() {
		got[c.Value.Text] = names(c)
	}
	for _, want := range []string{"led-at-once", "whole-address-below", "led-over-address"} {
		if !slices.Contains(got["Purva Weavers"], want) {
			t.Errorf("Purva Weavers is not %s: %v", want, got["Purva Weavers"])
		}
	}
	if !slices.Contains(got["M/s. Purva Mills"], "messrs") {
		t.Errorf("M/s. Purva Mills: %v", got["M/s. Purva Mills"])
	}
	if !slices.Contains(got["und Leuchten GmbH"], "tail-of-name") || slices.Contains(got["Purva Weavers"], "tail-of-name") {
		t.Errorf("the end of a name is one: %v", got)
	}
}

// TestTranslatedNames: a name that is printed in two scripts, one under the other, is found in both.
func TestTranslatedNames(t *testing.T) {
	d := opened(t, drawn(printed{50, 140, "申请人"}, printed{150, 140, "北风灯具（深圳）有限公司"}, printed{150, 152, "Beifeng Lighting (Shenzhen) Co., Ltd."}))
	var got []string
	for _, p := range d.partiesOf("holder") {
		got = append(got, p.name)
	}
	if !slices.Contains(got, "北风灯具（深圳）有限公司") || !slices.Contains(got, "Beifeng Lighting (Shenzhen) Co., Ltd.") {
		t.Errorf("%q", got)
	}
}

// TestBetweenTwoLines: beside a caption that stands between the two lines of a value, the value begins with the first.
func TestBetweenTwoLines(t *testing.T) {
	d := opened(t, drawn(printed{50, 146, "Applicant:"}, printed{150, 140, "Beifeng Precision Lighting"}, printed{150, 151, "(Shenzhen) Co., Ltd."}))
	if got := shownBlocks(d.finder.blocks(labelAt(t, d, "party.holder"), 2)); got != "beside: Beifeng Precision Lighting / (Shenzhen) Co., Ltd." {
		t.Error(got)
	}
}

// TestStackedHeadings: the column of a heading in two lines begins under the second.
func TestStackedHeadings(t *testing.T) {
	d := opened(t, pagesOf("Test report\tItem\nnumber\nNL-17\tlamp\nNL-18\tshade"))
	var got []string
	for _, l := range d.finder.column(labelAt(t, d, "number.report")).lines {
		got = append(got, l.text())
	}
	if !slices.Equal(got, []string{"NL-17", "NL-18"}) {
		t.Errorf("%q in\n%s", got, cells(d.sheets[0]))
	}
}
