package child

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"syscall"

	"golang.org/x/sys/unix"
)

// Handler does one operation inside a worker. dir is a folder of its own, removed after the call; in is the call's
// argument and out its result, as JSON. An error of type *Refusal says that the document is the problem, a *Failure
// (from Run) that a limit was hit, any other that the machine is.
type Handler func(ctx context.Context, dir string, in json.RawMessage) (out any, err error)

// Serve is the child half: it answers requests until its input ends. It also plays the warden where the pool starts it
// as one. It returns an error when it was not started by a Pool.
func Serve(ctx context.Context, handlers map[string]Handler) error {
	switch os.Getenv(envRole) {
	case roleWarden:
		return serveWarden(os.Stdin)
	case roleWorker:
	default:
		return errors.New("this command is certcat's own child half; it is started by certcat and has no use by hand")
	}
	unix.CloseOnExec(answerDescriptor)
	answers := os.NewFile(answerDescriptor, "answers")
	// Orphans of the programs started here come to this process, where they can be found.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("become the reaper of own descendants: %w", err)
	}
	requests := make(chan request)
	go func() {
		for {
			var req request
			if err := readFrame(os.Stdin, func() int64 { return requestLimit }, &req); err != nil {
				endGroup(err)
			}
			requests <- req
		}
	}()
	if err := writeFrame(answers, answer{}); err != nil {
		return fmt.Errorf("answer the pool: %w", err)
	}
	for req := range requests {
		a := handle(ctx, handlers, req)
		a.ID, a.Stray = req.ID, hasChildren()
		if err := writeFrame(answers, a); err != nil {
			return fmt.Errorf("answer the pool: %w", err)
		}
	}
	return nil
}

// endGroup ends this process and everything that it started, also in the middle of a handler that hangs.
func endGroup(why error) {
	if unix.Getpgrp() == os.Getpid() {
		_ = unix.Kill(0, unix.SIGKILL)
	}
	if errors.Is(why, io.EOF) {
		os.Exit(0)
	}
	os.Exit(1)
}

func handle(ctx context.Context, handlers map[string]Handler, req request) (a answer) {
	defer func() {
		if r := recover(); r != nil {
			a = answer{Failure: &Failure{Op: req.Op, Reason: Crash, Tail: fmt.Sprintf("panic: %v %.1500s", r, debug.Stack())}, Stray: true}
		}
	}()
	handler, ok := handlers[req.Op]
	if !ok {
		return answer{Error: fmt.Sprintf("no operation %q in this program", req.Op)}
	}
	out, err := handler(ctx, req.Dir, req.In)
	var refusal *Refusal
	var failure *Failure
	switch {
	case errors.As(err, &refusal):
		return answer{Refusal: &refusal.Problem}
	case errors.As(err, &failure):
		return answer{Failure: failure}
	case err != nil:
		return answer{Error: err.Error()}
	}
	data, err := json.Marshal(out)
	if err != nil {
		return answer{Error: fmt.Sprintf("encode the result: %v", err)}
	}
	return answer{Out: data}
}

// hasChildren reports whether any process that was started here, or by one that was, is still there.
func hasChildren() bool {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil) // what is dead is buried on the way
		switch {
		case err == syscall.EINTR || err == nil && pid > 0:
			continue
		case err != nil:
			return false
		}
		return true
	}
}
