package idempotency

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/uptrace/bun"
)

// row is a recorded answer.
type row struct {
	bun.BaseModel `bun:"table:idempotency"`

	Actor         string
	Key           string
	RequestSHA256 string `bun:"request_sha256"`
	Status        int
	Headers       string // JSON
	Body          []byte
	RecordedAt    string // RFC 3339, UTC
}

// find is the answer recorded under the actor's key; nil when there is none. otherBody
// tells that the key belongs to another request.
func (k *Keys) find(ctx context.Context, actor, key, hash string) (found *response, otherBody bool, err error) {
	var r row
	err = k.db.Conn(ctx).NewSelect().Model(&r).Where("actor = ? AND key = ?", actor, key).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if r.RequestSHA256 != hash {
		return nil, true, nil
	}
	out := &response{status: r.Status, header: http.Header{}, body: *bytes.NewBuffer(r.Body)}
	return out, false, json.Unmarshal([]byte(r.Headers), &out.header)
}

func (k *Keys) save(ctx context.Context, actor, key, hash string, out *response) error {
	headers, err := json.Marshal(out.header)
	if err != nil {
		return err
	}
	_, err = k.db.Conn(ctx).NewInsert().Model(&row{
		Actor: actor, Key: key, RequestSHA256: hash, Status: max(out.status, http.StatusOK),
		Headers: string(headers), Body: append([]byte{}, out.body.Bytes()...), RecordedAt: k.now().UTC().Format(time.RFC3339),
	}).Exec(ctx)
	return err
}
