package s3

import (
	"context"
	"errors"
	"io"
	"net/http"
)

// maxBody is how large the body of an event may be, in bytes.
const maxBody = 1 << 20

// Webhook answers servers that post events: 204 when all are noted, 400 where the body is none, 503 where they could not
// be noted: then the server is to send them again. note is called for each event; trouble is told of what was refused.
func (sources Sources) Webhook(note func(context.Context, Taken) error, trouble func(error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			http.Error(w, "the event is too large", http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil {
			http.Error(w, "the event did not arrive", http.StatusBadRequest)
			return
		}
		taken, err := sources.Take(data)
		if err != nil {
			trouble(err)
			http.Error(w, ErrBody.Error(), http.StatusBadRequest)
			return
		}
		for _, t := range taken {
			if err := note(r.Context(), t); err != nil {
				trouble(err)
				http.Error(w, "the event could not be noted; send it again", http.StatusServiceUnavailable)
				return
			}
		}
		w.WriteHeader(http.StatusNoContent)
	})
}
