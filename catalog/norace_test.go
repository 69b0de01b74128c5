//go:build !race

package catalog_test

// ordinary is how many documents the speed is measured with where nobody asks for more.
const ordinary = 20_000
