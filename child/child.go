// Package child runs work that may hang, crash or eat the machine in processes that can be killed. It knows no parser.
//
// A Pool starts the program again as workers ("certcat reader"), hands each call to one of them and answers either with
// the worker's result or with the reason why there is none. It promises:
//
//   - A call ends within its limits. CPU time of the worker and everything it started comes first, because it means the
//     same on a busy machine; the wall clock is the backstop. Resident memory, the size of the answer and the size of
//     the files written are limited as well.
//   - A worker that failed is killed with everything it started and replaced; other calls don't notice.
//   - No process outlives the pool, also when the program that holds the pool is killed with SIGKILL: workers get a
//     signal at the death of the pool's thread, and a warden process, which parses nothing, kills their groups and
//     removes the temporary folders.
//   - A worker inherits no environment but PATH, LANG, TESSDATA_PREFIX and what Config.Env adds, has its own temporary
//     folder as HOME, can't gain privileges and leaves no core file.
//
// The other half is Serve, which the worker runs, and Run, with which a worker starts a C program under limits.
// The package needs Linux (process groups, /proc, prlimit).
package child

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/certcat/certcat"
)

// Limits bound one call, or one program started by Run. A zero value means the default in a Config, the Config's value
// in a Call, and no limit of its own in Run (the limits of the call it serves hold all the same).
type Limits struct {
	Wall   time.Duration // wall clock, without the time spent waiting for a free worker
	CPU    time.Duration // CPU time of the worker and everything it started; in Run rounded up to a second
	Memory int64         // bytes: resident memory of the process group; in Run the address space of the program
	Output int64         // bytes: the answer, and what is written to standard error; in Run standard output
	Files  int64         // bytes: the temporary folder of a call in total, and any single file
}

// DefaultLimits are the limits where a Config names none.
var DefaultLimits = Limits{
	Wall:   3 * time.Minute,
	CPU:    time.Minute,
	Memory: 1536 << 20,
	Output: 64 << 20,
	Files:  1 << 30,
}

func (l Limits) or(other Limits) Limits {
	if l.Wall <= 0 {
		l.Wall = other.Wall
	}
	if l.CPU <= 0 {
		l.CPU = other.CPU
	}
	if l.Memory <= 0 {
		l.Memory = other.Memory
	}
	if l.Output <= 0 {
		l.Output = other.Output
	}
	if l.Files <= 0 {
		l.Files = other.Files
	}
	return l
}

// Config says what the workers are.
type Config struct {
	Program string   // path of the program; "" = the running program itself
	Args    []string // its arguments; nil = "reader"
	Env     []string // "KEY=value" pairs beside the few that every worker gets; they win over those
	Temp    string   // where the temporary folders are made; "" = the system's folder
	Workers int      // how many calls run at once; 0 = one per CPU
	Recycle int      // calls after which a worker is replaced by a fresh one; 0 = 300
	Limits  Limits   // of a call that names none
}

func (c Config) complete() Config {
	if c.Program == "" {
		c.Program = "/proc/self/exe" // survives an upgrade of the file under the running program
	}
	if c.Args == nil {
		c.Args = []string{"reader"}
	}
	if c.Workers <= 0 {
		c.Workers = runtime.NumCPU()
	}
	if c.Recycle <= 0 {
		c.Recycle = 300
	}
	c.Limits = c.Limits.or(DefaultLimits)
	return c
}

// Reason is why a call has no result.
type Reason string

// The reasons of a Failure.
const (
	Deadline Reason = "deadline" // the wall clock ran out
	CPU      Reason = "cpu"      // the CPU time ran out
	Memory   Reason = "memory"   // more memory than allowed, or the worker could not get any more
	Output   Reason = "output"   // the answer, standard error or the files written were too large
	Crash    Reason = "crash"    // the process ended without an answer
	Protocol Reason = "protocol" // the process answered nonsense
	Refused  Reason = "refused"  // the handler answered with an error: the machine's trouble, not the document's
)

// Failure says why a call, or a program started by Run, has no result.
type Failure struct {
	Op     string `json:"op"` // the operation, or the program's name
	Reason Reason `json:"reason"`
	Limit  string `json:"limit,omitempty"` // the limit that was hit, e.g. "1m0s", "1536 MB"
	Tail   string `json:"tail,omitempty"`  // what the process last wrote to standard error, cleaned and bounded
}

func (f *Failure) Error() string {
	text := fmt.Sprintf("%s: the process was stopped or ended (%s", f.Op, f.Reason)
	if f.Limit != "" {
		text += ", limit " + f.Limit
	}
	text += ")"
	if f.Tail != "" {
		text += ": " + f.Tail
	}
	return text
}

// Problem is the failure as a transient Problem of the document that was worked on: code "reader-" + reason, arguments
// op and limit. ok is false for Refused, which is the machine's trouble and stays an error.
func (f *Failure) Problem() (p certcat.Problem, ok bool) {
	if f.Reason == Refused {
		return certcat.Problem{}, false
	}
	return certcat.NewProblem("reader-"+string(f.Reason), "op", f.Op, "limit", f.Limit).Passing(), true
}

// Refusal is a handler's way to say that the document itself is the problem. Call returns it again as *Refusal.
type Refusal struct{ Problem certcat.Problem }

func (r *Refusal) Error() string {
	text := "the document was refused: " + r.Problem.Code
	for _, a := range r.Problem.Args {
		text += fmt.Sprintf(" %s=%q", a.Key, a.Value)
	}
	return text
}

// Refuse makes a Refusal from a code and "key", "value" pairs.
func Refuse(code string, keysAndValues ...string) error {
	return &Refusal{Problem: certcat.NewProblem(code, keysAndValues...)}
}

const tailBytes = 2048

// clean makes what a process wrote fit for a log line or a page: no control characters, valid UTF-8, bounded.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}
