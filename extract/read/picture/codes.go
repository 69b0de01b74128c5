package picture

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/oned"

	"github.com/certcat/certcat"
)

// Codes finds QR codes and, one per page, a bar code, and says what they hold. Boxes are in pixels and span the code's
// reference points.
func Codes(grey *image.Gray) []certcat.Code {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(grey)
	if err != nil {
		return nil
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	found, _ := qrcode.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
	for _, reader := range []gozxing.Reader{oned.NewCode128Reader(), oned.NewEAN13Reader(), oned.NewCode39Reader()} {
		if result, err := reader.Decode(bitmap, nil); err == nil && len(result.GetText()) >= 6 {
			found = append(found, result)
			break
		}
	}
	var out []certcat.Code
	for _, result := range found {
		var box certcat.Box
		for i, p := range result.GetResultPoints() {
			b := certcat.Box{X0: p.GetX() - 4, Y0: p.GetY() - 4, X1: p.GetX() + 4, Y1: p.GetY() + 4}
			if i == 0 {
				box = b
			}
			box = box.Union(b)
		}
		if text := result.GetText(); text != "" && len(text) < 4096 {
			out = append(out, certcat.Code{Box: box, Format: result.GetBarcodeFormat().String(), Text: text})
		}
	}
	return out
}
