-- +goose Up
-- The Conference: participants, what each is bound by, sessions; and rates of
-- exchange. Texts compare byte by byte, as in SQLite; instants are RFC 3339 texts
-- in UTC to the second.

CREATE TABLE party (
    id             text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[A-Z]{3}$'), -- ISO 3166-1 alpha-3; EUE for the European Union
    name           text COLLATE "C" NOT NULL CHECK (name <> ''),
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('state', 'reio')),
    m49            text COLLATE "C" CHECK (m49 ~ '^[0-9]{3}$'),
    un_member      boolean NOT NULL,
    regional_group text COLLATE "C" CHECK (regional_group IN ('african', 'asia_pacific', 'eastern_european', 'latin_american_caribbean', 'western_european_other')),
    source         text COLLATE "C" NOT NULL,
    source_date    date NOT NULL
);

CREATE TABLE consent (
    party_id    text COLLATE "C" NOT NULL REFERENCES party (id),
    instrument  text COLLATE "C" NOT NULL CHECK (instrument IN ('convention', 'trafficking', 'migrants', 'firearms')),
    signed      date,
    deposited   date,
    kind        text COLLATE "C" NOT NULL CHECK (kind IN ('', 'ratification', 'acceptance', 'approval', 'accession', 'succession')),
    source      text COLLATE "C" NOT NULL,
    source_date date NOT NULL,
    PRIMARY KEY (party_id, instrument),
    CHECK ((kind = '') = (deposited IS NULL))
);

CREATE TABLE session (
    id     text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    number bigint NOT NULL CHECK (number > 0),
    kind   text COLLATE "C" NOT NULL CHECK (kind IN ('regular', 'special')),
    source text COLLATE "C" NOT NULL
);

CREATE TABLE session_dates (
    session_id  text COLLATE "C" NOT NULL REFERENCES session (id),
    seq         bigint NOT NULL CHECK (seq > 0),
    opening     date NOT NULL,
    closing     date CHECK (closing >= opening),
    reason      text COLLATE "C" NOT NULL,
    source      text COLLATE "C" NOT NULL,
    entered_by  text COLLATE "C" NOT NULL CHECK (entered_by <> ''),
    recorded_at text COLLATE "C" NOT NULL CHECK (recorded_at ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'),
    PRIMARY KEY (session_id, seq)
);

-- Units of the currency for one US dollar, in force from its effective date
-- until the next one of the currency.
CREATE TABLE rate (
    currency  text COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}[A-Z0-9]{0,2}$'),
    effective date NOT NULL,
    per_usd   text COLLATE "C" NOT NULL CHECK (per_usd ~ '^[0-9]+(\.[0-9]+)?$'),
    source    text COLLATE "C" NOT NULL,
    PRIMARY KEY (currency, effective)
);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'article30:posted.immutable';
END
$$;
-- +goose StatementEnd

CREATE TRIGGER session_dates_append_only BEFORE UPDATE OR DELETE ON session_dates FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER session_dates_no_truncate BEFORE TRUNCATE ON session_dates FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rate_append_only BEFORE UPDATE OR DELETE ON rate FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rate_no_truncate BEFORE TRUNCATE ON rate FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
