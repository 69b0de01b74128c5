//go:build !race

package catalog_test

// ordinary is how many documents the speed is measured with where nobody asks for more. slower is how many times the limits
// of answers count: once.
const (
	ordinary = 20_000
	asks     = 100
	tries    = 300  // random filters
	planned  = 3000 // documents under the plans that are looked at
	slower   = 1
)
