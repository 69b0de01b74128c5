package main

import "strings"

// arabicForms gives, for each letter, the first of its presentation forms and how many it has: isolated, final and, for
// letters that join to both sides, initial and medial.
var arabicForms = func() map[rune][2]rune {
	forms := map[rune][2]rune{}
	at := rune(0xfe80)
	for _, letter := range []struct {
		r rune
		n rune
	}{{'ء', 1}, {'آ', 2}, {'أ', 2}, {'ؤ', 2}, {'إ', 2}, {'ئ', 4}, {'ا', 2}, {'ب', 4}, {'ة', 2}, {'ت', 4}, {'ث', 4}, {'ج', 4}, {'ح', 4}, {'خ', 4},
		{'د', 2}, {'ذ', 2}, {'ر', 2}, {'ز', 2}, {'س', 4}, {'ش', 4}, {'ص', 4}, {'ض', 4}, {'ط', 4}, {'ظ', 4}, {'ع', 4}, {'غ', 4}, {'ف', 4}, {'ق', 4}, {'ك', 4},
		{'ل', 4}, {'م', 4}, {'ن', 4}, {'ه', 4}, {'و', 2}, {'ى', 2}, {'ي', 4}} {
		forms[letter.r] = [2]rune{at, letter.n}
		at += letter.n
	}
	return forms
}()

var lamAlef = map[rune]rune{'آ': 0xfef5, 'أ': 0xfef7, 'إ': 0xfef9, 'ا': 0xfefb}

// shape turns Arabic text into joined presentation forms in the order in which they are drawn, left to right: the form
// in which PDF writers of the region store it.
func shape(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = shapeWord([]rune(word))
	}
	for i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 {
		words[i], words[j] = words[j], words[i]
	}
	return strings.Join(words, " ")
}

func shapeWord(letters []rune) string {
	var drawn []rune
	joined := false // the letter before reaches out to this one
	for i := 0; i < len(letters); i++ {
		forms, known := arabicForms[letters[i]]
		if !known {
			drawn, joined = append(drawn, letters[i]), false
			continue
		}
		form := rune(0)
		if joined && forms[1] > 1 {
			form = 1
		}
		if letters[i] == 'ل' && i+1 < len(letters) && lamAlef[letters[i+1]] != 0 {
			drawn, joined = append(drawn, lamAlef[letters[i+1]]+form), false
			i++
			continue
		}
		reaches := forms[1] == 4 && i+1 < len(letters) && arabicForms[letters[i+1]][1] > 1
		if reaches {
			form += 2
		}
		drawn, joined = append(drawn, forms[0]+form), reaches
	}
	for i, j := 0, len(drawn)-1; i < j; i, j = i+1, j-1 {
		drawn[i], drawn[j] = drawn[j], drawn[i]
	}
	return string(drawn)
}
