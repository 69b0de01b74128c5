// Command generate makes the test documents in testdata/cases: certificates as real ones look, of firms, bodies and
// persons that don't exist. It promises the same bytes on every run and every machine: the fonts are in fonts/, dates are
// fixed, whatever is random has a seed.
//
//	go run ./testdata/generate [-out testdata/cases] [-only NAME]
//	go run ./testdata/generate -forms FOLDER [-only FILE,…]    # scans of the made-up forms, to measure languages with
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
)

func main() {
	out := flag.String("out", "testdata/cases", "folder to write the cases to; what it holds of other cases is left alone")
	only := flag.String("only", "", "make only this case")
	scans := flag.String("forms", "", "write scans of the made-up forms of extract/testdata/languages, with their labels, to this folder instead")
	flag.Parse()
	if *scans != "" {
		fmt.Printf("%d forms scanned\n", writeForms("extract/testdata/languages", *scans, *only))
		return
	}
	made, bytes := 0, 0
	for _, group := range [][]maker{declarations, bodies, approvals, papers, asian, media, broken} {
		for _, m := range group {
			if *only != "" && *only != m.name {
				continue
			}
			c := m.make()
			c.name = m.name
			c.write(*out)
			made++
			bytes += len(c.data)
		}
	}
	if made == 0 {
		fmt.Fprintf(os.Stderr, "generate: no case is named %q\n", *only)
		os.Exit(1)
	}
	fmt.Printf("%d cases, %d kB of documents\n", made, bytes/1000)
}

// maker makes one case.
type maker struct {
	name string
	make func() testCase
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// unique panics where two cases share a name.
var _ = func() bool {
	var names []string
	for _, group := range [][]maker{declarations, bodies, approvals, papers, asian, media, broken} {
		for _, m := range group {
			if slices.Contains(names, m.name) {
				panic("two cases are named " + m.name)
			}
			names = append(names, m.name)
		}
	}
	return true
}()
