package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// The cost of a password's hash: 19 MiB, two passes. Stored hashes carry their own cost.
const (
	costMemory = 19 << 10 // KiB
	costTime   = 2
	costLanes  = 1
	keyBytes   = 32
	leastRunes = 12
	mostBytes  = 512
)

// hashing lets only a few hashes run at once, so that logins can't take the machine.
var hashing = make(chan struct{}, 2)

func argon(password string, salt []byte, time, memory uint32, lanes uint8) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, time, memory, lanes, keyBytes)
}

// checkPassword refuses what is easy to guess or costly to hash.
func checkPassword(name, password string) error {
	switch {
	case utf8.RuneCountInString(password) < leastRunes:
		return fmt.Errorf("%w: a password has at least %d characters", ErrRefused, leastRunes)
	case len(password) > mostBytes:
		return fmt.Errorf("%w: a password has at most %d bytes", ErrRefused, mostBytes)
	case strings.Contains(strings.ToLower(password), strings.ToLower(name)) && len(name) > 3:
		return fmt.Errorf("%w: the password must not hold the name", ErrRefused)
	case len(strings.Trim(password, password[:1])) == 0:
		return fmt.Errorf("%w: the password is one character over and over", ErrRefused)
	}
	return nil
}

var encoding = base64.RawStdEncoding

func hashPassword(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	key := argon(password, salt, costTime, costMemory, costLanes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, costMemory, costTime, costLanes, encoding.EncodeToString(salt), encoding.EncodeToString(key))
}

// matches reports whether a password has this hash. A hash that can't be read matches nothing.
func matches(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || len(password) > mostBytes {
		return false
	}
	var memory, time uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil || time == 0 || lanes == 0 || memory > 1<<20 {
		return false
	}
	salt, err := encoding.DecodeString(parts[4])
	want, err2 := encoding.DecodeString(parts[5])
	if err != nil || err2 != nil || len(want) != keyBytes {
		return false
	}
	return subtle.ConstantTimeCompare(argon(password, salt, time, memory, lanes), want) == 1
}

// nobody is hashed against where no account has the name, so that time does not tell which names exist.
var nobody = sync.OnceValue(func() string { return hashPassword("nobody has this password") })
