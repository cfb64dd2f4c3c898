package web

import (
	"bytes"
	"net/http"

	"github.com/gin-gonic/gin"

	"article30/api/answer"
	"article30/api/statements"
	"article30/internal/access"
)

// file hands out a statement that the page links to, to whoever can open the
// page; the interface for programs wants a token for it.
func (h Home) file(g *gin.Context) {
	ctx, query := g.Request.Context(), g.Request.URL.Query()
	p := answer.Of(ctx).Printer
	file, err := h.Statements.Make(ctx, access.LocalReader(), p, statements.In{
		Name: g.Param("name"), Format: query.Get("format"), Symbol: query.Get("symbol"),
	})
	if err != nil {
		answer.Write(g.Writer, g.Request, err)
		return
	}
	header := g.Writer.Header()
	header.Set("Content-Type", file.ContentType)
	header.Set("Content-Disposition", file.Disposition())
	header.Set("Content-Language", p.Lang())
	header.Set("Cache-Control", "private, no-cache") // keep it, but ask whether it is still true
	header.Set("ETag", file.ETag())
	header.Set("Repr-Digest", file.Digest())
	http.ServeContent(g.Writer, g.Request, "", noTime, bytes.NewReader(file.Content))
}
