#include "runtime/resolve/http/curl_library.h"

#include <dlfcn.h>
#include <fmt/core.h>

#include "runtime/resolve/c_memory.h"

namespace keyplate::resolve::http {
namespace {

constexpr unsigned oldest_version = 0x075500;  // 7.85.0 has CURLOPT_PROTOCOLS_STR

template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool find_all(void* library, Curl& curl) {
  return find(library, "curl_global_init_mem", curl.global_init_mem) &&
         find(library, "curl_version_info", curl.version_info) &&
         find(library, "curl_easy_init", curl.easy_init) &&
         find(library, "curl_easy_reset", curl.easy_reset) &&
         find(library, "curl_easy_cleanup", curl.easy_cleanup) &&
         find(library, "curl_easy_setopt", curl.easy_setopt) &&
         find(library, "curl_easy_getinfo", curl.easy_getinfo) &&
         find(library, "curl_easy_strerror", curl.easy_strerror) &&
         find(library, "curl_multi_init", curl.multi_init) &&
         find(library, "curl_multi_cleanup", curl.multi_cleanup) &&
         find(library, "curl_multi_setopt", curl.multi_setopt) &&
         find(library, "curl_multi_add_handle", curl.multi_add_handle) &&
         find(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
         find(library, "curl_multi_perform", curl.multi_perform) &&
         find(library, "curl_multi_poll", curl.multi_poll) &&
         find(library, "curl_multi_info_read", curl.multi_info_read) &&
         find(library, "curl_slist_append", curl.slist_append) &&
         find(library, "curl_slist_free_all", curl.slist_free_all) &&
         find(library, "curl_url", curl.url) && find(library, "curl_url_set", curl.url_set) &&
         find(library, "curl_url_get", curl.url_get) &&
         find(library, "curl_url_cleanup", curl.url_cleanup) &&
         find(library, "curl_free", curl.free);
}

}  // namespace

Outcome<Curl> load_curl() {
  const char* const hint = "install the package libcurl4, version 7.85 or later";
  void* const library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return fail(ErrorKind::io, "the library libcurl.so.4 can't be loaded", hint);
  Curl curl;
  if (!find_all(library, curl))
    return fail(ErrorKind::io, "the library libcurl.so.4 is too old", hint);
  const curl_version_info_data* version = curl.version_info(CURLVERSION_NOW);
  if (version->version_num < oldest_version) {
    return fail(ErrorKind::io,
                fmt::format("libcurl is version {}, which is too old", version->version), hint);
  }
  if (curl.global_init_mem(CURL_GLOBAL_DEFAULT, allocate_memory, free_memory, reallocate_memory,
                           duplicate_text, allocate_zeroed) != CURLE_OK)
    return fail(ErrorKind::io, "libcurl can't be initialised");
  return curl;
}

}  // namespace keyplate::resolve::http
