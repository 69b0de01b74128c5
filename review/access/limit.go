package access

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The limits of guessing: a few tries at once, then one in a while.
const (
	accountBurst = 5
	accountEvery = 20 * time.Second
	addressBurst = 30
	addressEvery = 2 * time.Second
	mostWatched  = 10_000
)

// limiter slows guessing down, for each account and each address.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func (l *limiter) bucket(key string, burst int, every time.Duration, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buckets == nil {
		l.buckets = map[string]*rate.Limiter{}
	}
	b := l.buckets[key]
	if b == nil {
		if len(l.buckets) >= mostWatched {
			l.forget(now)
		}
		b = rate.NewLimiter(rate.Every(every), burst)
		l.buckets[key] = b
	}
	return b
}

// forget drops who has all tries left; where nobody has, everybody, since an attacker who has filled the map gains
// nothing but the tries of a new address.
func (l *limiter) forget(now time.Time) {
	for key, b := range l.buckets {
		if b.TokensAt(now) >= float64(b.Burst()) {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= mostWatched {
		clear(l.buckets)
	}
}

// try takes one try from the account and the address.
func (l *limiter) try(name, from string, now time.Time) bool {
	address := l.bucket("@"+from, addressBurst, addressEvery, now).AllowN(now, 1)
	return l.bucket("#"+name, accountBurst, accountEvery, now).AllowN(now, 1) && address
}

// succeeded gives an account its tries back.
func (l *limiter) succeeded(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.buckets, "#"+name)
}
