-- +goose Up
-- What contributions may be restricted to, what each was given for, and what
-- its donor let change. Amounts are whole numbers of 1/10000 of a US dollar.

-- A node is closed and never deleted. Degrees are those of IATI: 1 unearmarked,
-- 2 softly earmarked, 3 earmarked, 4 tightly earmarked.
CREATE TABLE earmark (
    id          INTEGER PRIMARY KEY,
    parent_id   INTEGER REFERENCES earmark (id),
    code        TEXT NOT NULL UNIQUE CHECK (code <> ''),
    kind        TEXT NOT NULL CHECK (kind IN ('unearmarked', 'instrument', 'article', 'region', 'country', 'project')),
    value       TEXT NOT NULL,
    degree      INTEGER NOT NULL CHECK (degree BETWEEN 1 AND 4),
    title_en    TEXT NOT NULL CHECK (title_en <> ''),
    title_fr    TEXT NOT NULL CHECK (title_fr <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (parent_id, kind, value),
    CHECK ((id = 1) = (parent_id IS NULL)),
    CHECK ((id = 1) = (kind = 'unearmarked')),
    CHECK ((id = 1) = (degree = 1)),
    CHECK ((id = 1) = (value = ''))
) STRICT;

CREATE TABLE earmark_closure (
    earmark_id  INTEGER PRIMARY KEY REFERENCES earmark (id) CHECK (earmark_id > 1),
    on_date     TEXT NOT NULL CHECK (date(on_date) IS on_date),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

-- What a contribution was given for, once. One without a row is unearmarked.
CREATE TABLE earmark_assignment (
    contribution_id INTEGER PRIMARY KEY REFERENCES contribution (id),
    earmark_id      INTEGER NOT NULL REFERENCES earmark (id),
    on_date         TEXT NOT NULL CHECK (date(on_date) IS on_date),
    reference       TEXT NOT NULL CHECK (reference <> ''),
    entered_by      TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

-- Without an amount it moves all that is there.
CREATE TABLE earmark_transfer (
    id                INTEGER PRIMARY KEY,
    contribution_id   INTEGER NOT NULL REFERENCES contribution (id),
    seq               INTEGER NOT NULL CHECK (seq > 0),
    from_id           INTEGER NOT NULL REFERENCES earmark (id),
    to_id             INTEGER NOT NULL REFERENCES earmark (id),
    usd               INTEGER CHECK (usd BETWEEN 1 AND 99999999999999999),
    on_date           TEXT NOT NULL CHECK (date(on_date) IS on_date),
    consent_on        TEXT NOT NULL CHECK (date(consent_on) IS consent_on),
    consent_reference TEXT NOT NULL CHECK (consent_reference <> ''),
    reason            TEXT NOT NULL CHECK (reason <> ''),
    entered_by        TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at       TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (contribution_id, seq),
    CHECK (from_id <> to_id),
    CHECK (consent_on <= on_date)
) STRICT;

-- Rule 72: the Convention's articles 29 to 32 and one article of each Protocol.
INSERT INTO earmark (id, parent_id, code, kind, value, degree, title_en, title_fr, entered_by, recorded_at) VALUES
    (1, NULL, 'unearmarked', 'unearmarked', '', 1, 'Unearmarked', 'Sans affectation', 'article30', '2012-01-01T00:00:00Z'),
    (2, 1, 'convention', 'instrument', 'convention', 2, 'United Nations Convention against Transnational Organized Crime', 'Convention des Nations Unies contre la criminalité transnationale organisée', 'article30', '2012-01-01T00:00:00Z'),
    (3, 2, 'convention-29', 'article', '29', 3, 'Article 29: Training and technical assistance', 'Article 29 : Formation et assistance technique', 'article30', '2012-01-01T00:00:00Z'),
    (4, 2, 'convention-30', 'article', '30', 3, 'Article 30: Economic development and technical assistance', 'Article 30 : Développement économique et assistance technique', 'article30', '2012-01-01T00:00:00Z'),
    (5, 2, 'convention-31', 'article', '31', 3, 'Article 31: Prevention', 'Article 31 : Prévention', 'article30', '2012-01-01T00:00:00Z'),
    (6, 2, 'convention-32', 'article', '32', 3, 'Article 32: Conference of the Parties', 'Article 32 : Conférence des Parties', 'article30', '2012-01-01T00:00:00Z'),
    (7, 1, 'trafficking', 'instrument', 'trafficking', 2, 'Trafficking in Persons Protocol', 'Protocole relatif à la traite des personnes', 'article30', '2012-01-01T00:00:00Z'),
    (8, 7, 'trafficking-10', 'article', '10', 3, 'Article 10: Information exchange and training', 'Article 10 : Échange d’informations et formation', 'article30', '2012-01-01T00:00:00Z'),
    (9, 1, 'migrants', 'instrument', 'migrants', 2, 'Smuggling of Migrants Protocol', 'Protocole relatif au trafic illicite de migrants', 'article30', '2012-01-01T00:00:00Z'),
    (10, 9, 'migrants-14', 'article', '14', 3, 'Article 14: Training and technical cooperation', 'Article 14 : Formation et coopération technique', 'article30', '2012-01-01T00:00:00Z'),
    (11, 1, 'firearms', 'instrument', 'firearms', 2, 'Firearms Protocol', 'Protocole relatif aux armes à feu', 'article30', '2012-01-01T00:00:00Z'),
    (12, 11, 'firearms-14', 'article', '14', 3, 'Article 14: Training and technical assistance', 'Article 14 : Formation et assistance technique', 'article30', '2012-01-01T00:00:00Z');

-- +goose StatementBegin
CREATE TRIGGER earmark_update BEFORE UPDATE ON earmark BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_delete BEFORE DELETE ON earmark BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_closure_update BEFORE UPDATE ON earmark_closure BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_closure_delete BEFORE DELETE ON earmark_closure BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_assignment_update BEFORE UPDATE ON earmark_assignment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_assignment_delete BEFORE DELETE ON earmark_assignment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_transfer_update BEFORE UPDATE ON earmark_transfer BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER earmark_transfer_delete BEFORE DELETE ON earmark_transfer BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
