package grammar

import "testing"

// TestFormsOfReports: the form that a report is written in is no standard, though it is named after one.
func TestFormsOfReports(t *testing.T) {
	if got := Standards("Test Report Form No.: IEC62368_1D"); len(got) != 0 {
		t.Errorf("read %v", got)
	}
	if got := Standards("IEC 62368-1:2018 _ photo"); len(got) != 1 {
		t.Errorf("read %v", got)
	}
}
