// Package web is the pages for people: one that lists what there is and hands
// out every workbook, and one that describes the interface for programs. They
// are plain HTML with one style sheet; nothing on them runs or comes from
// elsewhere. As long as nobody signs in to them they only read, and are served
// to this machine alone.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"article30/api/answer"
	"article30/internal/locale"
	"article30/internal/problem"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static/style.css
var style []byte

var pages = template.Must(template.ParseFS(templates, "templates/*.html"))

// Page is what every template gets: the reader's language, and its own data.
type Page struct {
	P         *locale.Printer
	Languages []Language
	Path      string
	Data      any
}

// Language is one choice in the page's head.
type Language struct {
	Code, Name string
	Current    bool
}

// Routes are the pages.
func Routes(home Home, document *huma.OpenAPI) func(*gin.Engine) {
	etag := `"` + hash(style) + `"`
	return func(e *gin.Engine) {
		e.GET("/", home.show)
		e.GET("/downloads/:name", home.file)
		e.GET("/docs", func(g *gin.Context) { show(g, "docs.html", describe(document)) })
		e.NoRoute(missing)
		e.GET("/static/style.css", func(g *gin.Context) {
			h := g.Writer.Header()
			h.Set("Content-Type", "text/css; charset=utf-8")
			h.Set("Cache-Control", "no-cache")
			h.Set("ETag", etag)
			http.ServeContent(g.Writer, g.Request, "", noTime, bytes.NewReader(style))
		})
	}
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// missing answers where there is nothing: a person with a page, a program with
// a problem.
func missing(g *gin.Context) {
	path := g.Request.URL.Path
	if !strings.Contains(g.GetHeader("Accept"), "text/html") || strings.HasPrefix(path, "/api/") {
		answer.Write(g.Writer, g.Request, problem.New(problem.NotFound, "request.no_such_page", "path", path))
		return
	}
	showAs(g, http.StatusNotFound, "missing.html", path)
}

func show(g *gin.Context, name string, data any) { showAs(g, http.StatusOK, name, data) }

// showAs renders into memory first: a page that fails half way is an error, not
// half a page.
func showAs(g *gin.Context, status int, name string, data any) {
	printer := answer.Of(g.Request.Context()).Printer
	// Two slashes at the beginning would lead to another server.
	page := Page{P: printer, Path: "/" + strings.TrimLeft(g.Request.URL.Path, `/\`), Data: data}
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			answer.Write(g.Writer, g.Request, err)
			return
		}
		page.Languages = append(page.Languages, Language{lang, p.Text("locale.name"), lang == printer.Lang()})
	}
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, page); err != nil {
		answer.Write(g.Writer, g.Request, err)
		return
	}
	h := g.Writer.Header()
	h.Set("Content-Language", printer.Lang())
	g.Data(status, "text/html; charset=utf-8", b.Bytes())
}
