#include "engine/write/partitioned_copy.h"

#include <duckdb/function/copy_function.hpp>

#include "engine/write/partitioned_writer.h"

namespace sluice::engine {

namespace {

struct BindData final : duckdb::TableFunctionData {
  PartitionedWriter* writer = nullptr;
};

struct GlobalState final : duckdb::GlobalFunctionData {};

struct LocalState final : duckdb::LocalFunctionData {
  LocalState(PartitionedWriter& writer, duckdb::ClientContext& context) : local(writer, context) {}
  PartitionedWriter::Local local;
};

PartitionedWriter& writer_of(duckdb::FunctionData& bind_data) {
  return *static_cast<BindData&>(bind_data).writer;
}

duckdb::unique_ptr<duckdb::FunctionData> bind(duckdb::ClientContext& context,
                                              duckdb::CopyFunctionBindInput&,
                                              const duckdb::vector<std::string>& names,
                                              const duckdb::vector<duckdb::LogicalType>& types) {
  auto data = duckdb::make_uniq<BindData>();
  data->writer = QueryState::of(context).writer();
  if (data->writer == nullptr) throw duckdb::PermissionException("a query cannot write");
  data->writer->bind(context, names, types);
  return data;
}

duckdb::unique_ptr<duckdb::GlobalFunctionData> begin(duckdb::ClientContext&, duckdb::FunctionData&,
                                                     const std::string&) {
  return duckdb::make_uniq<GlobalState>();
}

duckdb::unique_ptr<duckdb::LocalFunctionData> begin_thread(duckdb::ExecutionContext& context,
                                                           duckdb::FunctionData& bind_data) {
  return duckdb::make_uniq<LocalState>(writer_of(bind_data), context.client);
}

void sink(duckdb::ExecutionContext& context, duckdb::FunctionData& bind_data,
          duckdb::GlobalFunctionData&, duckdb::LocalFunctionData& state, duckdb::DataChunk& chunk) {
  writer_of(bind_data).add(context.client, static_cast<LocalState&>(state).local, chunk);
}

void combine(duckdb::ExecutionContext& context, duckdb::FunctionData& bind_data,
             duckdb::GlobalFunctionData&, duckdb::LocalFunctionData& state) {
  writer_of(bind_data).combine(context.client, static_cast<LocalState&>(state).local);
}

void finish(duckdb::ClientContext& context, duckdb::FunctionData& bind_data,
            duckdb::GlobalFunctionData&) {
  writer_of(bind_data).finish(context);
}

duckdb::CopyFunctionExecutionMode all_threads(bool, bool) {
  return duckdb::CopyFunctionExecutionMode::PARALLEL_COPY_TO_FILE;
}

duckdb::CopyFunctionExecutionMode one_thread(bool, bool) {
  return duckdb::CopyFunctionExecutionMode::REGULAR_COPY_TO_FILE;
}

duckdb::CopyFunction make(const std::string& name, duckdb::copy_to_execution_mode_t mode) {
  duckdb::CopyFunction function(name);
  function.copy_to_bind = bind;
  function.copy_to_initialize_global = begin;
  function.copy_to_initialize_local = begin_thread;
  function.copy_to_sink = sink;
  function.copy_to_combine = combine;
  function.copy_to_finalize = finish;
  function.execution_mode = mode;
  function.extension = "parquet";
  return function;
}

}  // namespace

void register_partitioned_copy(duckdb::ExtensionLoader& loader) {
  loader.RegisterFunction(make(kPartitionedCopy, all_threads));
  loader.RegisterFunction(make(kSortedCopy, one_thread));
}

}  // namespace sluice::engine
