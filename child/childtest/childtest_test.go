package childtest

import (
	"os/exec"
	"runtime"
	"testing"
	"time"
)

// TestOutlivesThreads: processes live on when the threads end that asked for them. Several, because the main thread never
// ends and can be one that asks.
func TestOutlivesThreads(t *testing.T) {
	ended := make(chan string, 4)
	var all []*exec.Cmd
	for range cap(ended) {
		cmd, started := exec.Command("sleep", "60"), make(chan error)
		go func() {
			runtime.LockOSThread() // its thread ends with it
			started <- Start(cmd)
		}()
		if err := <-started; err != nil {
			t.Fatal(err)
		}
		go func() {
			_ = cmd.Wait() // it is killed
			ended <- cmd.ProcessState.String()
		}()
		all = append(all, cmd)
	}
	select {
	case how := <-ended:
		t.Fatal("a process is gone:", how)
	case <-time.After(300 * time.Millisecond):
	}
	for _, cmd := range all {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		<-ended
	}
	if err := Start(exec.Command("/nonexistent")); err == nil {
		t.Error("what is not there was started")
	}
}
