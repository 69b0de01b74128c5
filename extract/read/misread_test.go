package read

import (
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

func TestCyrillicPagesKeepTheirLatinCodes(t *testing.T) {
	for _, c := range []struct{ read, want string }{
		{"модель СХ-300, LT-К15, UA.ТR.135", "модель CX-300, LT-K15, UA.TR.135"},
		{"ДСТУ ЕМ ІЕС 62368-1:2020", "ДСТУ EN IEC 62368-1:2020"},
		{"ДСТУ ЕМ 55014-1:2022", "ДСТУ EN 55014-1:2022"},
		{"протокол Ме ЛТ-1184/25", "протокол № ЛТ-1184/25"},
		{"Ne 0417", "№ 0417"},
		{"ЕМ та інші", "ЕМ та інші"},
		{"таль ТЕ-320, БК-7", "таль ТЕ-320, БК-7"},
		{"220 В, 50 Tu, 2200 Br", "220 В, 50 Гц, 2200 Вт"},
		{"ЕАЭС N RU Д-CN.РА01.В.12345/23", "ЕАЭС N RU Д-CN.РА01.В.12345/23"},
		{"ТОВ СВІТЛОТЕCТ", "ТОВ СВІТЛОТЕСТ"},
		{"ТР ТС 004/2011 ГОСТ IEC 60335-1", "ТР ТС 004/2011 ГОСТ IEC 60335-1"},
	} {
		var words []certcat.Word
		for _, w := range strings.Fields(c.read) {
			words = append(words, certcat.Word{Text: w})
		}
		var got []string
		for _, w := range settle(words) {
			got = append(got, w.Text)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q settled as %q, want %q", c.read, s, c.want)
		}
	}
}
