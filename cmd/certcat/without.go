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
		pages.Pages = slices.Clone(pages.Pages)
		for i, p := range pages.Pages {
			best := p.Readings[p.Best]
			readings := slices.DeleteFunc(slices.Clone(p.Readings), func(r certcat.Reading) bool { return r.Purpose != "" })
			pages.Pages[i].Readings = readings
			pages.Pages[i].Best = max(0, slices.IndexFunc(readings, func(r certcat.Reading) bool { return r.By == best.By }))
		}
	case "second-engine":
		alone, _ := withoutSecond(pages)
		pages = alone
		for i, p := range pages.Pages {
			best := p.Readings[p.Best]
			readings := slices.DeleteFunc(slices.Clone(p.Readings), func(r certcat.Reading) bool { return r.By == ppocr.Name && best.By != ppocr.Name })
			pages.Pages[i].Readings = readings
			pages.Pages[i].Best = max(0, slices.IndexFunc(readings, func(r certcat.Reading) bool { return r.By == best.By && r.Purpose == best.Purpose }))
		}
	}
	return pages
}

// ablation is the table of what each part adds: the figures of results that were made without it.
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
	row("nothing", whole)
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
