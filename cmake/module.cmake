# sluice_module(base)                      src/base as the library sluice_base
# sluice_module(store DEPENDS meta base    the modules it may include (its arrows)
#               LIBRARIES OpenSSL::Crypto) third-party libraries that stay inside it
#
# PUBLIC_LIBRARIES are seen by those who depend on it, TEST_LIBRARIES are for its tests only.
# PRECOMPILED <duckdb.hpp> gives the module a precompiled header of its own, with that in it too.
# PART functions <x.hpp> compiles the sub-folder functions/ with x.hpp precompiled instead.
# Every *.cc below the folder is compiled, but x_test.cc goes to the test program `store_test`,
# x_bench.cc to `store_bench`, and x_fuzz.cc each to its own libFuzzer program.

# One precompiled header for all: compiling it once a target took longer than it saved.
file(WRITE "${CMAKE_BINARY_DIR}/precompiled.cc" "")
add_library(sluice_precompiled OBJECT "${CMAKE_BINARY_DIR}/precompiled.cc")
target_link_libraries(sluice_precompiled PRIVATE fmt::fmt Threads::Threads)
target_compile_options(sluice_precompiled PRIVATE ${SLUICE_WARNINGS})
target_precompile_headers(sluice_precompiled PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled.h")

# What every target of our own code shares: warnings, and the precompiled header of another target.
function(sluice_house_rules target)
  cmake_parse_arguments(arg "" "PRECOMPILED_BY" "" ${ARGN})
  target_compile_options(${target} PRIVATE ${SLUICE_WARNINGS})
  if(NOT arg_PRECOMPILED_BY STREQUAL target)
    target_precompile_headers(${target} REUSE_FROM ${arg_PRECOMPILED_BY})
  endif()
endfunction()

# sluice_module_program(store_test store FILES a_test.cc LIBRARIES GTest::gtest)
function(sluice_module_program program module)
  cmake_parse_arguments(arg "" "PRECOMPILED_BY" "FILES;LIBRARIES" ${ARGN})
  add_executable(${program} ${arg_FILES})
  target_link_libraries(${program} PRIVATE sluice_${module} fmt::fmt Threads::Threads
                        ${arg_LIBRARIES})
  target_compile_definitions(${program} PRIVATE SLUICE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  sluice_house_rules(${program} PRECOMPILED_BY ${arg_PRECOMPILED_BY})
endfunction()

function(sluice_module name)
  cmake_parse_arguments(
    arg "" "" "DEPENDS;LIBRARIES;PUBLIC_LIBRARIES;TEST_LIBRARIES;PRECOMPILED;PART" ${ARGN})
  set(precompiled_by sluice_precompiled)
  if(arg_PRECOMPILED)
    set(precompiled_by sluice_${name})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  foreach(kind test bench fuzz)
    set(${kind}_files ${sources})
    list(FILTER ${kind}_files INCLUDE REGEX "_${kind}\\.cc$")
  endforeach()
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")

  list(TRANSFORM arg_DEPENDS PREPEND sluice_ OUTPUT_VARIABLE modules)
  set(shared_libraries ${modules} fmt::fmt Threads::Threads ${arg_PUBLIC_LIBRARIES})
  if(arg_PART)
    list(POP_FRONT arg_PART part)
    set(part_sources ${sources})
    list(FILTER part_sources INCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${part}/")
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${part}/")
    set(part sluice_${name}_${part})
    add_library(${part} OBJECT ${part_sources})
    target_include_directories(${part} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(${part} PRIVATE ${shared_libraries} ${arg_LIBRARIES})
    target_precompile_headers(${part} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled.h" ${arg_PART})
    sluice_house_rules(${part} PRECOMPILED_BY ${part})
    list(APPEND sources $<TARGET_OBJECTS:${part}>)
  endif()
  if(sources)
    add_library(sluice_${name} STATIC ${sources})
    target_include_directories(sluice_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(sluice_${name} PUBLIC ${shared_libraries} PRIVATE ${arg_LIBRARIES})
    if(arg_PRECOMPILED)
      target_precompile_headers(sluice_${name} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled.h"
                                ${arg_PRECOMPILED})
    endif()
    sluice_house_rules(sluice_${name} PRECOMPILED_BY ${precompiled_by})
  else()
    add_library(sluice_${name} INTERFACE)  # headers only
    target_include_directories(sluice_${name} INTERFACE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(sluice_${name} INTERFACE ${shared_libraries})
  endif()

  if(SLUICE_TESTS AND test_files)
    sluice_module_program(${name}_test ${name} PRECOMPILED_BY ${precompiled_by}
      FILES ${test_files}
      LIBRARIES ${arg_LIBRARIES} ${arg_TEST_LIBRARIES} GTest::gtest GTest::gtest_main)
    add_test(NAME ${name}_test COMMAND ${name}_test --gtest_brief=1)
    set_tests_properties(
      ${name}_test PROPERTIES TIMEOUT 600
      ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/cmake/leaks.supp")
  endif()
  if(SLUICE_BENCH AND bench_files)
    sluice_module_program(${name}_bench ${name} PRECOMPILED_BY ${precompiled_by}
      FILES ${bench_files}
      LIBRARIES ${arg_LIBRARIES} benchmark::benchmark benchmark::benchmark_main)
  endif()
  if(SLUICE_FUZZ)
    foreach(fuzzer ${fuzz_files})
      get_filename_component(program "${fuzzer}" NAME_WE)
      sluice_module_program(${program} ${name} PRECOMPILED_BY ${precompiled_by}
        FILES "${fuzzer}" LIBRARIES ${arg_LIBRARIES})
      target_link_options(${program} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
