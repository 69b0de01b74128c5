package desk_test

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/cmd/certcat/desk"
)

// TestScreenshots renews the pictures of the README: make screenshots.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("CERTCAT_SCREENSHOTS")
	if folder == "" {
		t.Skip("make screenshots renews the pictures in docs/screenshots")
	}
	h := newHouse(t)
	id := base.ids["eu-doc-en62368-2014"]
	picture, err := h.desk.Picture(t.Context(), base.ids["fcc-sdoc-monitor"], 1)
	if err != nil {
		t.Fatal(err)
	}
	name, err := desk.AddPicture(t.Context(), h.desk.Store, picture)
	if err != nil {
		t.Fatal(err)
	}
	h.bind(id, certcat.Listing{SKU: "MXB-C20-EU", Title: "20 W USB-C wall charger", Seller: "Lantern Bay Trading", Brand: "MOXIBAI", Markets: []string{"EU"}, Models: []string{"MXB-C20"}, Picture: name,
		Attributes: []certcat.Attribute{{Name: "power", Value: "20", Unit: "W"}}})
	b := newTab(t, h, "reviewer")
	for _, shot := range []struct{ name, lang, theme, path string }{
		{"queue", "en", "light", "/queue"}, {"queue-zh", "zh", "light", "/queue"}, {"queue-dark", "en", "dark", "/queue"},
		{"document", "en", "light", "/d/" + id}, {"document-zh", "zh", "light", "/d/" + base.ids["ccc-certificate-chinese"]}, {"document-dark", "en", "dark", "/d/" + base.ids["type-examination-expired"]},
	} {
		b.cookie("lang", shot.lang)
		b.cookie("theme", shot.theme)
		b.goTo(shot.path)
		b.until(`document.readyState == "complete" && [...document.images].every(i => i.complete || i.loading == "lazy")`)
		if shot.path != "/queue" {
			b.ready()
			b.press("Enter")
			b.press("Enter")
			b.until(`document.querySelectorAll(".row[data-tone=person]").length == 2 && !document.querySelector(".row.sending")`)
		}
		data, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		shown, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := jpeg.Encode(&out, shown, &jpeg.Options{Quality: 82}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, shot.name+".jpg"), out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
