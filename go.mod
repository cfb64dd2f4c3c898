module article30

go 1.26.0

require (
	github.com/alecthomas/kong v1.17.0 // the command line: flags, environment, help
	github.com/bojanz/currency v1.4.4 // minor digits of current currencies
	github.com/chromedp/chromedp v0.23.0 // tests: the pages in a real Chromium
	github.com/danielgtaylor/huma/v2 v2.37.2 // REST from typed operations, OpenAPI 3.1
	github.com/gin-gonic/gin v1.12.0 // HTTP routing and middleware
	github.com/google/go-cmp v0.7.0 // tests: differences of structures
	github.com/jackc/pgx/v5 v5.12.0 // PostgreSQL driver
	github.com/klauspost/compress v1.20.3 // deflate, four times as fast as the standard one
	github.com/pressly/goose/v3 v3.29.0 // migrations, a transaction for each
	github.com/shopspring/decimal v1.6.0 // exact decimals
	github.com/uptrace/bun v1.3.0 // queries over both engines
	github.com/uptrace/bun/dialect/pgdialect v1.3.0 // bun on PostgreSQL
	github.com/uptrace/bun/dialect/sqlitedialect v1.3.0 // bun on SQLite
	github.com/wneessen/go-mail v0.8.1 // MIME and SMTP: encoded headers, STARTTLS, AUTH; MIT, no other requirement than x/crypto and x/text
	github.com/xuri/excelize/v2 v2.11.1 // workbooks
	golang.org/x/mod v0.42.0 // the Merkle log that guards Go's own modules
	golang.org/x/text v0.43.0 // languages, plurals, collation, Unicode forms
	modernc.org/sqlite v1.61.1 // SQLite without C
	pgregory.net/rapid v1.3.0 // tests: properties
)

require (
	github.com/bytedance/gopkg v0.1.3 // indirect
	github.com/bytedance/sonic v1.15.0 // indirect
	github.com/bytedance/sonic/loader v0.5.0 // indirect
	github.com/chromedp/cdproto v0.159.0 // indirect
	github.com/cloudwego/base64x v0.1.6 // indirect
	github.com/cockroachdb/apd/v3 v3.2.1 // indirect
	github.com/dustin/go-humanize v1.1.0 // indirect
	github.com/gabriel-vasile/mimetype v1.4.13 // indirect
	github.com/gin-contrib/sse v1.1.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/go-playground/locales v0.14.1 // indirect
	github.com/go-playground/universal-translator v0.18.1 // indirect
	github.com/go-playground/validator/v10 v10.30.1 // indirect
	github.com/goccy/go-json v0.10.5 // indirect
	github.com/goccy/go-yaml v1.19.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/puddle/v2 v2.2.3 // indirect
	github.com/jinzhu/inflection v1.0.0 // indirect
	github.com/json-iterator/go v1.1.12 // indirect
	github.com/klauspost/cpuid/v2 v2.3.0 // indirect
	github.com/leodido/go-urn v1.4.0 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/mfridman/interpolate v0.0.2 // indirect
	github.com/modern-go/concurrent v0.0.0-20180306012644-bacd9c7ef1dd // indirect
	github.com/modern-go/reflect2 v1.0.2 // indirect
	github.com/ncruces/go-strftime v1.1.0 // indirect
	github.com/pelletier/go-toml/v2 v2.2.4 // indirect
	github.com/puzpuzpuz/xsync/v3 v3.5.1 // indirect
	github.com/quic-go/qpack v0.6.0 // indirect
	github.com/quic-go/quic-go v0.59.1 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/richardlehane/mscfb v1.0.9 // indirect
	github.com/richardlehane/msoleps v1.0.6 // indirect
	github.com/sethvargo/go-retry v0.5.0 // indirect
	github.com/tiendc/go-deepcopy v1.7.2 // indirect
	github.com/tmthrgd/go-hex v0.0.0-20190904060850-447a3041c3bc // indirect
	github.com/twitchyliquid64/golang-asm v0.15.1 // indirect
	github.com/ugorji/go/codec v1.3.1 // indirect
	github.com/vmihailenco/msgpack/v5 v5.4.1 // indirect
	github.com/vmihailenco/tagparser/v2 v2.0.0 // indirect
	github.com/xuri/efp v0.0.3-0.20260924042702-217b81952dec // indirect
	github.com/xuri/nfp v0.0.2-0.20250530014748-2ddeb826f9a9 // indirect
	go.mongodb.org/mongo-driver/v2 v2.5.0 // indirect
	go.uber.org/multierr v1.11.0 // indirect
	golang.org/x/arch v0.24.0 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
	modernc.org/libc v1.79.0 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
)
