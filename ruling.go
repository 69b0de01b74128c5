package certcat

import "time"

// RulingKind is what a person ruled about.
type RulingKind string

// The kinds of rulings.
const (
	RuledDecision  RulingKind = "decision"       // about a Requirement: Outcome is a Decision
	RuledOverrule  RulingKind = "overrule"       // a Finding does not count: Subject is its rule
	RuledRegister  RulingKind = "register-check" // a register was asked: Subject is its name, Outcome a RegisterResult
	RuledQuestion  RulingKind = "question"       // the seller was asked: Reason is the message
	RuledEscalated RulingKind = "escalation"     // somebody else has to decide
	RuledFinished  RulingKind = "finished"       // every doubtful field was looked at
	RuledWithdrawn RulingKind = "withdrawn"      // takes the ruling back whose number is the Subject
)

// Ruling is what a person decided about a certificate beside its fields. Rulings are only ever added; of two with equal
// kind and subject the later one counts.
type Ruling struct {
	Document string     `json:"document"`
	Part     Part       `json:"part"`
	Number   int        `json:"number"` // 1, 2, … per document
	Kind     RulingKind `json:"kind"`
	Subject  string     `json:"subject,omitempty"`
	Outcome  string     `json:"outcome,omitempty"`
	Args     []Arg      `json:"args,omitempty"`
	Rests    string     `json:"rests,omitempty"` // hash of what it rests on: it ends when that changes
	Reviewer string     `json:"reviewer"`
	Time     time.Time  `json:"time"`
	Reason   string     `json:"reason,omitempty"`
}
