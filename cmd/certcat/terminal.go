package main

import (
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// terminal is what is known about the place that a command writes to.
type terminal struct {
	width  int // columns
	colour bool
	live   bool // a person watches: a line may be redrawn
}

func terminalOf(w io.Writer, env func(string) string) terminal {
	t := terminal{width: 120}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return t
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width >= 40 {
		t.width = width
	}
	t.live = env("TERM") != "dumb"
	t.colour = t.live && env("NO_COLOR") == ""
	return t
}

// The colours that mark decisions and doubts.
const (
	red, green, yellow, grey, plain = "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[90m", "\x1b[0m"
)

func (t terminal) paint(colour, text string) string {
	if !t.colour || colour == "" {
		return text
	}
	return colour + text + plain
}

// clean makes foreign text fit for a terminal: control characters and invisible marks that could move the cursor or
// reorder the line are replaced, line ends become spaces.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cc, r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x61c:
			return -1
		case unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// wide is how many columns a text takes; a Chinese character takes two.
func wide(text string) int { return uniseg.StringWidth(text) }

// pad fills a text with spaces to a number of columns.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-wide(text)))
}

// wrap breaks a text into lines of at most so many columns: where a line may be broken, or inside a word that is longer
// than a line.
func wrap(text string, columns int) []string {
	var lines []string
	var now strings.Builder
	used, state := 0, -1
	flush := func() {
		lines = append(lines, strings.TrimRight(now.String(), " "))
		now.Reset()
		used = 0
	}
	for text != "" {
		var segment string
		segment, text, _, state = uniseg.FirstLineSegmentInString(text, state)
		if used > 0 && used+wide(strings.TrimRight(segment, " ")) > columns {
			flush()
		}
		for g := uniseg.NewGraphemes(segment); g.Next(); {
			if used+g.Width() > columns && g.Str() != " " {
				flush()
			}
			now.WriteString(g.Str())
			used += g.Width()
		}
	}
	if used > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}
