package rest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/answer"
	"article30/reports/hledger"
)

func (s *server) export(api huma.API) {
	responses := map[string]*huma.Response{
		"200": {Description: "The file.", Content: map[string]*huma.MediaType{
			"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}},
		}},
	}
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/export", OperationID: "export", Tags: []string{"reports"},
		Summary:     "The whole books, for another program to check",
		Description: "hledger: the journal format of that program; hledger check --strict then adds everything up again. The same books give the same bytes: the ETag and the Repr-Digest identify the file.",
		Responses:   responses,
	}, s.exportBooks)
	// With more than one answer huma would not describe the refusals.
	responses["304"] = &huma.Response{Description: "The reader has it already."}
}

type exportIn struct {
	InLanguage
	Format      string `query:"format" enum:"hledger" default:"hledger"`
	IfNoneMatch string `header:"If-None-Match"`
}

// exportBooks makes the whole file before it answers, so that a file that
// comes is complete. It is on disk and not in memory: the books grow.
func (s *server) exportBooks(ctx context.Context, in *exportIn) (*huma.StreamResponse, error) {
	f, err := os.CreateTemp("", "article30-export-")
	if err != nil {
		return nil, err
	}
	discard := func() {
		f.Close()
		os.Remove(f.Name())
	}
	digest := sha256.New()
	err = hledger.Write(ctx, io.MultiWriter(f, digest), s.Books)
	var size int64
	if err == nil {
		size, err = f.Seek(0, io.SeekCurrent)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		discard()
		return nil, err
	}
	sum := digest.Sum(nil)
	return &huma.StreamResponse{Body: func(out huma.Context) {
		defer discard()
		etag := `"` + hex.EncodeToString(sum) + `"`
		out.SetHeader("Cache-Control", "private, no-cache")
		out.SetHeader("ETag", etag)
		out.SetHeader("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum)+":")
		if matches(in.IfNoneMatch, etag) {
			out.SetStatus(http.StatusNotModified)
			return
		}
		out.SetHeader("Content-Type", hledger.ContentType)
		out.SetHeader("Content-Length", strconv.FormatInt(size, 10))
		out.SetHeader("Content-Disposition", `attachment; filename="books`+hledger.Extension+`"`)
		if _, err := io.Copy(out.BodyWriter(), f); err != nil {
			answer.Of(ctx).Log.Warn("the export did not reach its reader", "error", err)
		}
	}}, nil
}
