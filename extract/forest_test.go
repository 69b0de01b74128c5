package extract

import (
	"reflect"
	"testing"

	"github.com/certcat/certcat"
	"gopkg.in/yaml.v3"
)

// TestForestTellsTogether: a sign that says something beside another only is learned, the same forest
// grows from the same fields, and it is the same after it was written and read.
func TestForestTellsTogether(t *testing.T) {
	var judged []Judged
	for i := range 400 {
		a, b := float64(i%2), float64(i/2%2)
		judged = append(judged, Judged{Field: certcat.Field{Name: certcat.Issuer, State: certcat.Printed}, Right: a == 1 || b == 0, signs: []Feature{{"bias", 1}, {"one", a}, {"other", b}}})
	}
	f := plant(judged)
	for _, c := range []struct{ a, b, low, high float64 }{{0, 0, 0.8, 1}, {1, 1, 0.8, 1}, {1, 0, 0.8, 1}, {0, 1, 0, 0.2}} {
		if got := f.sure([]Feature{{"bias", 1}, {"one", c.a}, {"other", c.b}, {"unknown", 9}}); got < c.low || got > c.high {
			t.Errorf("%v beside %v: %.2f, want %v to %v", c.a, c.b, got, c.low, c.high)
		}
	}
	if again := plant(judged); !reflect.DeepEqual(again.Trees, f.Trees) {
		t.Error("another forest from the same fields")
	}
	text, err := yaml.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var back forest
	if err := yaml.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if err := back.sprout(); err != nil {
		t.Fatal(err)
	}
	signs := []Feature{{"one", 1}, {"other", 1}}
	if back.sure(signs) != f.sure(signs) {
		t.Error("another answer after writing and reading")
	}
}

// TestForestRefuses: what is no forest is refused, and none is never sure.
func TestForestRefuses(t *testing.T) {
	for _, text := range []string{"", "0<1 0.5", "0<1 0.5 0.6 0.7", "2<1 0.1 0.2", "x<1 0.1 0.2", "0<x 0.1 0.2", "leaf"} {
		if err := (&forest{Signs: []string{"a", "b"}, Trees: []string{text}}).sprout(); err == nil {
			t.Errorf("%q was read as a tree", text)
		}
	}
	if err := (&forest{Signs: []string{"b", "a"}}).sprout(); err == nil {
		t.Error("signs out of order were read")
	}
	var none *forest
	if err := none.sprout(); err != nil || none.sure([]Feature{{"a", 1}}) != 0 {
		t.Error("no forest is sure of something")
	}
}
