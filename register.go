package certcat

import "time"

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
