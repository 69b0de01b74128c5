package certcat

import (
	"reflect"
	"testing"
	"time"
)

// TestRegisterChecks: a check stored as a ruling comes back as it was, and one that was withdrawn does not come back.
func TestRegisterChecks(t *testing.T) {
	c := RegisterCheck{Document: "d", Part: Part{First: 2, Last: 3}, Register: "https://register.example", Query: "KE-1", Result: RegisterDiffers,
		Shows: Args("holder", "Sample Heron GmbH"), Picture: "abc", Who: "ana", Time: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), Note: "by phone"}
	first, second := c.Ruling(), c.Ruling()
	first.Number, second.Number = 1, 2
	other := Ruling{Document: "d", Number: 3, Kind: RuledQuestion, Reason: "please"}
	want := c
	want.Number = 2
	got := RegisterChecks([]Ruling{first, second, other, {Number: 4, Kind: RuledWithdrawn, Subject: "1"}})
	if !reflect.DeepEqual(got, []RegisterCheck{want}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestDateValid: only what the calendar has.
func TestDateValid(t *testing.T) {
	for d, want := range map[Date]bool{"2024-02-29": true, "2023-02-29": false, "2026-11": true, "2026-13": false, "2026-00-01": false, "2026-04-31": false,
		"2026-4-01": false, "2026/04/01": false, "": false, "20260401": false, "2026-04-0x": false, "1900-02-29": false, "2000-02-29": true} {
		if d.Valid() != want {
			t.Errorf("%q: valid is %v", d, !want)
		}
	}
}
