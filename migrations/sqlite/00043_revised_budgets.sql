-- +goose Up
-- A text that revises an adopted budget and was approved between sessions: by
-- whom, and by which leave of the Conference.
CREATE TABLE revised_budget (
    version_id  INTEGER NOT NULL PRIMARY KEY REFERENCES budget_version (id),
    approved_by TEXT NOT NULL CHECK (approved_by IN ('bureau', 'commission', 'other')),
    approved_on TEXT NOT NULL CHECK (date(approved_on) IS approved_on),
    reference   TEXT NOT NULL CHECK (reference <> ''),
    authority   TEXT NOT NULL CHECK (authority <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER revised_budget_update BEFORE UPDATE ON revised_budget BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER revised_budget_delete BEFORE DELETE ON revised_budget BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
