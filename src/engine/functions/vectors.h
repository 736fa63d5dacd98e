// What functions need of DuckDB: vectors, and the loops over them.
//
// Not duckdb.hpp: its templates, instantiated again in every file, took two thirds of a build.
#pragma once

#include <duckdb/common/vector_operations/binary_executor.hpp>
#include <duckdb/common/vector_operations/generic_executor.hpp>
#include <duckdb/common/vector_operations/ternary_executor.hpp>
#include <duckdb/common/vector_operations/unary_executor.hpp>
#include <duckdb/function/scalar_function.hpp>

namespace duckdb {
class ExtensionLoader;
}
