package review

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
)

// bulkPage asks whether to do one thing to many certificates.
type bulkPage struct {
	screen
	What, Reason, Code string
	Picked             []bulkRow
	Can                int
}

// bulkRow is one certificate, what would be ruled about it, and why not where nothing would.
type bulkRow struct {
	Row
	Pick   string
	Not    string
	view   *seen
	ruling []certcat.Ruling
}

// mostPicked is how many certificates one bulk action takes.
const mostPicked = 200

// bulk does one thing to many certificates: it shows what would happen first, and does it when that was confirmed.
func (a *ask) bulk() error {
	if err := a.r.ParseForm(); err != nil {
		return refuse("refused.form")
	}
	p := &bulkPage{screen: a.screen(sayIn(a.lang, "bulk.title")), What: a.r.PostFormValue("what"), Code: a.r.PostFormValue("code"), Reason: strings.TrimSpace(a.r.PostFormValue("reason"))}
	picked := a.r.PostForm["pick"]
	switch {
	case len(picked) == 0 || len(picked) > mostPicked || !slices.Contains([]string{"escalate", "ask", "return", "reject"}, p.What):
		return refuse("refused.form")
	case p.What == "escalate" && len(p.Reason) < 3:
		return refuse("refused.why")
	case p.What == "reject" && !slices.Contains(a.tenant.Policy.Reasons, p.Code):
		return refuse("refused.reason")
	}
	for _, pick := range picked {
		row, err := a.picked(p, pick)
		if err != nil {
			return err
		}
		if p.Picked = append(p.Picked, row); row.Not == "" {
			p.Can++
		}
	}
	if a.r.PostFormValue("sure") == "" || p.Can == 0 {
		return a.render(http.StatusOK, "bulk.html", p)
	}
	for _, row := range p.Picked {
		v := row.view
		for _, r := range row.ruling {
			var err error
			if v, err = a.tenant.rule(a.r.Context(), v, r, a.who.Name, a.now()); err != nil {
				return err
			}
		}
	}
	http.Redirect(a.w, a.r, "/queue?did="+strconv.Itoa(p.Can), http.StatusSeeOther)
	return nil
}

// picked looks at one certificate and says what would be ruled about it.
func (a *ask) picked(p *bulkPage, pick string) (bulkRow, error) {
	id, part, _ := strings.Cut(pick, "/")
	n, err := strconv.Atoi(part)
	if err != nil {
		return bulkRow{}, refuse("refused.form")
	}
	v, err := a.tenant.look(a.r.Context(), id, n)
	if err == nil && v.at < 0 {
		err = ErrNotFound
	}
	if errors.Is(err, ErrNotFound) {
		return bulkRow{Row: Row{Document: id, Name: id[:min(12, len(id))]}, Pick: pick, Not: p.T("error.not-found")}, nil
	}
	if err != nil {
		return bulkRow{}, err
	}
	row := bulkRow{Row: v.row(), Pick: pick, view: v}
	for _, q := range a.bulkRequests(p, v) {
		r, err := a.tenant.ruling(v, a.who, a.lang, q)
		var refused *refusal
		if errors.As(err, &refused) {
			row.Not, row.ruling = sayIn(a.lang, refused.code, refused.args...), nil
			return row, nil
		}
		if err != nil {
			return row, err
		}
		row.ruling = append(row.ruling, r)
	}
	if len(row.ruling) == 0 {
		row.Not = p.T("bulk.nothing")
	}
	return row, nil
}

// bulkRequests is what the action asks for on one certificate.
func (a *ask) bulkRequests(p *bulkPage, v *seen) (list []RulingRequest) {
	switch p.What {
	case "escalate":
		return []RulingRequest{{Kind: certcat.RuledEscalated, Reason: p.Reason}}
	case "ask":
		d := &documentPage{screen: p.screen, seen: v}
		d.findings()
		return []RulingRequest{{Kind: certcat.RuledQuestion, Reason: d.message(a.lang)}}
	case "return":
		for _, r := range v.rulings {
			if r.Kind == certcat.RuledEscalated || r.Kind == certcat.RuledQuestion {
				list = append(list, RulingRequest{Kind: certcat.RuledWithdrawn, Subject: strconv.Itoa(r.Number), Reason: p.Reason})
			}
		}
	case "reject":
		for _, verdict := range v.verdicts {
			for _, fit := range verdict.Fits {
				if d := v.decision(verdict, fit); d != certcat.Irrelevant && d != "" {
					list = append(list, RulingRequest{Kind: certcat.RuledDecision, Subject: fit.Requirement, Outcome: string(certcat.Rejected), Code: p.Code, Reason: p.Reason})
				}
			}
		}
	}
	return list
}
