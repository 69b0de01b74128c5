//go:build race

package catalog_test

const (
	ordinary = 2000
	tries    = 50   // random filters
	planned  = 1000 // documents under the plans that are looked at
)
