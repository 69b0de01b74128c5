package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/ppocr"
)

// readingParts are parts of reading without which train can learn; the others are parts of extraction.
var readingParts = []string{"looks", "second-engine"}

// readWithout is the pages as they would have been read without one of the readingParts.
func readWithout(pages certcat.Pages, part string) certcat.Pages {
	switch part {
	case "looks":
		return withReadings(pages, func(r, _ certcat.Reading) bool { return r.Purpose == "" })
	case "second-engine":
		alone, _ := withoutSecond(pages)
		return withReadings(alone, func(r, best certcat.Reading) bool { return r.By != ppocr.Name || best.By == ppocr.Name })
	}
	return pages
}

// withReadings keeps the readings that keep wants, which is told the page's best one.
func withReadings(pages certcat.Pages, keep func(r, best certcat.Reading) bool) certcat.Pages {
	pages.Pages = slices.Clone(pages.Pages)
	for i, p := range pages.Pages {
		if p.Best < 0 {
			continue
		}
		best := p.Readings[p.Best]
		var kept []certcat.Reading
		for _, r := range p.Readings {
			if keep(r, best) {
				kept = append(kept, r)
			}
		}
		pages.Pages[i].Readings = kept
		pages.Pages[i].Best = slices.IndexFunc(kept, func(r certcat.Reading) bool { return r.By == best.By && r.Region == best.Region && r.Purpose == "" })
	}
	return pages
}

// ablation is the table of what each part adds: the figures of results that were made without it. "nothing" among them
// takes the place of the whole, for runs that are older.
func ablation(labels []label, whole map[string]map[string]any, runs []string) (string, error) {
	var b strings.Builder
	fmt.Fprint(&b, "\n## What each part adds\n\nEverything learned and calibrated anew without one part, out-of-fold as above (`certcat train --without PART`).\n\n"+
		"| without | cells | F1 | born-digital | scan | photo | accepted | wrong | automation |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	row := func(name string, results map[string]map[string]any) {
		e := evaluate(labels, results, scoredFields(), "medium")
		all := e.figures()["all"].(figures)
		fmt.Fprintf(&b, "| %s | %.1f %% | %.1f %% |", name, 100*all.Cells, 100*all.F1)
		for _, medium := range []string{"born-digital", "scan", "photo"} {
			if g := e.group[medium]; g != nil {
				fmt.Fprintf(&b, " %.1f %% |", 100*g.figures().F1)
			} else {
				fmt.Fprint(&b, " – |")
			}
		}
		fmt.Fprintf(&b, " %d | %d | %.1f %% |\n", all.AcceptedCells, all.AcceptedWrong, 100*all.Automation)
	}
	if !slices.ContainsFunc(runs, func(run string) bool { return strings.HasPrefix(run, "nothing=") }) {
		row("nothing", whole)
	}
	for _, run := range runs {
		part, path, ok := strings.Cut(run, "=")
		if !ok {
			return "", usage(fmt.Errorf("%q is not PART=FILE", run))
		}
		f, err := os.Open(path)
		if err != nil {
			return "", usage(err)
		}
		results, err := readResults(f)
		f.Close()
		if err != nil {
			return "", usage(err)
		}
		row(part, results)
	}
	return b.String(), nil
}
