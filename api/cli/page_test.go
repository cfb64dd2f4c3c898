package cli

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"article30/api/statements"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/published"
)

// browser is a Chromium tab that reaches nothing but this machine.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(dbtest.Judge(t, "chromium")),
		chromedp.NoSandbox, // Chromium refuses its sandbox to root
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// The page says how many days are left, in the reader's language, with its
// style and without running anything that came in with the data; and every
// link on it leads somewhere.
func TestPage(t *testing.T) {
	ctx := browser(t)
	c := newClient(t, openSQLite(t))
	const hostile = `Budget <script>document.title="owned"</script><img src=x onerror="document.title='owned'">`
	query := url.Values{"session": {"6"}, "symbol": {symbol}, "title": {hostile}}
	c.do("POST", "/api/v1/imports/budget?"+query.Encode(), string(published.Bytes(published.Vienna)), "Content-Type", "text/csv").want(200)
	c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en", "fr"}, "sent_on": "2012-07-20"}).want(201)

	visited := map[string]bool{}
	for _, tt := range []struct{ lang, dir, count, language string }{
		{"en", "ltr", "27 days to the deadline of 16 August 2012", "Arabic"},
		{"fr", "ltr", "27 jours avant la date limite du 16 août 2012", "arabe"},
		{"es", "ltr", "Quedan 27 días para el vencimiento del plazo, el 16 de agosto de 2012", "árabe"},
		{"ru", "ltr", "До крайнего срока, 16\u00a0августа 2012\u00a0года, остается 27 дней", "арабский"},
		{"zh", "ltr", "距截止日期2012年8月16日还有27天", "阿拉伯文"},
		{"ar", "rtl", "بقي 27 يوماً على الموعد النهائي، 16 آب/أغسطس 2012", "العربية"},
	} {
		if err := chromedp.Do(ctx, chromedp.Navigate(c.url+"/?lang="+tt.lang)); err != nil {
			t.Fatal(err)
		}
		if got := text(t, ctx, ".count"); got != tt.count {
			t.Errorf("%s: the count is %q", tt.lang, got)
		}
		if got := text(t, ctx, "main"); !strings.Contains(got, hostile) || !strings.Contains(got, tt.language) {
			t.Errorf("%s: the page says %q", tt.lang, got)
		}
		for expression, want := range map[string]string{
			`document.title`:                                         "Article 30",
			`document.documentElement.lang`:                          tt.lang,
			`document.documentElement.dir`:                           tt.dir,
			`String(document.scripts.length)`:                        "0",
			`String(document.styleSheets[0].cssRules.length > 20)`:   "true",
			`String(document.body.scrollWidth <= window.innerWidth)`: "true",
		} {
			got, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
			if err != nil || got != want {
				t.Errorf("%s: %s is %q (%v), want %q", tt.lang, expression, got, err, want)
			}
		}
		links, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`Array.from(document.querySelectorAll("a[href]"), a => a.href)`))
		if err != nil {
			t.Fatal(err)
		}
		downloads := 0
		for _, link := range links {
			path, ours := strings.CutPrefix(link, c.url)
			if !ours {
				t.Errorf("%s: a link leads elsewhere: %s", tt.lang, link)
				continue
			}
			path, _, _ = strings.Cut(path, "#")
			if !visited[path] {
				visited[path] = true
				if res := c.get(path); res.status != 200 {
					t.Errorf("%s: %s answers %d", tt.lang, path, res.status)
				}
			}
			if strings.HasPrefix(path, "/downloads/") {
				downloads++
			}
		}
		if downloads != 6*len(locale.Languages())*len(statements.Formats) { // six statements
			t.Errorf("%s: %d downloads", tt.lang, downloads)
		}
	}

	if err := chromedp.Do(ctx, chromedp.Navigate(c.url+"/docs")); err != nil {
		t.Fatal(err)
	}
	if got := text(t, ctx, "main"); !strings.Contains(got, "POST /api/v1/contributions/{id}/pledges") || !strings.Contains(got, "idempotency.other_body") {
		t.Errorf("the description says %.300q", got)
	}
}

func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Without sessions, budgets and contributions the page says so.
func TestEmptyPage(t *testing.T) {
	c := newClient(t, openSQLite(t))
	page := c.get("/?lang=en").want(200)
	for _, said := range []string{"27 days to the deadline", "none registered", "No contribution is recorded."} {
		if !strings.Contains(page.body, said) {
			t.Errorf("the page does not say %q: %s", said, page.body)
		}
	}
	if res := c.get("/static/style.css"); res.status != 200 || res.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("style: %d %v", res.status, res.header)
	} else if again := c.get("/static/style.css", "If-None-Match", res.header.Get("Etag")); again.status != 304 {
		t.Errorf("style again: %d", again.status)
	}
}
