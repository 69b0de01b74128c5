package child

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// startTime bounds how long a fresh process may take until its first word.
const startTime = 30 * time.Second

// worker is one process of the pool. Only its taker uses it.
type worker struct {
	pool    *Pool
	pid     int // also its process group
	mark    string
	home    string
	cmd     *exec.Cmd
	in      *os.File
	out     *os.File
	err     *os.File
	stderr  tail
	limit   atomic.Int64 // of the next answer
	answers chan answer
	broken  chan error    // one error, when no more answers can come
	read    chan struct{} // closed when both readers are done
	bounds  Limits        // in force in the kernel
	calls   int
	last    uint64
	ended   bool
}

func startWorker(ctx context.Context, p *Pool, serial int) (*worker, error) {
	w := &worker{pool: p, mark: p.mark + "." + strconv.Itoa(serial) + ".", answers: make(chan answer, 1), broken: make(chan error, 1), read: make(chan struct{})}
	w.home = filepath.Join(p.root, "w"+strconv.Itoa(serial))
	if err := os.Mkdir(w.home, 0o700); err != nil {
		return nil, fmt.Errorf("make a temporary folder for a reader process: %w", err)
	}
	if err := w.start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start a reader process (%s): %w", p.cfg.Program, err), os.RemoveAll(w.home))
	}
	timer := time.NewTimer(startTime)
	defer timer.Stop()
	var why string
	select {
	case first := <-w.answers:
		if first.ID == 0 {
			return w, nil
		}
		why = "it answered before it was asked"
	case err := <-w.broken:
		why = err.Error()
	case <-timer.C:
		why = "no word within " + startTime.String()
	case <-ctx.Done():
		w.kill()
		return nil, ctx.Err()
	case <-p.closed:
		w.kill()
		return nil, ErrClosed
	}
	w.kill()
	return nil, fmt.Errorf("start a reader process (%s %s): %s; it wrote: %q", p.cfg.Program, strings.Join(p.cfg.Args, " "), why, clean(w.stderr.String()))
}

func (w *worker) start() error {
	var files [6]*os.File // read and write ends of input, answers, standard error
	closeAll := func(fs ...*os.File) {
		for _, f := range fs {
			if f != nil {
				f.Close()
			}
		}
	}
	for i := 0; i < len(files); i += 2 {
		var err error
		if files[i], files[i+1], err = os.Pipe(); err != nil {
			closeAll(files[:]...)
			return err
		}
	}
	cfg := w.pool.cfg
	cmd := exec.Command(cfg.Program, cfg.Args...)
	cmd.Env = append(environment(w.home, cfg.Limits.Memory), cfg.Env...)
	cmd.Env = append(cmd.Env, envRole+"="+roleWorker, envMark+"="+w.mark)
	cmd.Dir = w.home
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = files[0], files[5], files[5], []*os.File{files[3]}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	err := w.pool.onThread(cmd.Start)
	closeAll(files[0], files[3], files[5])
	if err != nil {
		closeAll(files[1], files[2], files[4])
		return err
	}
	w.cmd, w.pid, w.in, w.out, w.err = cmd, cmd.Process.Pid, files[1], files[2], files[4]
	w.pool.track(w.pid, true)
	setLimit(w.pid, unix.RLIMIT_CORE, 0)
	w.bound(cfg.Limits)
	w.limit.Store(1 << 16)
	var readers sync.WaitGroup
	readers.Go(w.readAnswers)
	readers.Go(func() { _, _ = io.Copy(&w.stderr, w.err) })
	go func() { readers.Wait(); close(w.read) }()
	return nil
}

// environment is everything that a worker learns about where it runs.
func environment(home string, memory int64) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "LANG=C.UTF-8", "LC_ALL=C.UTF-8",
		"OMP_THREAD_LIMIT=1", "GOMAXPROCS=2", fmt.Sprintf("GOMEMLIMIT=%d", memory/4*3),
	}
	if data := os.Getenv("TESSDATA_PREFIX"); data != "" {
		env = append(env, "TESSDATA_PREFIX="+data)
	}
	return env
}

func setLimit(pid, what int, value int64) {
	_ = unix.Prlimit(pid, what, &unix.Rlimit{Cur: uint64(value), Max: uint64(value)}, nil)
}

// bound sets the limits that the kernel enforces. Data counts what was reserved for writing, so that it stands above the
// resident memory that is watched; thread stacks of C code belong to it.
func (w *worker) bound(lim Limits) {
	if lim.Memory == w.bounds.Memory && lim.Files == w.bounds.Files {
		return
	}
	w.bounds = lim
	data := lim.Memory + lim.Memory/4 + 512<<20
	for what, value := range map[int]int64{unix.RLIMIT_DATA: data, unix.RLIMIT_FSIZE: lim.Files} {
		var now unix.Rlimit
		if unix.Prlimit(w.pid, what, nil, &now) == nil {
			_ = unix.Prlimit(w.pid, what, &unix.Rlimit{Cur: min(uint64(value), now.Max), Max: now.Max}, nil)
		}
	}
}

func (w *worker) readAnswers() {
	r := bufio.NewReader(w.out)
	for {
		var a answer
		if err := readFrame(r, w.limit.Load, &a); err != nil {
			w.broken <- err
			return
		}
		select {
		case w.answers <- a:
		default:
			w.broken <- errors.New("it answered twice")
			return
		}
	}
}

// well reports whether an idle worker can take a call: alive, and silent since its last answer.
func (w *worker) well() bool { return len(w.broken) == 0 && len(w.answers) == 0 }

// resident is the memory that the worker itself holds, in bytes.
func (w *worker) resident() int64 {
	p, _ := readProcess(w.pid)
	return p.resident
}

// retire lets an idle worker end by itself.
func (w *worker) retire() {
	_ = w.in.Close() // the worker may be gone already
	select {
	case <-w.broken: //nolint:errcheck // how it ended does not matter any more
	case <-time.After(2 * time.Second):
	}
	w.end(false)
}

// kill ends the worker and everything that it started.
func (w *worker) kill() { w.end(true) }

// end kills before it waits: until it is waited for, the number of the group can't be given to anybody else.
func (w *worker) end(hard bool) {
	if w.ended {
		return
	}
	w.ended = true
	if hard {
		for _, pid := range family(w.pool.table.get(0), w.pid) {
			if pid != w.pid {
				_ = unix.Kill(pid, unix.SIGKILL)
			}
		}
	}
	_ = unix.Kill(-w.pid, unix.SIGKILL)
	_ = w.cmd.Wait()
	if hard {
		sweep(w.mark)
	}
	w.in.Close()
	select { // what it wrote before it died is still in the pipes
	case <-w.read:
	case <-time.After(time.Second):
	}
	w.out.Close()
	w.err.Close()
	<-w.read
	w.pool.track(w.pid, false)
	_ = os.RemoveAll(w.home)
}
