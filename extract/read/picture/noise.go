package picture

import "image"

// grainy is the noise, in grey levels, from which a picture is smoothed: scanners and telephones stay below 4.
const grainy = 7

// noise is the median difference of a pixel from its four neighbours' mean. Letters are too few to move it.
func noise(img *image.Gray) int {
	var histogram [256]int
	n := 0
	for y := 1; y < img.Rect.Dy()-1; y += 3 {
		for x := 1; x < img.Rect.Dx()-1; x += 3 {
			i := y*img.Stride + x
			d := 4*int(img.Pix[i]) - int(img.Pix[i-1]) - int(img.Pix[i+1]) - int(img.Pix[i-img.Stride]) - int(img.Pix[i+img.Stride])
			histogram[min(255, max(d, -d)/4)]++
			n++
		}
	}
	sum := 0
	for v, count := range histogram {
		if sum += count; 2*sum >= n {
			return v
		}
	}
	return 0
}

// median gives every pixel the median of its 3 × 3 neighbourhood; the margin of one pixel becomes white.
func median(img *image.Gray) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			i := y*img.Stride + x
			a0, a1, a2 := sort3(img.Pix[i-img.Stride-1], img.Pix[i-img.Stride], img.Pix[i-img.Stride+1])
			b0, b1, b2 := sort3(img.Pix[i-1], img.Pix[i], img.Pix[i+1])
			c0, c1, c2 := sort3(img.Pix[i+img.Stride-1], img.Pix[i+img.Stride], img.Pix[i+img.Stride+1])
			_, middle, _ := sort3(a1, b1, c1)
			_, m, _ := sort3(max(a0, b0, c0), middle, min(a2, b2, c2))
			out.Pix[y*w+x] = m
		}
	}
	return out
}

func sort3(a, b, c uint8) (uint8, uint8, uint8) {
	if a > b {
		a, b = b, a
	}
	if b > c {
		b, c = c, b
	}
	if a > b {
		a, b = b, a
	}
	return a, b, c
}
