package extract

import (
	"math"
	"slices"
	"testing"

	"github.com/certcat/certcat"
)

// onItsSide is a label that an engine read on a page turned by a quarter.
func onItsSide(text string, q quarter) certcat.Pages {
	p := plate(text)
	page := &p.Pages[0]
	at := posture{quarter: q}
	for i, w := range page.Readings[0].Words {
		page.Readings[0].Words[i].Box = at.back(w.Box, page.Height, page.Width)
	}
	page.Width, page.Height = page.Height, page.Width
	return p
}

func TestLabelsOnTheirSide(t *testing.T) {
	const text = "Acme Electronics\nModel: BS-1001\nOutput: 5V 2000mA\nWireless Charger"
	want := cells(layOut(plate(text))[0])
	for _, q := range []quarter{upwards, downwards} {
		p := onItsSide(text, q)
		s := layOut(p)[0]
		if s.posture.quarter != q {
			t.Fatalf("runs %d, want %d", s.posture.quarter, q)
		}
		if got := cells(s); got != want {
			t.Errorf("runs %d: rows\n%s\nwant\n%s", q, got, want)
		}
		list, _ := extractor(t).Certificates(p)
		i := slices.IndexFunc(list[0].Fields, func(f certcat.Field) bool { return f.Name == certcat.Models })
		models := list[0].Fields[i]
		if len(models.Values) != 1 || models.Values[0].Text != "BS-1001" {
			t.Fatalf("models %+v", models.Values)
		}
		box := models.Values[0].Evidence[0].Box
		if !slices.ContainsFunc(p.Pages[0].Readings[0].Words, func(w certcat.Word) bool {
			return w.Text == "BS-1001" && w.Box.Overlap(box) > 0.9*w.Box.Width()*w.Box.Height()
		}) {
			t.Errorf("runs %d: the evidence stands at %v, not where the word is", q, box)
		}
	}
	if s := layOut(plate(text))[0]; s.posture.quarter != upright {
		t.Error("an upright label is turned")
	}
}

func TestPostureGoesBack(t *testing.T) {
	b := certcat.Box{X0: 30, Y0: 40, X1: 90, Y1: 52}
	for _, q := range []posture{{upright, 0}, {upwards, 0.03}, {downwards, -0.02}} {
		got := q.back(q.turn(b, 595, 842), 595, 842)
		for _, d := range []float64{got.X0 - b.X0, got.Y0 - b.Y0, got.X1 - b.X1, got.Y1 - b.Y1} {
			if math.Abs(d) > 1e-6 {
				t.Errorf("%+v: %v comes back as %v", q, b, got)
				break
			}
		}
	}
}

func TestCodesBeforeThings(t *testing.T) {
	for line, want := range map[string][2]string{
		"RT30n - Wireless N 300 Router": {"RT30n", "Wireless N 300 Router"},
		"Acme RT-30 – Router":           {"RT-30", "Router"},
		"Wireless - Router":             {},
		"RT-30 - made in Utopia":        {},
	} {
		d := opened(t, plate("Made in Utopia\nModel No\n"+line+"\nInput: 5V 1A"))
		d.class = "label"
		var got [2]string
		if list := featured(d.plateModels(), "before-thing"); len(list) > 0 {
			got[0] = list[0]
		}
		if list := featured(d.plateProducts(), "behind-code"); len(list) > 0 {
			got[1] = list[0]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}
