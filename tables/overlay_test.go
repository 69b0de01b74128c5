package tables

import (
	"slices"
	"strings"
	"testing"
)

func TestOverlay(t *testing.T) {
	base := only(t, "invalid", lines(t, "invalid", invalidRow("why", "as shipped"), invalidRow("id", "EN 2", "written", "EN 2")))
	over := Overlay{"invalid": []byte(lines(t, "invalid",
		invalidRow("why", "as shipped", "retracted", "2026-06-01"),
		invalidRow("why", "as corrected", "recorded", "2026-06-01", "verified", "source"),
		invalidRow("id", "EN 3", "written", "EN 3")))}
	plain, err := Load(base)
	if err != nil {
		t.Fatal(err)
	}
	x, err := LoadOver(base, over, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := x.Invalid("EN 1"); got.Why != "as corrected" || got.Row().Verified != "source" {
		t.Errorf("%+v", got)
	}
	if _, ok := x.Invalid("EN 3"); !ok {
		t.Error("the new row is not there")
	}
	if len(x.Verify()) != 0 {
		t.Errorf("%v", x.Verify())
	}
	if before, _ := LoadOver(base, over, "2026-05-31"); before != nil {
		if got, _ := before.Invalid("EN 1"); got.Why != "as shipped" {
			t.Errorf("what was known before: %+v", got)
		}
	}
	if plain.Digest() == x.Digest() || len(x.Digest()) != 64 {
		t.Error("the digest does not tell the sets apart")
	}
	for i, s := range x.Stats() {
		if same := s.Digest == plain.Stats()[i].Digest; same == (s.Table == "invalid") {
			t.Errorf("digest of %s", s.Table)
		}
	}
	records, err := Records(base, over, "invalid")
	if err != nil || len(records) != 5 || !slices.Contains(records[1], "2026-06-01") {
		t.Errorf("%v %v", records, err)
	}
	again, err := over.With(Overlay{"invalid": []byte(lines(t, "invalid", invalidRow("id", "EN 3", "written", "EN 3", "retracted", "2026-07-01"), invalidRow("id", "EN 4", "written", "EN 4")))})
	if err != nil {
		t.Fatal(err)
	}
	y, err := LoadOver(base, again, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := y.Invalid("EN 3"); ok {
		t.Error("the retracted row still counts")
	}
	if _, ok := y.Invalid("EN 4"); !ok {
		t.Error("the second overlay's row is not there")
	}
	if files, err := OverlayOf(again.Files()); err != nil || string(files["invalid"]) != string(again["invalid"]) {
		t.Errorf("%v", err)
	}
}

// What became known in the morning can be known better in the evening.
func TestOverlayOfTheSameDay(t *testing.T) {
	base := only(t, "invalid", lines(t, "invalid", invalidRow("why", "morning")))
	over := Overlay{"invalid": []byte(lines(t, "invalid", invalidRow("why", "morning", "retracted", "2026-01-01"), invalidRow("why", "evening")))}
	for range 2 {
		x, err := LoadOver(base, over, "")
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := x.Invalid("EN 1"); got.Why != "evening" {
			t.Errorf("%+v", got)
		}
		if over, err = over.With(Overlay{"invalid": []byte(lines(t, "invalid", invalidRow("why", "evening", "retracted", "2026-01-01"), invalidRow("why", "evening")))}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOverlaysNeverEdit(t *testing.T) {
	base := only(t, "invalid", lines(t, "invalid", invalidRow(), invalidRow("id", "EN 2", "written", "EN 2", "retracted", "2026-02-01")))
	for name, c := range map[string]struct {
		over Overlay
		want string
	}{
		"another column": {Overlay{"invalid": []byte(lines(t, "invalid", invalidRow("why", "I say so")))}, `changes column "why"`},
		"reopened":       {Overlay{"invalid": []byte(lines(t, "invalid", invalidRow("id", "EN 2", "written", "EN 2")))}, "is retracted already"},
		"twice":          {Overlay{"invalid": []byte(lines(t, "invalid", invalidRow("id", "EN 3", "written", "EN 3"), invalidRow("id", "EN 3", "written", "EN 4")))}, `changes column "written"`},
		"no table":       {Overlay{"invalids": []byte("id\n")}, "no such table"},
		"other columns":  {Overlay{"invalid": []byte("id,colour\n")}, "unknown column"},
		"bad date":       {Overlay{"invalid": []byte(lines(t, "invalid", invalidRow("id", "EN 3", "until", "soon")))}, "is no date"},
	} {
		if _, err := LoadOver(base, c.over, ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := OverlayOf(map[string][]byte{"x.csv": nil}); err == nil {
		t.Error("a file of no table was taken")
	}
}
