package tables

import "testing"

func TestVerifyIsClean(t *testing.T) {
	for _, p := range open(t).Verify() {
		t.Errorf("%s %v", p.Code, p.Args)
	}
}
