package tables

import (
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

// What was wrong in the first fact sheets must not come back.
func TestKnownFaultsAreMended(t *testing.T) {
	x := open(t)
	for _, c := range []string{"power-bank", "flashlight", "kitchen-scale"} {
		gb, ok := x.Cell("GB", c, "2026-11-22")
		if !ok || slices.Contains(gb.Acts, "SI 2016/1101") {
			t.Errorf("GB/%s is under the low-voltage regulations: %v", c, gb.Acts)
		}
		list, _ := x.RequirementsOn("GB", c, "2026-11-22")
		for _, r := range list {
			if slices.Contains(r.Acts, "SI 2016/1101") {
				t.Errorf("%s names the low-voltage regulations", r.ID)
			}
		}
	}
	for _, c := range []string{"usb-charger", "tv", "monitor", "led-lamp", "luminaire", "refrigerator", "washing-machine"} {
		list, _ := x.RequirementsOn("EU", c, "2026-11-22")
		if i := slices.IndexFunc(list, func(r certcat.Requirement) bool { return r.ID == "EU/"+c+"/eu-doc" }); i < 0 || !slices.Contains(list[i].Acts, "2009/125/EC") {
			t.Errorf("the declaration of %s does not name 2009/125/EC", c)
		}
	}
	for _, spelling := range []string{"EN 63000:2018", "EN62368-1:2014", "EN301489-1"} {
		if i, ok := x.Invalid(spelling); ok {
			t.Errorf("%q is a spelling, not an invalid reference: %+v", spelling, i)
		}
	}
	if b, ok := x.Body("0413"); !ok || len(b.Acts)+len(b.ActsKnowledge) == 0 {
		t.Errorf("0413 has no acts: %+v", b)
	}
	for _, g := range x.Guidance() {
		if g.ID == "doc-date" && (strings.Contains(g.Then, "reject") || !strings.Contains(g.Then, "transition")) {
			t.Errorf("the rule about the declaration's date rejects what transitions let live on: %q", g.Then)
		}
	}
	if len(x.Transitions("93/42/EEC")) == 0 {
		t.Error("no transition for certificates under 93/42/EEC")
	}
}

func TestBitesOnAndPapers(t *testing.T) {
	x := open(t)
	find := func(market, category, id string) certcat.Requirement {
		t.Helper()
		list, _ := x.RequirementsOn(market, category, "2026-11-22")
		for _, r := range list {
			if r.ID == id {
				return r
			}
		}
		t.Fatalf("no requirement %s", id)
		return certcat.Requirement{}
	}
	if r := find("EU", "usb-charger", "EU/usb-charger/eu-doc"); r.BitesOn != "placed" {
		t.Errorf("bites on %q", r.BitesOn)
	}
	if r := find("SA", "usb-charger", "SA/usb-charger/sa-saber-scoc"); r.BitesOn != "shipped" || len(r.Bodies) == 0 || r.Evidence != "per-shipment" {
		t.Errorf("%+v", r)
	}
	if r := find("US", "power-bank", "US/power-bank/int-iata-dgr"); !slices.Equal(r.When, []string{"transport=air"}) || r.Level != "conditional" {
		t.Errorf("%+v", r)
	}
	if s, _ := x.Scheme("eaeu-fsb"); s.Notarisation != "required" || s.Legalisation != "not-required" {
		t.Errorf("a notarised power of attorney is no legalisation: %+v", s)
	}
	if s, _ := x.Scheme("eg-goeic"); s.Notarisation != "not-required" || s.Legalisation != "required" || s.LegalisationType != "consular" {
		t.Errorf("a consulate is no notary: %+v", s)
	}
	if list := x.Exclusions("2014/53/EU"); len(list) < 2 || list[0].Excludes != "2014/35/EU" {
		t.Errorf("RED excludes %+v", list)
	}
}
