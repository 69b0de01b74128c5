// Command certcat reads compliance certificates and says what they say, where on the page, whether they hold and which
// requirement of which market they can serve. This package holds flags, configuration and wiring and nothing else that
// another room could hold; it promises the exit codes of the list below.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes. Several answers in one run give the worst, in the order 3, 1, 2, 0.
const (
	exitAccepted = 0  // accepted, or the question is answered
	exitRejected = 1  // at least one rejection; with --strict also a document that can't be read
	exitReview   = 2  // a person has to decide, or no market was asked
	exitMachine  = 3  // disk, memory, network, a missing program
	exitUsage    = 64 // the command line or the configuration is wrong
)

// streams are where a command reads and writes.
type streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// collect is how much the heap may grow before memory is collected, in per cent of what lives, and hugeHeap the bytes from
// which on memory counts more than time. A certificate is judged in 25 KB that die at once beside tables of 10 MB that
// never do: with Go's 100 % a third of the time would go into looking at the tables again.
const (
	collect  = 400
	hugeHeap = 1 << 30
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collect)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(hugeHeap)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once
	code := run(ctx, os.Args[1:], os.Getenv, streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run is the whole program: arguments without the program's name in, exit code out.
func run(ctx context.Context, args []string, env func(string) string, s streams) int {
	t := newTongue(languageOf(args, env))
	root := newRootCommand(t, env, s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var f *failure
	switch {
	case err == nil:
		return exitAccepted
	case errors.As(err, &f):
		if f.err != nil {
			fmt.Fprintln(s.Err, "certcat:", f.err)
		}
		return f.code
	default:
		fmt.Fprintf(s.Err, "certcat: %v\n%s\n", err, t.say("usage.hint"))
		return exitUsage
	}
}

// failure ends a command with a code that is not 0. A nil err says that everything has been said already.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit %d", f.code)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// usage makes an error of the command line or the configuration.
func usage(err error) error { return &failure{exitUsage, err} }

// does adapts a command's work: an error that names no exit code of its own is machine trouble.
func does(work func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := work(cmd.Context(), args)
		var f *failure
		if err == nil || errors.As(err, &f) {
			return err
		}
		return &failure{exitMachine, err}
	}
}

// worst is the code that wins of two: 3 before 1 before 2 before 0.
func worst(a, b int) int {
	rank := func(code int) int { return strings.IndexByte("\x00\x02\x01\x03", byte(code)) }
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// ended turns an exit code into what a command returns.
func ended(code int) error {
	if code == exitAccepted {
		return nil
	}
	return &failure{code: code}
}

func newRootCommand(t tongue, env func(string) string, s streams) *cobra.Command {
	root := &cobra.Command{
		Use: "certcat", Short: t.say("help.root"), Long: t.say("help.root.long"),
		SilenceUsage: true, SilenceErrors: true, CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.PersistentFlags().String("lang", t.lang, t.say("flag.lang"))
	root.InitDefaultHelpFlag() // before the command line is taken apart: else "--help --lang zh" asks for a command zh
	p := program{env: env, streams: s, tongue: t}
	root.AddCommand(
		newBatchCommand(p), newReadCommand(p), newExtractCommand(p), newWhyCommand(p), newCheckCommand(p),
		newDoctorCommand(p), newEvalCommand(p), newTrainCommand(p), newWatchCommand(p), newVersionCommand(p),
		newServeCommand(p), newWorkerCommand(p), newDeadLettersCommand(p), newTokensCommand(p),
		newStoreCommand(p), newCatalogCommand(p), newTablesCommand(p), newRecheckCommand(p), newRequirementsCommand(p), newCategoryCommand(p), newReaderCommand(),
		newJudgeCommand(p), newRegisterCommand(p),
		newReviewCommand(p), newLearnCommand(p), newListingsCommand(p),
	)
	return root
}

// program is what every command is given.
type program struct {
	streams
	tongue tongue
	env    func(string) string
}
