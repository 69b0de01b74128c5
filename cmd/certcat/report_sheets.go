package main

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/certcat/certcat"
)

// fields is one row for each value, and one for each field without any.
func (w *workbook) fields(add func(cells ...any) error) error {
	for _, row := range w.r.rows {
		file := w.original(row.Outcome)
		for _, c := range row.Certificates {
			for _, f := range append(append([]certcat.Field(nil), c.Fields...), c.Facts...) {
				for _, v := range shown(f) {
					var page any = ""
					if len(v.Evidence) > 0 {
						page = v.Evidence[0].Page
					}
					if err := add(file, partName(c.Part), w.r.p.fieldName(f.Name), excelize.Cell{StyleID: w.confidence(f), Value: v.Text}, v.Canonical,
						page, f.Confidence, w.yes(f.Accepted), w.r.p.tongue.say("state."+string(f.State)), w.r.p.doubts(f)); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (w *workbook) yes(is bool) string {
	if is {
		return w.r.p.tongue.say("yes")
	}
	return w.r.p.tongue.say("no")
}

func partName(p certcat.Part) string {
	if p.First == p.Last {
		return fmt.Sprint(p.First)
	}
	return fmt.Sprintf("%d–%d", p.First, p.Last)
}

func (w *workbook) findings(add func(cells ...any) error) error {
	p := w.r.p
	for _, row := range w.r.rows {
		file := w.original(row.Outcome)
		for _, v := range row.Verdicts {
			for _, f := range v.Findings {
				style := w.normal
				switch f.Outcome {
				case certcat.NotApplicable, certcat.NotInForce:
					continue
				case certcat.Fail:
					style = w.bad
				case certcat.Warn, certcat.Unknown:
					style = w.doubtful
				case certcat.Pass:
					style = w.good
				}
				said, fix := p.finding(f)
				if err := add(file, partName(v.Part), v.Market, f.Rule, excelize.Cell{StyleID: style, Value: p.word("outcome", string(f.Outcome))},
					p.word("law", string(f.Law)), p.word("policy", string(f.Policy)), p.word("basis", string(f.Basis)), said, fix, strings.TrimSpace(f.Cites().Act+" "+f.Cites().Article),
					strings.TrimSpace(f.DecidedBy().Table+" "+f.DecidedBy().ID), f.DecidedBy().Verified, f.Cites().URL); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *workbook) problems(add func(cells ...any) error) error {
	for _, row := range w.r.rows {
		file := w.original(row.Outcome)
		for _, problem := range row.Problems() {
			var page any = ""
			if problem.Page > 0 {
				page = problem.Page
			}
			if err := add(file, page, w.r.p.problem(problem), problem.Code, w.yes(problem.Transient)); err != nil {
				return err
			}
		}
	}
	return nil
}
