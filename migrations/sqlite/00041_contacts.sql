-- +goose Up
-- Where a participant gets its mail from a day on. Another of the same first
-- day with the next number corrects the one before.
CREATE TABLE contact (
    id          INTEGER PRIMARY KEY,
    party_id    TEXT NOT NULL REFERENCES party (id),
    address     TEXT NOT NULL CHECK (address GLOB '?*@?*' AND address NOT GLOB '*[^!-~]*'),
    name        TEXT NOT NULL,
    language    TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    since       TEXT NOT NULL CHECK (date(since) IS since),
    until       TEXT CHECK (date(until) IS until AND until >= since),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    reason      TEXT NOT NULL,
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (party_id, since, seq),
    CHECK (seq = 1 OR reason <> '')
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER contact_update BEFORE UPDATE ON contact BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contact_delete BEFORE DELETE ON contact BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
