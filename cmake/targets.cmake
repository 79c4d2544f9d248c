# One way to make a library or a program, so that every target gets the same warnings and hardening.

# Programs only, so -fPIE for libraries too: -fPIC would keep the compiler from inlining their functions.
add_library(keyplate_options INTERFACE)
target_include_directories(keyplate_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(keyplate_options INTERFACE
  -Wall -Wextra -Wpedantic $<$<NOT:$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wshadow> -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Wold-style-cast -Wcast-qual -Wformat=2
  $<$<BOOL:${KEYPLATE_WERROR}>:-Werror>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  -fPIE -fstack-protector-strong -fno-plt)
target_link_options(keyplate_options INTERFACE -pie)
if(KEYPLATE_LIBFUZZER)
  target_compile_options(keyplate_options INTERFACE -fsanitize=fuzzer-no-link)  # what guides it
endif()
if(KEYPLATE_SANITIZE)
  # What a sanitizer inserts makes GCC take members of an untouched variant for uninitialised (its manual says
  # so of -fsanitize); the release preset keeps the warning.
  target_compile_options(keyplate_options INTERFACE
    -fsanitize=${KEYPLATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(keyplate_options INTERFACE -fsanitize=${KEYPLATE_SANITIZE})
else()
  target_compile_definitions(keyplate_options INTERFACE $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
  target_link_options(keyplate_options INTERFACE -Wl,-z,relro,-z,now)
endif()

# keyplate_library(NAME LINKS target...): every .cpp of this folder but main*.cpp becomes keyplate::NAME.
function(keyplate_library name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main(_[a-z]+)?\\.cpp$")
  if(NOT sources)
    add_library(keyplate_${name} INTERFACE)
    target_link_libraries(keyplate_${name} INTERFACE keyplate_options ${ARG_LINKS})
  else()
    add_library(keyplate_${name} STATIC ${sources})
    target_link_libraries(keyplate_${name} PUBLIC keyplate_options ${ARG_LINKS})
  endif()
  add_library(keyplate::${name} ALIAS keyplate_${name})
endfunction()

# The C++ runtime is linked statically: a dynamic one costs more at start-up than a whole check.
function(keyplate_program target)
  target_link_libraries(${target} PRIVATE keyplate_options)
  if(NOT KEYPLATE_SANITIZE)
    target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc)
  endif()
endfunction()
