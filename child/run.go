package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Exit is the error of a program that ended by itself with a status other than 0.
type Exit struct {
	Name string
	Code int
	Tail string // what it wrote to standard error, cleaned and bounded
}

func (e *Exit) Error() string {
	return fmt.Sprintf("%s ended with status %d: %s", e.Name, e.Code, e.Tail)
}

// Run starts a C program in the worker's process group, in dir, and returns what it wrote to standard output. The kernel
// limits its address space (Memory), CPU time and file sizes; the length of its output and the wall clock are watched.
// The program gets no environment but PATH, HOME and TMPDIR (dir), and the C.UTF-8 locale. Not for Go programs, which
// reserve more addresses than they use.
//
// Errors: *Exit with the output so far where the program says no, *Failure where it was stopped or crashed, others
// where it can't be started.
func Run(ctx context.Context, dir string, lim Limits, name string, args ...string) ([]byte, error) {
	if lim.Wall > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, lim.Wall)
		defer cancel()
	}
	if lim.Output <= 0 {
		lim.Output = DefaultLimits.Output
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	out := &bounded{limit: lim.Output, full: stop}
	var errs tail
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1",
		envMark + "=" + os.Getenv(envMark),
	}
	cmd.Stdout, cmd.Stderr = out, &errs
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.WaitDelay = time.Second
	runtime.LockOSThread() // the death signal belongs to the thread that starts
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	limitProgram(cmd.Process.Pid, lim)
	err := cmd.Wait()
	return out.buf.Bytes(), lim.verdict(ctx, name, err, cmd.ProcessState, out.over, clean(errs.String()))
}

func limitProgram(pid int, lim Limits) {
	if lim.Memory > 0 {
		setLimit(pid, unix.RLIMIT_AS, lim.Memory)
	}
	if lim.CPU > 0 {
		seconds := uint64((lim.CPU + time.Second - 1) / time.Second)
		_ = unix.Prlimit(pid, unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: seconds + 1}, nil) // first the signal that says why
	}
	if lim.Files > 0 {
		setLimit(pid, unix.RLIMIT_FSIZE, lim.Files)
	}
}

func (l Limits) verdict(ctx context.Context, name string, err error, state *os.ProcessState, over bool, text string) error {
	if over {
		return &Failure{Op: name, Reason: Output, Limit: megabytes(l.Output), Tail: text}
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Failure{Op: name, Reason: Deadline, Limit: l.Wall.String(), Tail: text}
	}
	var exit *exec.ExitError
	if err == nil {
		return nil
	}
	if !errors.As(err, &exit) {
		return fmt.Errorf("run %s: %w", name, err)
	}
	if outOfMemory(text) && l.Memory > 0 {
		return &Failure{Op: name, Reason: Memory, Limit: megabytes(l.Memory), Tail: text}
	}
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return &Exit{Name: name, Code: state.ExitCode(), Tail: text}
	}
	used := state.UserTime() + state.SystemTime()
	switch sig := status.Signal(); {
	case sig == syscall.SIGXCPU, sig == syscall.SIGKILL && l.CPU > 0 && used >= l.CPU:
		return &Failure{Op: name, Reason: CPU, Limit: l.CPU.String(), Tail: text}
	case sig == syscall.SIGXFSZ:
		return &Failure{Op: name, Reason: Output, Limit: megabytes(l.Files), Tail: text}
	default:
		return &Failure{Op: name, Reason: Crash, Tail: clean(sig.String() + ": " + text)}
	}
}

// bounded keeps what is written up to a limit and then ends the writer.
type bounded struct {
	buf   bytes.Buffer
	limit int64
	full  func()
	over  bool
}

func (b *bounded) Write(data []byte) (int, error) {
	if int64(b.buf.Len()+len(data)) > b.limit {
		b.over = true
		b.full()
		return 0, errFrameTooLarge
	}
	return b.buf.Write(data)
}
