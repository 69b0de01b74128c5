package extract

import (
	"slices"
	"testing"
)

func TestPartNumbersBesideModels(t *testing.T) {
	d := opened(t, pagesOf("Declaration of Conformity\nModel: BS-100\nPart No.: 4711-22\nArticle No.: 99-BS-100"))
	list := d.models()
	if got := featured(list, "beside-models"); !slices.Contains(got, "4711-22") || slices.Contains(got, "BS-100") {
		t.Errorf("numbers beside models %q", got)
	}
	if got := featured(list, "sellers-number"); !slices.Equal(got, []string{"99-BS-100"}) {
		t.Errorf("numbers of sellers %q", got)
	}
	alone := opened(t, pagesOf("Declaration of Conformity\nPart No.: 4711-22\nOrder code: 99-BS-100"))
	if got := featured(alone.models(), "beside-models"); len(got) > 0 {
		t.Errorf("%q stand beside no model", got)
	}
}

func TestManyModelsInText(t *testing.T) {
	d := opened(t, pagesOf("Component list\nBattery pack, Model(s) AB-1, AB-2, AB-3\nBattery cell, Model(s) CD-1, CD-2, CD-3"))
	if got := featured(d.modelsInText(), "listed-often"); len(got) != 0 {
		t.Errorf("%q are told before all are known", got)
	}
	if got := featured(d.models(), "listed-often"); len(got) < 6 {
		t.Errorf("%q, want all six", got)
	}
}
