-- +goose Up
-- The title of an earmark in the official languages beside English and French,
-- as far as whoever entered it gave one.
CREATE TABLE earmark_title (
    earmark_id bigint NOT NULL REFERENCES earmark (id),
    language   text COLLATE "C" NOT NULL CHECK (language IN ('ar', 'zh', 'ru', 'es')),
    title      text COLLATE "C" NOT NULL CHECK (title <> ''),
    PRIMARY KEY (earmark_id, language)
);

CREATE TRIGGER earmark_title_append_only BEFORE UPDATE OR DELETE ON earmark_title FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER earmark_title_no_truncate BEFORE TRUNCATE ON earmark_title FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
