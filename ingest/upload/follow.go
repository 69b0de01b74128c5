package upload

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/certcat/certcat"
)

// again is how often the state is looked up while nothing is heard: a step that was told while nobody listened, or by a
// worker that was killed, is made good by it.
const again = 3 * time.Second

// follow streams the progress of a document: "progress" events, and one "done" with its state at the end.
func (u *upload) follow(w http.ResponseWriter, r *http.Request, sender Sender) {
	k, ok := u.known(w, r, sender)
	if !ok {
		return
	}
	steps := make(chan Progress, 64)
	stop, err := u.keeper.Follow(sender.Tenant, k.ID, func(p Progress) {
		select {
		case steps <- p:
		default: // a reader that is too slow misses steps, never the end
		}
	})
	if err != nil {
		u.broken(w, err)
		return
	}
	defer stop()
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(u.limits.Follow + time.Minute)) // one that can't be set is limited by the server
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	end := time.NewTimer(u.limits.Follow)
	defer end.Stop()
	tick := time.NewTicker(again)
	defer tick.Stop()
	for last := time.Now(); ; {
		if k, err = u.keeper.Known(r.Context(), sender.Tenant, k.ID); err == nil && k.State != certcat.Received {
			_ = event(w, control, "done", map[string]any{"id": k.ID, "state": k.State, "revision": k.Revision})
			return
		}
		for wait := true; wait; {
			select {
			case <-r.Context().Done():
				return
			case <-end.C:
				return
			case p := <-steps:
				last = time.Now()
				if event(w, control, "progress", p) != nil {
					return
				}
				wait = p.Stage != "done"
			case <-tick.C:
				if time.Since(last) >= again {
					if event(w, control, "", nil) != nil {
						return
					}
					wait = false
				}
			}
		}
	}
}

// event writes one event; a nameless one keeps the connection alive.
func event(w http.ResponseWriter, control *http.ResponseController, name string, value any) error {
	if name == "" {
		if _, err := fmt.Fprint(w, ": waiting\n\n"); err != nil {
			return err
		}
		return control.Flush()
	}
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data); err != nil {
		return err
	}
	return control.Flush()
}
