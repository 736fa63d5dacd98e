# Shared by the benchmarks: where things lie, and the data both sides read. Sourced, never run.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scale=${SCALE:-1}                        # TPC-H scale factor
threads=${THREADS:-$(nproc)}
sluice=$PWD/build/sluice
duckdb=$PWD/build/bench/duckdb_reference
extensions=${SLUICE_THIRD_PARTY:-$PWD/third_party}/duckdb-1.5.5/extensions
data=$PWD/build/bench/tpch-sf$scale
work=$PWD/build/bench/work
results=$PWD/build/bench/results
lake=$work/lake
tables=(lineitem orders customer part partsupp supplier nation region)

[ -x "$sluice" ] && [ -x "$duckdb" ] || { echo "bench: run make bench first" >&2; exit 1; }
mkdir -p "$work" "$results"

say() { echo "bench: $*"; }

# TPC-H as Parquet (all tables) and CSV (lineitem), made once.
make_data() {
  [ ! -f "$data/done" ] || return 0
  say "making TPC-H data at scale factor $scale"
  rm -rf "$data" && mkdir -p "$data"
  {
    echo "LOAD '$extensions/tpch.duckdb_extension';"
    echo "CALL dbgen(sf = $scale);"
    echo "COPY lineitem TO '$data/lineitem.csv' (HEADER);"
    local table
    for table in "${tables[@]}"; do
      echo "COPY $table TO '$data/$table.parquet' (FORMAT parquet, COMPRESSION zstd);"
    done
  } >"$data/make.sql"
  "$duckdb" "$data/make.sql"
  touch "$data/done"
}

new_lake() { rm -rf "$lake"; }

# load_table FILE TABLE: the file as s3://raw/TABLE/ in the lake, and the table in its catalog.
load_table() {
  "$sluice" --lake "$lake" cp "$1" "s3://raw/$2/$(basename "$1")"
  "$sluice" --lake "$lake" crawl "s3://raw/$2/"
}

# compare NAME SLUICE_COMMAND DUCKDB_COMMAND [PREPARE]: both in turn, medians and their ratio.
compare() {
  local name=$1
  hyperfine --runs "${RUNS:-5}" --warmup 1 --export-json "$results/$name.json" ${4:+--prepare "$4"} \
    --command-name sluice "$2" --command-name duckdb "$3"
  python3 bench/ratio.py "$name" "$results/$name.json" | tee "$results/$name.txt"
}
