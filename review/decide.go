package review

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
)

// copyTo copies a body to the browser.
func copyTo(w io.Writer, r io.Reader) (int64, error) { return io.Copy(w, r) }

// held gives the view that a ruling is about; a certificate is needed.
func (a *ask) held() (*seen, error) {
	v, err := a.look()
	if err == nil && v.at < 0 {
		err = ErrNotFound
	}
	return v, err
}

// ruled adds a ruling and returns to the page.
func (a *ask) ruled(v *seen, r certcat.Ruling) error {
	after, err := a.tenant.rule(a.r.Context(), v, r, a.who.Name, a.now())
	if err != nil {
		return err
	}
	return a.parts(http.StatusOK, after, "", nil)
}

// decide accepts or rejects for one requirement.
func (a *ask) decide() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	requirement, outcome, code := a.r.PostFormValue("requirement"), certcat.Decision(a.r.PostFormValue("outcome")), a.r.PostFormValue("code")
	var fit *certcat.Fit
	var verdict certcat.Verdict
	for _, x := range v.verdicts {
		for i := range x.Fits {
			if x.Fits[i].Requirement == requirement {
				fit, verdict = &x.Fits[i], x
			}
		}
	}
	switch {
	case fit == nil && requirement != "":
		return refuse("refused.requirement")
	case outcome != certcat.Accepted && outcome != certcat.Rejected:
		return refuse("refused.action")
	case outcome == certcat.Rejected && !slices.Contains(a.tenant.Policy.Reasons, code):
		return refuse("refused.reason")
	case outcome == certcat.Accepted && slices.ContainsFunc(v.stops, certcat.IsCritical):
		return refuse("refused.open", "field", sayIn(a.lang, "field."+v.stops[0]))
	case outcome == certcat.Accepted && fit != nil && v.decision(verdict, *fit) == certcat.Rejected:
		return refuse("refused.rejected")
	}
	r := certcat.Ruling{Kind: certcat.RuledDecision, Subject: requirement, Outcome: string(outcome), Reason: a.r.PostFormValue("reason"), Args: certcat.Args("code", code, "market", verdict.Market)}
	return a.ruled(v, r)
}

// finish says that every doubtful field was looked at, and goes to the next document.
func (a *ask) finish() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	if len(v.stops) > 0 {
		return refuse("refused.open", "field", sayIn(a.lang, "field."+v.stops[0]))
	}
	if _, err := a.tenant.rule(a.r.Context(), v, certcat.Ruling{Kind: certcat.RuledFinished}, a.who.Name, a.now()); err != nil {
		return err
	}
	if err := a.tenant.Catalogue.Release(a.r.Context(), v.sheet.Document.ID, a.who.Name); err != nil {
		return err
	}
	target, err := a.next(v.sheet.Document.ID)
	if err != nil {
		return err
	}
	a.w.Header().Set("X-Next", target)
	a.w.WriteHeader(http.StatusNoContent)
	return nil
}

// next is the page of the most urgent certificate that nobody else looks at: of the same document first.
func (a *ask) next(document string) (string, error) {
	for _, q := range []Query{{State: InReview, Document: document}, {State: InReview, Limit: 50}, {State: Second, Limit: 50}} {
		q.Today = a.today()
		found, err := a.tenant.Catalogue.Find(a.r.Context(), q)
		if err != nil {
			return "", err
		}
		for _, r := range found.Rows {
			if (r.Lease == nil || r.Lease.Who == a.who.Name) && r.Part.First > 0 && !(r.State == Second && r.By == a.who.Name) {
				return fmt.Sprintf("/d/%s/%d", r.Document, r.Part.First), nil
			}
		}
	}
	return "/queue?done=1", nil
}

// overrule says that a finding does not count, for this document, listing and table row.
func (a *ask) overrule() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	reason, rests := strings.TrimSpace(a.r.PostFormValue("reason")), a.r.PostFormValue("rests")
	if len(reason) < 3 {
		return refuse("refused.why")
	}
	for _, x := range v.verdicts {
		for _, f := range x.Findings {
			if v.rests(f) == rests && tone(f) != "" {
				return a.ruled(v, certcat.Ruling{Kind: certcat.RuledOverrule, Subject: f.Rule, Rests: rests, Reason: reason})
			}
		}
	}
	return refuse("refused.finding")
}

// registerCheck notes what a public register said.
func (a *ask) registerCheck() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	register, outcome := a.r.PostFormValue("register"), a.r.PostFormValue("outcome")
	if !slices.Contains([]string{"found", "not-found", "differs"}, outcome) || register == "" || len(register) > 200 {
		return refuse("refused.action")
	}
	if outcome == "differs" && strings.TrimSpace(a.r.PostFormValue("reason")) == "" {
		return refuse("refused.why")
	}
	return a.ruled(v, certcat.Ruling{Kind: certcat.RuledRegister, Subject: register, Outcome: outcome, Reason: a.r.PostFormValue("reason"),
		Args: certcat.Args("number", a.r.PostFormValue("number"), "url", a.r.PostFormValue("url"))})
}

// askSeller notes what the seller was asked.
func (a *ask) askSeller() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	text := strings.TrimSpace(a.r.PostFormValue("text"))
	if len(text) < 10 {
		return refuse("refused.why")
	}
	return a.ruled(v, certcat.Ruling{Kind: certcat.RuledQuestion, Reason: text, Args: certcat.Args("language", a.r.PostFormValue("language"))})
}

func (a *ask) escalate() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(a.r.PostFormValue("reason"))
	if len(reason) < 3 {
		return refuse("refused.why")
	}
	return a.ruled(v, certcat.Ruling{Kind: certcat.RuledEscalated, Reason: reason})
}

// withdraw takes a ruling back. What an approver overruled only an approver takes back.
func (a *ask) withdraw() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(a.r.PostFormValue("number"))
	i := slices.IndexFunc(v.rulings, func(r certcat.Ruling) bool { return r.Number == n })
	if err != nil || i < 0 {
		return refuse("refused.form")
	}
	if v.rulings[i].Kind == certcat.RuledOverrule && !a.who.Role.May("approver") {
		return refuse("error.role")
	}
	return a.ruled(v, certcat.Ruling{Kind: certcat.RuledWithdrawn, Subject: strconv.Itoa(n), Reason: a.r.PostFormValue("reason")})
}

// lease says that the page is still open, or takes the document over.
func (a *ask) lease() error {
	l, err := a.tenant.Catalogue.Lease(a.r.Context(), a.r.PathValue("id"), a.who.Name, a.r.PostFormValue("take") != "")
	if err != nil {
		return err
	}
	return a.json(http.StatusOK, map[string]any{"mine": l.Who == a.who.Name, "who": l.Who})
}

// askView is the message for the seller, in both languages.
type askView struct {
	En, Zh string
}

// askView writes the message from the findings that somebody outside has to answer, with clause and example.
func (p *documentPage) askView(string) askView {
	return askView{p.message("en"), p.message("zh")}
}

func (p *documentPage) message(lang string) string {
	var b strings.Builder
	c := p.certificate()
	name := c.Field(certcat.CertificateNumber).Text()
	if name == "" {
		name = p.sheet.Name
	}
	b.WriteString(sayIn(lang, "ask.begin", "kind", sayIn(lang, "kind."+c.Field(certcat.Kind).Canonical()), "number", name) + "\n")
	n := 0
	for _, f := range p.Findings {
		if f.Tone == "over" || f.Tone == "warn" || f.Fix.Who == "reviewer" {
			continue
		}
		sentence, todo := sayFinding(lang, f.Finding)
		n++
		b.WriteString("\n" + strconv.Itoa(n) + ". " + sentence + "\n")
		if todo != "" {
			b.WriteString("   " + sayIn(lang, "ask.todo", "todo", todo) + "\n")
		}
		if clause := strings.TrimSpace(f.Citation.Act + " " + f.Citation.Article); clause != "" {
			b.WriteString("   " + sayIn(lang, "ask.clause", "clause", clause) + "\n")
		}
	}
	for field, listing := range p.differs {
		n++
		b.WriteString("\n" + strconv.Itoa(n) + ". " + sayIn(lang, "ask.differs", "field", sayIn(lang, "field."+field), "listing", listing) + "\n")
	}
	if n == 0 {
		b.WriteString("\n1. " + sayIn(lang, "ask.nothing") + "\n")
	}
	b.WriteString("\n" + sayIn(lang, "ask.end"))
	return b.String()
}
