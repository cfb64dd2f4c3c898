-- +goose Up
-- Heads of the journal's log that were signed, as they were published. The key
-- is the public half of the one that signed; its secret half is in no database.
CREATE TABLE checkpoint (
    size        INTEGER PRIMARY KEY CHECK (size > 0),
    key         TEXT NOT NULL CHECK (key <> '' AND key NOT LIKE 'PRIVATE%'),
    note        TEXT NOT NULL CHECK (note <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
