# Third-party libraries: Debian's packages, and what scripts/setup fetched where Debian has none.

find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(BZip2 REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
# -pthread defines _REENTRANT, with which the shared precompiled header does not fit.
set_property(TARGET PkgConfig::RE2 PROPERTY INTERFACE_COMPILE_OPTIONS "")
find_package(pugixml 1.13 REQUIRED)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)
find_package(GEOS 3.11 REQUIRED)
pkg_check_modules(ONIGURUMA REQUIRED IMPORTED_TARGET oniguruma)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-uc)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
# Snowball's, which has no description of itself.
find_library(STEMMER_LIBRARY stemmer REQUIRED)
add_library(stemmer INTERFACE)
target_link_libraries(stemmer INTERFACE "${STEMMER_LIBRARY}")
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
if(SLUICE_TESTS)
  find_package(GTest REQUIRED)
endif()
if(SLUICE_BENCH)
  find_package(benchmark REQUIRED)
endif()

# DuckDB: the system's if it is this release, else the fetched set (one release for all its parts).
# Who links it also gets the macro SLUICE_DUCKDB_EXTENSIONS, the folder of its extensions.
set(SLUICE_DUCKDB_VERSION 1.5.5)
set(duckdb_root "${SLUICE_THIRD_PARTY}/duckdb-${SLUICE_DUCKDB_VERSION}")
set(SLUICE_DUCKDB_EXTENSIONS "${duckdb_root}/extensions" CACHE PATH "Folder of DuckDB's extensions")
add_library(duckdb_library INTERFACE)
add_library(duckdb::library ALIAS duckdb_library)
target_compile_definitions(duckdb_library INTERFACE
                           SLUICE_DUCKDB_EXTENSIONS="${SLUICE_DUCKDB_EXTENSIONS}")
find_package(DuckDB ${SLUICE_DUCKDB_VERSION} EXACT QUIET CONFIG)
if(DuckDB_FOUND)
  target_link_libraries(duckdb_library INTERFACE duckdb)
elseif(EXISTS "${duckdb_root}/lib/libduckdb.so")
  target_include_directories(duckdb_library SYSTEM INTERFACE "${duckdb_root}/include")
  target_link_libraries(duckdb_library INTERFACE "${duckdb_root}/lib/libduckdb.so")
else()
  message(FATAL_ERROR "DuckDB ${SLUICE_DUCKDB_VERSION} is not here: run scripts/setup first")
endif()

# SQLite: 3.7.0 to 3.51.2 carry the WAL-reset corruption bug, Debian's included.
set(sqlite_root "${SLUICE_THIRD_PARTY}/sqlite")
if(NOT EXISTS "${sqlite_root}/sqlite3.c")
  message(FATAL_ERROR "SQLite's amalgamation is not here: run scripts/setup first")
endif()
add_library(sqlite_amalgamation STATIC "${sqlite_root}/sqlite3.c")
add_library(sqlite::sqlite ALIAS sqlite_amalgamation)
target_include_directories(sqlite_amalgamation SYSTEM PUBLIC "${sqlite_root}")
target_compile_options(sqlite_amalgamation PRIVATE -w -O2)
target_compile_definitions(sqlite_amalgamation PRIVATE
  SQLITE_THREADSAFE=2 SQLITE_DQS=0 SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_DEPRECATED
  SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_LIKE_DOESNT_MATCH_BLOBS SQLITE_OMIT_SHARED_CACHE
  SQLITE_MAX_EXPR_DEPTH=0 SQLITE_USE_ALLOCA SQLITE_ENABLE_STAT4)
