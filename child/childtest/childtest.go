// Package childtest starts processes for tests that end with the test's process, whatever becomes of it.
package childtest

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// starter runs what it is given on one thread that lives as long as this process: Linux kills a child with a death signal
// when the thread ends that started it, and Go ends threads.
var starter = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for do := range work {
			do()
		}
	}()
	return work
})

// Start is cmd.Start; the process gets SIGKILL, or the death signal that cmd names, when this one ends.
func Start(cmd *exec.Cmd) error {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	if cmd.SysProcAttr.Pdeathsig == 0 {
		cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	}
	started := make(chan error)
	starter() <- func() { started <- cmd.Start() }
	return <-started
}
