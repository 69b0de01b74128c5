package child

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// warden is the pool's side of the process that cleans up when the pool's own process dies. It parses nothing foreign,
// so that nothing can hang or crash it.
type warden struct {
	mu  sync.Mutex
	cmd *exec.Cmd
	in  *os.File
	end chan struct{}
}

func startWarden(p *Pool) (*warden, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start the warden of the reader processes: %w", err)
	}
	cmd := exec.Command(p.cfg.Program, p.cfg.Args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "GOMAXPROCS=1", envRole + "=" + roleWarden}
	cmd.Stdin = r
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	err = p.onThread(cmd.Start)
	r.Close()
	if err != nil {
		w.Close()
		return nil, fmt.Errorf("start the warden of the reader processes (%s): %w", p.cfg.Program, err)
	}
	g := &warden{cmd: cmd, in: w, end: make(chan struct{})}
	go func() { _ = cmd.Wait(); close(g.end) }()
	g.tell("mark %s", p.mark)
	g.tell("root %s", p.root)
	for group := range p.live {
		g.tell("on %d", group)
	}
	return g, nil
}

func (g *warden) tell(format string, args ...any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, _ = fmt.Fprintf(g.in, format+"\n", args...) // a dead warden is replaced before the next worker starts
}

func (g *warden) alive() bool {
	select {
	case <-g.end:
		return false
	default:
		return true
	}
}

func (g *warden) close() {
	g.in.Close()
	select {
	case <-g.end:
	case <-time.After(5 * time.Second):
		_ = g.cmd.Process.Kill()
		<-g.end
	}
}

// serveWarden reads the pool's lines until the pool's process is gone or closes the pipe, and then leaves nothing behind.
func serveWarden(in io.Reader) error {
	groups := map[int]bool{}
	var mark, root string
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		var group int
		switch word {
		case "mark":
			mark = rest
		case "root":
			root = rest
		case "on", "off":
			if _, err := fmt.Sscanf(rest, "%d", &group); err == nil && group > 1 {
				groups[group] = word == "on"
			}
		}
	}
	for group, on := range groups {
		if on {
			_ = unix.Kill(-group, unix.SIGKILL)
		}
	}
	if mark != "" {
		sweep(mark + ".")
	}
	if root == "" {
		return nil
	}
	return os.RemoveAll(root)
}
