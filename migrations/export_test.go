package migrations

// UpWith is Up with other steps.
var UpWith = up
