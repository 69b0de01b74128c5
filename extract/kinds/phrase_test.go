package kinds

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func texts(tokens []Token) string {
	var out []string
	for _, t := range tokens {
		out = append(out, t.Text)
	}
	return strings.Join(out, " ")
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{" .:,– ", ""},
		{"Certificate No.:", "certificate no"},
		{"Nr. N° Nº № # Number nos numéro", "no no no no no no no no"},
		{"Model(s)", "model"},
		{"applicant's name", "applicant name"},
		{"PRÜFBERICHT", "prufbericht"},
		{"Ｍｏｄｅｌ　ＡＢ", "model ab"},
		{"证书编号：ABC", "证 书 编 号 abc"},
		{"適合ﾏｰｸ", "適 合 マ ー ク"},
		{"2014/53/EU", "2014 53 eu"},
		{"Дата выдачи", "дата выдачи"},
		{"тіркеу №5", "тіркеу no 5"},
		{"인증번호", "인 증 번 호"},
		{"رقم الشهادة", "رقم الشهاده"},
		{"معني الشهـادة ، معنى", "معني الشهاده معني"},
		{"YAYIN TARİHİ, Yayın Tarihi", "yayin tarihi yayin tarihi"},
		{"Протокол Ne 12, протокол Ме 12", "протокол no 12 протокол no 12"},
		{"ne bis in idem", "ne bis in idem"},
	} {
		if got := texts(Tokens(c.text)); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestTokensKnowTheirPlaces: whatever the text, a token's offsets cut it out of the text, in order and without overlap.
func TestTokensKnowTheirPlaces(t *testing.T) {
	text := "  Certificate №12: 证书 ﬁle é́ 25°C\xffend"
	want := []string{"Certificate", "№", "12", "证", "书", "ﬁle", "é́", "25°C", "end"}
	var got []string
	last := 0
	for _, k := range Tokens(text) {
		if k.Start < last || k.End <= k.Start {
			t.Fatalf("token %+v after byte %d", k, last)
		}
		last = k.End
		got = append(got, text[k.Start:k.End])
	}
	if !slices.Equal(got, want) {
		t.Errorf("cut out %q, want %q", got, want)
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("Certificate №12: 证书 ﬁle é́ 25°C\xffend")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, k := range Tokens(text) {
			if k.Start < last || k.End <= k.Start || k.End > len(text) || k.Text == "" {
				t.Fatalf("token %+v after byte %d of %q", k, last, text)
			}
			last = k.End
		}
	})
}

func TestPhrases(t *testing.T) {
	var p Phrases
	for _, add := range [][2]string{{"certificate", "a"}, {"certificate no", "b"}, {"certificate no", "c"}, {"certificate no", "b"}, {"certificate of conformity", "d"}, {"no", "e"}, {"", "nothing"}} {
		p.Add(add[0], add[1])
	}
	for _, c := range []struct {
		text string
		at   int
		want string
	}{
		{"certificate", 0, "1 [a]"},
		{"Certificate No. 5", 0, "2 [b c]"},
		{"Certificate No. 5", 1, "1 [e]"},
		{"Certificate No. 5", 2, "0 []"},
		{"certificate of origin", 0, "1 [a]"},
		{"certificate of conformity", 0, "3 [d]"},
		{"", 0, "0 []"},
		{"of conformity", 0, "0 []"},
	} {
		n, values := p.Longest(Tokens(c.text), c.at)
		if got := fmt.Sprint(n, " ", values); got != c.want {
			t.Errorf("%q at %d: %s, want %s", c.text, c.at, got, c.want)
		}
	}
}

func TestIndex(t *testing.T) {
	for _, c := range []struct {
		text, phrase string
		want         int
	}{
		{"this certificate is valid", "certificate is", 1},
		{"is is it", "is it", 1},
		{"this certificate", "certificate is", -1},
		{"anything", "", -1},
		{"", "anything", -1},
	} {
		tokens, phrase := Tokens(c.text), Tokens(c.phrase)
		if got := Index(tokens, phrase); got != c.want || Contains(tokens, phrase) != (c.want >= 0) {
			t.Errorf("%q in %q: %d, want %d", c.phrase, c.text, got, c.want)
		}
	}
}
