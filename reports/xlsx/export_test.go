package xlsx

// Level is the level of compression, for the benchmark.
const Level = level
