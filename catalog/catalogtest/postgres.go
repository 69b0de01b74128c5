// Package catalogtest starts a PostgreSQL server for tests that need a catalogue which several processes share.
package catalogtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/certcat/certcat/child/childtest"
)

// cluster is a PostgreSQL server of this test run, on a socket in a folder of its own.
type cluster struct {
	folder  string
	bin     string
	process *exec.Cmd
	made    int
	mu      sync.Mutex
}

var (
	server = sync.OnceValues(startCluster)
	served *cluster // nil until a test needed it
)

// Stop ends the server where a test has started one. Call it after the tests have run.
func Stop() {
	if served != nil {
		served.stop()
	}
}

// Postgres makes an empty database and gives its address. The server is started where it is not running yet.
func Postgres(t testing.TB) string {
	t.Helper()
	c, err := server()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v (scripts/install-packages --test installs it)", err)
	}
	c.mu.Lock()
	c.made++
	name := fmt.Sprintf("catalogue%d", c.made)
	c.mu.Unlock()
	if out, err := c.as(exec.Command(filepath.Join(c.bin, "createdb"), "-h", c.folder, "-U", "certcat", name)).CombinedOutput(); err != nil {
		t.Fatalf("createdb: %v\n%s", err, out)
	}
	return "postgres://certcat@/" + name + "?host=" + c.folder
}

// startCluster makes a cluster and starts its server, as a user without rights where the tests run as root.
func startCluster() (*cluster, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, errors.New("there is no /usr/lib/postgresql/*/bin/initdb")
	}
	slices.Sort(found)
	c := &cluster{bin: filepath.Dir(found[len(found)-1])}
	if c.folder, err = os.MkdirTemp("/tmp", "certcat-pg-"); err != nil {
		return nil, err
	}
	if credential := unprivileged(); credential != nil {
		if err := os.Chown(c.folder, int(credential.Uid), int(credential.Gid)); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(c.folder, "data")
	if out, err := c.as(exec.Command(c.bin+"/initdb", "-D", data, "-U", "certcat", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync")).CombinedOutput(); err != nil {
		os.RemoveAll(c.folder)
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	c.process = c.as(exec.Command(c.bin+"/postgres", "-D", data, "-k", c.folder, "-c", "listen_addresses=", "-c", "shared_buffers=256MB",
		"-c", "max_wal_size=4GB", "-c", "work_mem=32MB", "-c", "maintenance_work_mem=512MB", "-c", "random_page_cost=1.1", "-c", "effective_cache_size=4GB"))
	c.process.SysProcAttr.Pdeathsig = syscall.SIGINT
	if err := childtest.Start(c.process); err != nil {
		return nil, err
	}
	for range 300 {
		if exec.Command(c.bin+"/pg_isready", "-q", "-h", c.folder).Run() == nil {
			served = c
			return c, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.stop()
	return nil, errors.New("the server was not ready in 30 s")
}

func (c *cluster) stop() {
	if c.process != nil {
		_ = c.process.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = c.process.Wait()
	}
	os.RemoveAll(c.folder)
}

// as makes a command run as the user of the cluster.
func (c *cluster) as(command *exec.Cmd) *exec.Cmd {
	command.SysProcAttr = &syscall.SysProcAttr{Credential: unprivileged()}
	command.Dir = c.folder
	return command
}

// unprivileged is the user for the server where the tests run as root, which PostgreSQL refuses.
func unprivileged() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
			gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
			if uerr == nil && gerr == nil {
				return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
			}
		}
	}
	return nil
}
