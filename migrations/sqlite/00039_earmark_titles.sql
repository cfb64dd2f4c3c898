-- +goose Up
-- The title of an earmark in the official languages beside English and French,
-- as far as whoever entered it gave one.
CREATE TABLE earmark_title (
    earmark_id INTEGER NOT NULL REFERENCES earmark (id),
    language   TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'ru', 'es')),
    title      TEXT NOT NULL CHECK (title <> ''),
    PRIMARY KEY (earmark_id, language)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER earmark_title_update BEFORE UPDATE ON earmark_title BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_title_delete BEFORE DELETE ON earmark_title BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
