# What every target of isfocus has in common: warnings, sanitizers, include roots.

add_library(isfocus_options INTERFACE)
target_include_directories(isfocus_options INTERFACE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src)
target_compile_options(isfocus_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-missing-field-initializers)
if(ISFOCUS_SANITIZE)
  target_compile_options(isfocus_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(isfocus_options INTERFACE -fsanitize=address,undefined)
endif()
if(ISFOCUS_HARDEN)
  target_compile_options(isfocus_options INTERFACE -fstack-protector-strong -fstack-clash-protection -fcf-protection
                                                   -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS)
  target_link_options(isfocus_options INTERFACE -Wl,-z,relro,-z,now)
  include(CheckPIESupported)
  check_pie_supported()
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()
if(ISFOCUS_FUZZ)
  target_compile_options(isfocus_options INTERFACE -fsanitize=fuzzer-no-link)
elseif(ISFOCUS_SANITIZE)
  # Half the time of a build goes into these, and what they find AddressSanitizer finds as well, or the processor does not
  # mind (alignment). The fuzz preset, where the hostile input is, keeps them.
  target_compile_options(isfocus_options INTERFACE -fno-sanitize=null,alignment,vptr,object-size)
endif()

if(CMAKE_UNITY_BUILD)
  # Meant for anonymous namespaces in headers; sources that are compiled as one look like that.
  target_compile_options(isfocus_options INTERFACE -Wno-subobject-linkage)
endif()

# isfocus_layer(focus SOURCES a.cpp b.cpp USES base): the static library isfocus_focus of src/focus.
# USES names the layers below; LIBS the libraries of others (their headers count as system headers).
function(isfocus_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBS" ${ARGN})
  add_library(isfocus_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(isfocus_${name} PUBLIC isfocus_options)
  foreach(layer IN LISTS ARG_USES)
    target_link_libraries(isfocus_${name} PUBLIC isfocus_${layer})
  endforeach()
  target_link_libraries(isfocus_${name} PRIVATE ${ARG_LIBS})
endfunction()

# Seconds that a test may take: one that hangs is to be ended, one that a busy machine slows down is not.
set(ISFOCUS_TEST_TIMEOUT 300)

# isfocus_test(unit_h248 SOURCES a_test.cpp USES h248): one GoogleTest program, which is one ctest test; with APART, for
# tests that wait more than they compute, each TEST is one. The first word of the name is the label (ctest -L unit).
function(isfocus_test name)
  cmake_parse_arguments(ARG "APART" "" "SOURCES;USES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE isfocus_options GTest::gtest_main ${ARG_LIBS})
  # The assertions of GoogleTest are safe after an `if` without braces.
  target_compile_options(${name} PRIVATE -Wno-dangling-else)
  if(ISFOCUS_SANITIZE)
    # What is under test is optimised and fully sanitized; the tests themselves are to be built quickly.
    target_compile_options(${name} PRIVATE -O0 -fno-sanitize=undefined)
  endif()
  foreach(layer IN LISTS ARG_USES)
    target_link_libraries(${name} PRIVATE isfocus_${layer})
  endforeach()
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support)
  target_compile_definitions(${name} PRIVATE ISFOCUS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  string(REGEX MATCH "^[a-z]+" kind ${name})  # unit, scenario, wire, interop: the ctest label
  if(ARG_APART)
    gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_MODE PRE_TEST
      PROPERTIES TIMEOUT ${ISFOCUS_TEST_TIMEOUT} LABELS ${kind})
  else()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ISFOCUS_TEST_TIMEOUT} LABELS ${kind})
  endif()
endfunction()
