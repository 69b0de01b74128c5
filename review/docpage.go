package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/correct"
)

// documentPage is the page of one certificate.
type documentPage struct {
	screen
	*seen
	Lease    *Lease
	Position int // in the queue's order, 0 = not in it
	Of       int
	Reasons  []string // for rejecting
	Markets  []marketView
	Check    certcat.Check
	Findings []findingView
	Passed   int
	Rows     []rowView
	Facts    []rowView
	Parts    []partView
	Sheets   []sheetView
	History  []historyView
	Register []registerView
	Checked  []certcat.Ruling // registers that were asked
	CanErase bool
	Splits   bool   // parts can be split and merged
	Ranges   string // of all parts
	Ask      askView
}

type marketView struct {
	Verdict  certcat.Verdict
	Decision certcat.Decision // with overruled findings left out
	Fits     []fitView
	By       []certcat.Ruling // what people decided
}

type fitView struct {
	certcat.Fit
	Effective certcat.Decision
	Ruled     *certcat.Ruling
}

type findingView struct {
	certcat.Finding
	Market   string
	Rests    string
	Tone     string // "bad", "ask", "warn", "over"
	Sentence string
	Todo     string
	Over     *certcat.Ruling
}

type partView struct {
	First, Last int
	Kind        string
	Here        bool
}

type sheetView struct {
	Number        int
	Width, Height float64
	Marks         []markView
	Here          bool // belongs to this part
}

// registerView is a register where the number can be looked up.
type registerView struct{ Where, Number, URL string }

// markView is a box of a field on a page.
type markView struct {
	Field      string
	X, Y, W, H float64
	Stop       bool
}

func (v *seen) sheets() []sheetView {
	part := v.certificate().Part
	var list []sheetView
	for i, size := range v.sheet.Document.Sizes {
		n := i + 1
		s := sheetView{Number: n, Width: size.Width, Height: size.Height, Here: n >= part.First && n <= part.Last}
		for _, f := range slices.Concat(v.certificate().Fields, v.certificate().Facts) {
			for _, value := range f.Values {
				for _, e := range value.Evidence {
					if e.Page == n && !e.Box.Empty() {
						s.Marks = append(s.Marks, markView{f.Name, e.Box.X0 - 1.5, e.Box.Y0 - 1, e.Box.Width() + 3, e.Box.Height() + 2, slices.Contains(v.stops, f.Name)})
					}
				}
			}
		}
		list = append(list, s)
	}
	return list
}

// document shows a certificate; without a part the first one.
func (a *ask) document() error {
	v, err := a.look()
	if err != nil {
		return err
	}
	p := &documentPage{screen: a.screen(v.sheet.Name), seen: v, Reasons: a.tenant.Policy.Reasons}
	if v.at < 0 {
		return a.render(http.StatusOK, "unread.html", p)
	}
	if a.who.Role.May("reviewer") {
		lease, err := a.tenant.Catalogue.Lease(a.r.Context(), v.sheet.Document.ID, a.who.Name, false)
		if err != nil {
			return err
		}
		if lease.Who != a.who.Name {
			p.Lease = &lease
		}
	}
	if err := a.fill(p); err != nil {
		return err
	}
	return a.render(http.StatusOK, "document.html", p)
}

// fill makes everything that the page shows.
func (a *ask) fill(p *documentPage) error {
	v := p.seen
	p.Rows, p.Facts = a.fieldRows(v)
	p.findings()
	p.markets()
	for i, l := range v.laid {
		kind := l.Certificate.Field(certcat.Kind)
		p.Parts = append(p.Parts, partView{l.Certificate.Part.First, l.Certificate.Part.Last, kind.Canonical(), i == v.at})
	}
	p.Sheets = v.sheets()
	p.CanErase, p.Splits, p.Ranges = a.tenant.Erase != nil, a.tenant.Parts && a.who.Role.May("reviewer"), correct.Ranges(v.parts())
	p.History = a.history(v)
	for _, r := range v.rulings {
		if r.Kind == certcat.RuledRegister {
			p.Checked = append(p.Checked, r)
		}
	}
	p.Ask = p.askView(p.Lang)
	queue, err := a.tenant.Catalogue.Find(a.r.Context(), Query{State: InReview, Today: a.today(), Limit: 1})
	if err != nil {
		return err
	}
	p.Of = queue.Counts[InReview]
	return nil
}

// CategoryName is what people call a category.
func (p *documentPage) CategoryName(id string) string {
	if p.tenant.Category == nil {
		return id
	}
	return p.tenant.Category(id, p.Lang)
}

func (p *documentPage) findings() {
	for _, verdict := range p.verdicts {
		for _, f := range verdict.Findings {
			view := findingView{Finding: f, Market: verdict.Market, Rests: p.rests(f)}
			if r := registerOf(f); r.Number != "" && !slices.Contains(p.Register, r) {
				p.Register = append(p.Register, r)
			}
			if view.Tone = tone(f); view.Tone == "" {
				p.Passed++
				continue
			}
			if over, ok := p.overruled[view.Rests]; ok {
				view.Over, view.Tone = &over, "over"
			}
			view.Sentence, view.Todo = sayFinding(p.Lang, f)
			if !slices.ContainsFunc(p.Findings, func(g findingView) bool { return g.Rests == view.Rests }) {
				p.Findings = append(p.Findings, view)
			}
		}
	}
	rank := map[string]int{"bad": 0, "ask": 1, "warn": 2, "over": 3}
	slices.SortStableFunc(p.Findings, func(a, b findingView) int { return rank[a.Tone] - rank[b.Tone] })
}

// tone is how grave a finding is; "" where it asks nothing of anybody.
func tone(f certcat.Finding) string {
	switch f.Outcome {
	case certcat.Pass, certcat.NotApplicable, certcat.NotInForce:
		return ""
	}
	switch f.Policy {
	case certcat.PolicyFail:
		return "bad"
	case certcat.PolicyAsk:
		return "ask"
	}
	return "warn"
}

func (p *documentPage) markets() {
	for _, verdict := range p.verdicts {
		p.Check = verdict.Check
		m := marketView{Verdict: verdict, Decision: verdict.Decision}
		effective := certcat.Decision("")
		for _, fit := range verdict.Fits {
			f := fitView{Fit: fit, Effective: p.decision(verdict, fit)}
			for i, r := range p.rulings {
				if r.Kind == certcat.RuledDecision && r.Subject == fit.Requirement {
					f.Ruled = &p.rulings[i]
				}
			}
			if f.Effective == certcat.Irrelevant && f.Ruled == nil {
				continue
			}
			if effective == "" || f.Effective != certcat.Accepted {
				effective = f.Effective
			}
			m.Fits = append(m.Fits, f)
		}
		if effective != "" && len(p.overruled) > 0 {
			m.Decision = effective
		}
		p.Markets = append(p.Markets, m)
	}
}

// correct takes what the reviewer says about one field and answers with the field's row and what follows from it.
func (a *ask) correct() error {
	part, err := a.part()
	if err != nil {
		return err
	}
	var change Change
	if err := a.decode(&change); err != nil {
		return err
	}
	v, err := a.tenant.change(a.r.Context(), a.r.PathValue("id"), part, a.who.Name, a.now(), change)
	var conflict *Conflict
	if errors.As(err, &conflict) {
		return a.parts(http.StatusConflict, v, change.Field, &conflictView{Mine: change, Theirs: conflict.Field})
	}
	if err != nil {
		return err
	}
	return a.parts(http.StatusOK, v, change.Field, nil)
}

func (a *ask) decode(into any) error {
	d := json.NewDecoder(a.r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return refuse("refused.form")
	}
	return nil
}

// undo takes back what this reviewer said last.
func (a *ask) undo() error {
	part, err := a.part()
	if err != nil {
		return err
	}
	v, field, err := a.tenant.undo(a.r.Context(), a.r.PathValue("id"), part, a.who.Name, a.now())
	if err != nil {
		return err
	}
	if field == "" {
		return refuse("refused.undo")
	}
	a.w.Header().Set("X-Field", field)
	return a.parts(http.StatusOK, v, field, nil)
}

// restore brings the certificate back to an earlier state, as new corrections.
func (a *ask) restore() error {
	v, err := a.look()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(a.r.PostFormValue("number"))
	if err != nil || v.at < 0 {
		return refuse("refused.form")
	}
	for _, k := range correct.Restore(v.extracted(), v.sheet.Corrections, n) {
		change := Change{Field: k.Field, Action: k.Action, Saw: k.Saw, Reason: fmt.Sprintf("restore %d", n), Sure: true}
		for _, value := range k.New {
			change.Values = append(change.Values, ChangeValue{value.Text, value.Evidence})
		}
		if v, err = a.tenant.change(a.r.Context(), a.r.PathValue("id"), v.extracted().Part.First, a.who.Name, a.now(), change); err != nil {
			return err
		}
	}
	return a.back(v)
}

// back returns to the document's page.
func (a *ask) back(v *seen) error {
	target := fmt.Sprintf("/d/%s/%d", v.sheet.Document.ID, v.certificate().Part.First)
	if a.r.Header.Get("HX-Request") != "" || a.r.Header.Get("X-Requested-With") == "certcat" {
		a.w.Header().Set("HX-Redirect", target)
		a.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(a.w, a.r, target, http.StatusSeeOther)
	return nil
}

// parts answers a script with one field's row and the parts of the page that follow from it.
func (a *ask) parts(status int, v *seen, field string, conflict *conflictView) error {
	p := &documentPage{screen: a.screen(v.sheet.Name), seen: v, Reasons: a.tenant.Policy.Reasons}
	if err := a.fill(p); err != nil {
		return err
	}
	for i := range p.Rows {
		if p.Rows[i].Name == field {
			p.Rows[i].Conflict = conflict
		}
	}
	return a.render(status, "parts", struct {
		*documentPage
		Only string
	}{p, field})
}
