package review

import "context"

type askKey struct{}

func withAsk(ctx context.Context, a *ask) context.Context { return context.WithValue(ctx, askKey{}, a) }

func (s *Server) api() error { return nil }
