package extract

import (
	"slices"
	"testing"
)

func TestCodeLines(t *testing.T) {
	want := []string{"AB-101", "AB-102", "AB-103"}
	for name, page := range map[string]string{
		"below":             "Declaration of Conformity\nModels:\nAB-101\nAB-102\nAB-103\n\nsigned",
		"below a sentence":  "Declaration of Conformity\nModels covered by this declaration:\nAB-101\nAB-102\nAB-103\n\nsigned",
		"with bullets":      "Declaration of Conformity\nModels:\n• AB-101\n• AB-102\n• AB-103\n\nsigned",
		"beside":            "Declaration of Conformity\nModels\t: AB-101\n\tAB-102\n\tAB-103\nBrand\t: Acme",
		"several to a line": "Konformitätserklärung\nTypen:\nAB-101 und AB-102\nAB-103\n\nBerlin",
	} {
		d := opened(t, pagesOf(page))
		list, _ := d.codeLines()
		if got := textsOf(list); !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, page := range map[string]string{
		"one line":           "Declaration of Conformity\nModel:\nAB-101\nis in conformity",
		"different things":   "Declaration of Conformity\nModel\nAB-101\n2014/35\nX",
		"a form's next rows": "Declaration of Conformity\nModel\tAB-101\nSerial\tAB-102",
	} {
		d := opened(t, pagesOf(page))
		if list, _ := d.codeLines(); len(list) > 0 {
			t.Errorf("%s: %q", name, textsOf(list))
		}
	}
}

func TestSplitCodes(t *testing.T) {
	for text, want := range map[string][]string{
		"AB-101, AB-102 and AB-103": {"AB-101", "AB-102", "AB-103"},
		"BS 12, BS 18 sowie BS 20":  {"BS 12", "BS 18", "BS 20"},
		"Black and White":           {"Black and White"},
		"AB-101":                    {"AB-101"},
	} {
		d := opened(t, pagesOf("Model: "+text))
		seg := d.sheets[0].rows[0][0]
		var got []string
		for _, v := range d.splitCodes(span{seg, len("Model: "), len(seg.text)}) {
			got = append(got, v.text())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSameFamily(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"AB-101", "AB-202X", true}, {"AB-101", "CD-7", true}, {"AB-101", "77-XYZ-1", false}, {"12AB", "34CD", true}, {"12AB", "X", false}} {
		if got := sameFamily(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}

func TestPlateNamedModels(t *testing.T) {
	for line, want := range map[string]string{"Mod. AB-12 Type": "AB-12", "Model AB-12": "AB-12", "M/N: RT-300": "RT-300", "Typ 7B2": "7B2", "model year": "", "Type approved": ""} {
		d := opened(t, plate(line+"\n230V~ 50Hz 5W\nMade in Utopia"))
		d.class = "label"
		got := ""
		if list := textsOf(d.plateNamedModels()); len(list) > 0 {
			got = list[0]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestOnceAtPlace(t *testing.T) {
	d := opened(t, plate("Model AB-12\nAB-12\n230V~ 50Hz 5W\nMade in Utopia"))
	n := 0
	for _, c := range d.models() {
		if c.Value.Text == "AB-12" {
			n++
		}
	}
	if n > 2 {
		t.Errorf("a designation printed twice is listed %d times", n)
	}
}

func TestRangesAreNoSingleModels(t *testing.T) {
	d := opened(t, pagesOf("We tested model LL-100 to LL-190 in the laboratory"))
	for _, c := range d.modelsInText() {
		if c.Value.Text == "LL-100" {
			t.Error("the beginning of a range is listed by itself")
		}
	}
}

func TestSeriesInText(t *testing.T) {
	d := opened(t, pagesOf("Acme Ltd. declares that the products of the AB series (AB-10, AB-20 and AB-30) comply.\nThe C series (cheap, light) is new."))
	if got := textsOf(d.seriesInText()); !slices.Equal(got, []string{"AB-10", "AB-20", "AB-30"}) {
		t.Errorf("%q", got)
	}
}

func TestListsEndWhereRulesAreNamed(t *testing.T) {
	d := opened(t, pagesOf("DECLARACIÓN UE DE CONFORMIDAD\nProducto: Taladro de columna\nModelos: TC-12, TC-16 y TC-20\nDirectiva 2006/42/CE\nMadrid, 3 de mayo de 2024"))
	for _, c := range d.models() {
		if c.Value.Text == "Directiva 2006/42/CE" || c.Value.Text == "Madrid" {
			t.Errorf("%q is listed as a model", c.Value.Text)
		}
	}
}

func TestBracketsAreNotCut(t *testing.T) {
	d := opened(t, pagesOf("Certificate\nModel: AB-12xy (x = 0-9, y = A-Z), AB-13"))
	got := textsOf(d.models())
	if !slices.Contains(got, "AB-12xy (x = 0-9, y = A-Z)") || slices.Contains(got, "y = A-Z)") {
		t.Errorf("%q", got)
	}
}
