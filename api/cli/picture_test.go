package cli

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"article30/api"
	"article30/api/statements"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/reports/xlsx/xlsxtest"
)

// largestPicture is what a picture in README may have, in bytes.
const largestPicture = 200 << 10

// The pictures in README are those of the demonstration: its budget sheet as
// LibreOffice prints it in English and Arabic, and its page as Chromium shows it. They depend on the
// typefaces of the machine, so that only -update compares by writing them.
func TestPictures(t *testing.T) {
	for _, judge := range []string{"soffice", "pdftoppm", "chromium"} {
		dbtest.Judge(t, judge)
	}
	a := &app{
		ctx: t.Context(), flags: flags{DB: "sqlite:" + filepath.Join(t.TempDir(), "demo.db")},
		actor: access.Operator("tester"), printer: locale.Match("en"), out: bufio.NewWriter(io.Discard), err: io.Discard,
	}
	err := a.withDemo(date.MustParse(demoToday), func(s *services) error {
		for lang, file := range map[string]string{"en": "budget_sheet.png", "ar": "budget_sheet_ar.png"} {
			t.Run("budget sheet in "+lang, func(t *testing.T) {
				p, err := locale.For(lang)
				if err != nil {
					t.Fatal(err)
				}
				sheet, err := s.statements.Make(a.ctx, a.actor, p, statements.In{Name: "budget-sheet", Symbol: demoSymbol, Format: "xlsx"})
				if err != nil {
					t.Fatal(err)
				}
				page := firstPage(t, xlsxtest.Converted(t, sheet.Content, "xlsx", "pdf"))
				wantSize(t, page, 1286, 909) // A4 on its side, at 110 dots to the inch
				keep(t, filepath.Join("..", "..", "reports", "xlsx", "testdata", file), page)
			})
		}
		t.Run("page", func(t *testing.T) {
			h := api.Handler(api.Config{
				DB: s.db, Log: slog.New(slog.DiscardHandler), Now: s.clock.Now, Authenticate: s.auth.Authenticate,
			}, a.routes(s, true))
			server := httptest.NewServer(h)
			defer server.Close()
			page := screenshot(t, browser(t), server.URL+"/?lang=en")
			if b := page.Bounds(); b.Dx() != pageWidth || b.Dy() < 1000 || b.Dy() > 4000 {
				t.Errorf("the page is %v", b)
			}
			keep(t, filepath.Join("..", "web", "testdata", "home.png"), page)
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// firstPage is the first page of a PDF.
func firstPage(t *testing.T, pdf []byte) image.Image {
	t.Helper()
	in, out := filepath.Join(t.TempDir(), "sheet.pdf"), filepath.Join(t.TempDir(), "page")
	if err := os.WriteFile(in, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), dbtest.Judge(t, "pdftoppm"), "-singlefile", "-r", "110", "-png", in, out)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, said)
	}
	b, err := os.ReadFile(out + ".png")
	if err != nil {
		t.Fatal(err)
	}
	return picture(t, b)
}

// pageWidth is that of the window in which the page is shown.
const pageWidth = 1080

func screenshot(t *testing.T, ctx context.Context, url string) image.Image {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(pageWidth, 900), chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	b, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	return picture(t, b)
}

func picture(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func wantSize(t *testing.T, img image.Image, width, height int) {
	t.Helper()
	b := img.Bounds()
	if dx, dy := b.Dx()-width, b.Dy()-height; max(dx, -dx, dy, -dy) > 2 {
		t.Errorf("%v, want %d by %d", b, width, height)
	}
}

// keep fails when the picture is blank or too large, and with -update writes
// it without its margins.
func keep(t *testing.T, path string, img image.Image) {
	t.Helper()
	inked, ink := inkOf(img)
	if share := float64(ink) / float64(img.Bounds().Dx()*img.Bounds().Dy()); share < 0.01 {
		t.Fatalf("%s: %.4f of the picture is not blank", path, share)
	}
	var b bytes.Buffer
	best := png.Encoder{CompressionLevel: png.BestCompression}
	if err := best.Encode(&b, withFewColours(img, inked.Inset(-20).Intersect(img.Bounds()))); err != nil {
		t.Fatal(err)
	}
	if b.Len() > largestPicture {
		t.Errorf("%s: %d bytes", path, b.Len())
	}
	if update := flag.Lookup("update"); update != nil && update.Value.String() == "true" && !t.Failed() {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// inkOf is where the picture differs from its corner, and in how many points.
func inkOf(img image.Image) (r image.Rectangle, points int) {
	b := img.Bounds()
	corner := img.At(b.Min.X, b.Min.Y)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if img.At(x, y) != corner {
				points++
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r, points
}

// withFewColours is a part of the picture in its 256 most frequent colours,
// every other in the nearest of them.
func withFewColours(img image.Image, part image.Rectangle) image.Image {
	count := map[color.Color]int{}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			count[color.RGBAModel.Convert(img.At(x, y))]++
		}
	}
	var colours color.Palette
	for c := range count {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.Color) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return luminance(a) - luminance(b)
	})
	few := image.NewPaletted(image.Rect(0, 0, part.Dx(), part.Dy()), colours[:min(len(colours), 256)])
	draw.Draw(few, few.Bounds(), img, part.Min, draw.Src)
	return few
}

func luminance(c color.Color) int {
	r, g, b, _ := c.RGBA()
	return int(r)<<2 + int(g)<<1 + int(b)
}
