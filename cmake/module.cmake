# sluice_module(base)                      src/base as the library sluice_base
# sluice_module(store DEPENDS meta base    the modules it may include (its arrows)
#               LIBRARIES OpenSSL::Crypto) third-party libraries that stay inside it
#
# Every *.cc below the folder is compiled, but x_test.cc goes to the test program `store_test`,
# x_bench.cc to `store_bench`, and x_fuzz.cc each to its own libFuzzer program.
function(sluice_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LIBRARIES;PUBLIC_LIBRARIES;TEST_LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  set(tests ${sources})
  set(fuzzers ${sources})
  set(benches ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")

  list(TRANSFORM arg_DEPENDS PREPEND sluice_ OUTPUT_VARIABLE modules)
  add_library(sluice_${name} STATIC ${sources})
  target_include_directories(sluice_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
  target_link_libraries(sluice_${name} PUBLIC ${modules} fmt::fmt Threads::Threads ${arg_PUBLIC_LIBRARIES}
                        PRIVATE ${arg_LIBRARIES})
  target_compile_options(sluice_${name} PRIVATE ${SLUICE_WARNINGS})
  target_precompile_headers(sluice_${name} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled.h")

  if(SLUICE_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE sluice_${name} ${arg_LIBRARIES} ${arg_TEST_LIBRARIES}
                          GTest::gtest GTest::gtest_main)
    target_compile_options(${name}_test PRIVATE ${SLUICE_WARNINGS})
    target_compile_definitions(${name}_test PRIVATE SLUICE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_precompile_headers(${name}_test PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled.h")
    add_test(NAME ${name}_test COMMAND ${name}_test)
  endif()
  if(SLUICE_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(target "${fuzzer}" NAME_WE)
      add_executable(${target} "${fuzzer}")
      target_link_libraries(${target} PRIVATE sluice_${name} ${arg_LIBRARIES})
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
