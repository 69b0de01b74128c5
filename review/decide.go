package review

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/review/correct"
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

// RulingRequest is what somebody wants to rule about a certificate beside its fields.
type RulingRequest struct {
	Kind    certcat.RulingKind `json:"kind" enum:"decision,overrule,register-check,question,escalation,finished,withdrawn"`
	Subject string             `json:"subject,omitempty" doc:"requirement, rule, register, or the number of the ruling that is withdrawn"`
	Outcome string             `json:"outcome,omitempty" doc:"accepted or rejected; of a register: found, differs, ended, not-found or silent"`
	Code    string             `json:"code,omitempty" doc:"why it is rejected: one of the policy's reasons"`
	Reason  string             `json:"reason,omitempty"`
	Rests   string             `json:"rests,omitempty" doc:"of the finding that is overruled"`
	Number  string             `json:"number,omitempty" doc:"what the register was asked for"`
	URL     string             `json:"url,omitempty"`
}

// ruling checks a request and makes the ruling of it.
func (t *Tenant) ruling(v *seen, who access.Principal, lang string, q RulingRequest) (certcat.Ruling, error) {
	r := certcat.Ruling{Kind: q.Kind, Subject: q.Subject, Outcome: q.Outcome, Reason: strings.TrimSpace(q.Reason)}
	switch q.Kind {
	case certcat.RuledDecision:
		return t.decision(v, lang, q, r)
	case certcat.RuledOverrule:
		return overruling(v, who, q, r)
	case certcat.RuledRegister:
		r.Args = certcat.Args("number", q.Number, "url", q.URL)
		if !slices.Contains(certcat.RegisterResults(), certcat.RegisterResult(q.Outcome)) || q.Subject == "" || len(q.Subject) > 400 || len(q.Number)+len(q.URL) > 4000 {
			return r, refuse("refused.action")
		}
		if q.Outcome == string(certcat.RegisterDiffers) && r.Reason == "" {
			return r, refuse("refused.why")
		}
	case certcat.RuledQuestion, certcat.RuledEscalated:
		r.Subject, r.Outcome = "", ""
		if len(r.Reason) < 3 {
			return r, refuse("refused.why")
		}
	case certcat.RuledFinished:
		r.Subject, r.Outcome = "", ""
		if len(v.stops) > 0 {
			return r, refuse("refused.open", "field", sayIn(lang, "field."+v.stops[0]))
		}
	case certcat.RuledWithdrawn:
		i := slices.IndexFunc(v.rulings, func(old certcat.Ruling) bool { return strconv.Itoa(old.Number) == q.Subject })
		if i < 0 {
			return r, refuse("refused.form")
		}
		if v.rulings[i].Kind == certcat.RuledOverrule && !who.Role.May(access.Approver) {
			return r, refuse("error.role")
		}
	default:
		return r, refuse("refused.action")
	}
	return r, nil
}

// decision accepts or rejects for one requirement. Nothing is accepted on a critical field that nobody confirmed, or
// against a rule.
func (t *Tenant) decision(v *seen, lang string, q RulingRequest, r certcat.Ruling) (certcat.Ruling, error) {
	var fit *certcat.Fit
	var verdict certcat.Verdict
	for _, x := range v.verdicts {
		for i := range x.Fits {
			if x.Fits[i].Requirement == q.Subject {
				fit, verdict = &x.Fits[i], x
			}
		}
	}
	r.Args = certcat.Args("code", q.Code, "market", verdict.Market)
	switch outcome := certcat.Decision(q.Outcome); {
	case fit == nil:
		return r, refuse("refused.requirement")
	case outcome != certcat.Accepted && outcome != certcat.Rejected:
		return r, refuse("refused.action")
	case outcome == certcat.Rejected && !slices.Contains(t.Policy.Reasons, q.Code):
		return r, refuse("refused.reason")
	case outcome == certcat.Accepted && slices.ContainsFunc(v.stops, certcat.IsCritical):
		return r, refuse("refused.open", "field", sayIn(lang, "field."+v.stops[0]))
	case outcome == certcat.Accepted && v.decision(verdict, *fit) == certcat.Rejected:
		return r, refuse("refused.rejected")
	}
	return r, nil
}

// overruling says that a finding does not count, for this document, listing and table row.
func overruling(v *seen, who access.Principal, q RulingRequest, r certcat.Ruling) (certcat.Ruling, error) {
	if !who.Role.May(access.Approver) {
		return r, refuse("error.role")
	}
	if len(r.Reason) < 3 {
		return r, refuse("refused.why")
	}
	for _, x := range v.verdicts {
		for _, f := range x.Findings {
			if v.rests(f) == q.Rests && tone(f) != "" {
				r.Subject, r.Rests = f.Rule, q.Rests
				return r, nil
			}
		}
	}
	return r, refuse("refused.finding")
}

// form makes the request of the page's form and adds the ruling.
func (a *ask) form(q RulingRequest) error {
	v, err := a.held()
	if err != nil {
		return err
	}
	q.Reason = a.r.PostFormValue("reason")
	if q.Kind == certcat.RuledQuestion {
		q.Reason = a.r.PostFormValue("text")
	}
	r, err := a.tenant.ruling(v, a.who, a.lang, q)
	if err != nil {
		return err
	}
	after, err := a.tenant.rule(a.r.Context(), v, r, a.who.Name, a.now())
	if err != nil {
		return err
	}
	return a.parts(http.StatusOK, after, "", nil)
}

func (a *ask) decide() error {
	return a.form(RulingRequest{Kind: certcat.RuledDecision, Subject: a.r.PostFormValue("requirement"), Outcome: a.r.PostFormValue("outcome"), Code: a.r.PostFormValue("code")})
}

func (a *ask) overrule() error {
	return a.form(RulingRequest{Kind: certcat.RuledOverrule, Rests: a.r.PostFormValue("rests")})
}

func (a *ask) registerCheck() error {
	return a.form(RulingRequest{Kind: certcat.RuledRegister, Subject: a.r.PostFormValue("register"), Outcome: a.r.PostFormValue("outcome"),
		Number: a.r.PostFormValue("number"), URL: a.r.PostFormValue("url")})
}

func (a *ask) askSeller() error { return a.form(RulingRequest{Kind: certcat.RuledQuestion}) }

func (a *ask) escalate() error { return a.form(RulingRequest{Kind: certcat.RuledEscalated}) }

func (a *ask) withdraw() error {
	return a.form(RulingRequest{Kind: certcat.RuledWithdrawn, Subject: a.r.PostFormValue("number")})
}

// finish says that every doubtful field was looked at, and goes to the next document.
func (a *ask) finish() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	r, err := a.tenant.ruling(v, a.who, a.lang, RulingRequest{Kind: certcat.RuledFinished})
	if err != nil {
		return err
	}
	if _, err := a.tenant.rule(a.r.Context(), v, r, a.who.Name, a.now()); err != nil {
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

// repart splits the part before a page, merges it with the one behind it, or sets the parts that the document had before.
func (a *ask) repart() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	has := v.parts()
	var parts []certcat.Part
	var ok bool
	switch a.r.PostFormValue("what") {
	case "split":
		page, err := strconv.Atoi(a.r.PostFormValue("page"))
		if parts, ok = correct.Split(has, page); err != nil || !ok {
			return refuse("refused.split")
		}
	case "merge":
		if parts, ok = correct.Merge(has, v.certificate().Part.First); !ok {
			return refuse("refused.merge")
		}
	case "set":
		if parts, ok = correct.ParseRanges(a.r.PostFormValue("parts")); !ok {
			return refuse("refused.form")
		}
	case "machine":
	default:
		return refuse("refused.form")
	}
	after, err := a.tenant.repart(a.r.Context(), v.sheet.Document.ID, v.certificate().Part.First, a.who.Name, a.now(), a.r.PostFormValue("saw"), parts)
	if err != nil {
		return err
	}
	return a.back(after)
}

// erase takes the document out for good.
func (a *ask) erase() error {
	id, reason := a.r.PathValue("id"), strings.TrimSpace(a.r.PostFormValue("reason"))
	if a.r.PostFormValue("sure") == "" {
		return refuse("refused.sure")
	}
	if err := a.tenant.erase(a.r.Context(), a.Server, id, a.who.Name, reason); err != nil {
		return err
	}
	if a.r.Header.Get("X-Requested-With") == "certcat" {
		a.w.Header().Set("HX-Redirect", "/queue?erased=1")
		a.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(a.w, a.r, "/queue?erased=1", http.StatusSeeOther)
	return nil
}

func (t *Tenant) erase(ctx context.Context, s *Server, id, who, reason string) error {
	if t.Erase == nil {
		return refuse("refused.action")
	}
	if len(reason) < 3 {
		return refuse("refused.why")
	}
	if _, err := t.Shelf.Sheet(ctx, id); err != nil {
		return err
	}
	if err := t.Erase(ctx, id, who, shortened(reason)); err != nil {
		return err
	}
	return s.Refresh(ctx, t.Name, id)
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
		if f.Tone == "over" || f.Tone == "warn" || f.Remedy().Who == "reviewer" {
			continue
		}
		sentence, todo := sayFinding(lang, f.Finding)
		n++
		b.WriteString("\n" + strconv.Itoa(n) + ". " + sentence + "\n")
		if todo != "" {
			b.WriteString("   " + sayIn(lang, "ask.todo", "todo", todo) + "\n")
		}
		if clause := strings.TrimSpace(f.Cites().Act + " " + f.Cites().Article); clause != "" {
			b.WriteString("   " + sayIn(lang, "ask.clause", "clause", clause) + "\n")
		}
	}
	for _, field := range slices.Sorted(maps.Keys(p.differs)) {
		n++
		b.WriteString("\n" + strconv.Itoa(n) + ". " + sayIn(lang, "ask.differs", "field", sayIn(lang, "field."+field), "listing", p.differs[field]) + "\n")
	}
	if n == 0 {
		b.WriteString("\n1. " + sayIn(lang, "ask.nothing") + "\n")
	}
	b.WriteString("\n" + sayIn(lang, "ask.end"))
	return b.String()
}
