package certcat

import (
	"strconv"
	"time"
)

// RegisterResult is what a register said.
type RegisterResult string

// The results of asking a register.
const (
	RegisterFound    RegisterResult = "found"     // it lists the number, and what it shows agrees with the paper
	RegisterDiffers  RegisterResult = "differs"   // it lists the number with another holder, model, date …
	RegisterEnded    RegisterResult = "ended"     // it lists the number as ended, withdrawn, suspended
	RegisterNotFound RegisterResult = "not-found" // it doesn't list the number
	RegisterSilent   RegisterResult = "silent"    // it could not be asked, or did not answer
)

// RegisterResults lists the results.
func RegisterResults() []RegisterResult {
	return []RegisterResult{RegisterFound, RegisterDiffers, RegisterEnded, RegisterNotFound, RegisterSilent}
}

// RegisterCheck is what somebody found who asked a public register, or the body that issued a certificate, about one
// number. A perfect paper proves nothing without one. Register checks are only ever added.
type RegisterCheck struct {
	Document string         `json:"document"`
	Part     Part           `json:"part"`
	Number   int            `json:"number"`   // 1, 2, … per document
	Register string         `json:"register"` // the address that was asked, or the body's name
	Query    string         `json:"query"`    // the number that was asked for
	Result   RegisterResult `json:"result"`
	Shows    []Arg          `json:"shows,omitempty"`   // what the register shows: field, value
	Picture  string         `json:"picture,omitempty"` // SHA-256 of a picture of the answer, kept as an original
	Who      string         `json:"who"`
	Time     time.Time      `json:"time"`
	Note     string         `json:"note,omitempty"`
}

// The arguments by which a register check stands in a Ruling.
const (
	askedNumber  = "number"
	askedURL     = "url"
	askedPicture = "picture"
	shown        = "shows:" // followed by what the register shows
)

// Ruling is the check as it is stored, beside what else people ruled about the document.
func (c RegisterCheck) Ruling() Ruling {
	r := Ruling{Document: c.Document, Part: c.Part, Kind: RuledRegister, Subject: c.Register, Outcome: string(c.Result), Reviewer: c.Who, Time: c.Time, Reason: c.Note,
		Args: []Arg{{Key: askedNumber, Value: c.Query}}}
	if c.Picture != "" {
		r.Args = append(r.Args, Arg{Key: askedPicture, Value: c.Picture})
	}
	for _, s := range c.Shows {
		r.Args = append(r.Args, Arg{Key: shown + s.Key, Value: s.Value})
	}
	return r
}

// RegisterChecks finds the register checks among rulings, without those that were withdrawn.
func RegisterChecks(rulings []Ruling) []RegisterCheck {
	withdrawn := map[string]bool{}
	for _, r := range rulings {
		if r.Kind == RuledWithdrawn {
			withdrawn[r.Subject] = true
		}
	}
	var out []RegisterCheck
	for _, r := range rulings {
		if r.Kind != RuledRegister || withdrawn[strconv.Itoa(r.Number)] {
			continue
		}
		c := RegisterCheck{Document: r.Document, Part: r.Part, Number: r.Number, Register: r.Subject, Result: RegisterResult(r.Outcome), Who: r.Reviewer, Time: r.Time, Note: r.Reason}
		for _, a := range r.Args {
			switch {
			case a.Key == askedNumber:
				c.Query = a.Value
			case a.Key == askedPicture:
				c.Picture = a.Value
			case a.Key == askedURL && a.Value != "":
				c.Register = a.Value
			case len(a.Key) > len(shown) && a.Key[:len(shown)] == shown:
				c.Shows = append(c.Shows, Arg{Key: a.Key[len(shown):], Value: a.Value})
			}
		}
		out = append(out, c)
	}
	return out
}

// Money is an estimate between two amounts in whole units of a currency.
type Money struct {
	Low      int    `json:"low"`
	High     int    `json:"high"`
	Currency string `json:"currency"`
}

// Days is an estimate between two numbers of working days.
type Days struct {
	Low  int `json:"low"`
	High int `json:"high"`
}
