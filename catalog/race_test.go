//go:build race

package catalog_test

// ordinary is how many documents the speed is measured with under the race detector, which makes SQLite ten times slower;
// scripts/unit-tests measures with more, without it. slower is how many times its limits count here.
const (
	ordinary = 2000
	asks     = 10   // of each question
	tries    = 50   // random filters
	planned  = 1000 // documents under the plans that are looked at
	slower   = 20
)
