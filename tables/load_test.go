package tables

import "testing"

func TestEmbedded(t *testing.T) {
	x, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range x.Stats() {
		t.Log(s.Table, s.Rows, s.Read)
	}
}
