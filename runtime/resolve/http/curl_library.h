#pragma once
// libcurl, loaded when it is first needed: that takes longer than a whole render of local secrets,
// so nothing links it. Only curl_* and transport_curl.cpp may include this and so <curl/curl.h>.

#include <curl/curl.h>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve::http {

/// What is used of it.
struct Curl {
  decltype(&curl_global_init_mem) global_init_mem = nullptr;
  decltype(&curl_version_info) version_info = nullptr;
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_reset) easy_reset = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_multi_init) multi_init = nullptr;
  decltype(&curl_multi_cleanup) multi_cleanup = nullptr;
  decltype(&curl_multi_setopt) multi_setopt = nullptr;
  decltype(&curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&curl_multi_perform) multi_perform = nullptr;
  decltype(&curl_multi_poll) multi_poll = nullptr;
  decltype(&curl_multi_info_read) multi_info_read = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  decltype(&curl_url) url = nullptr;
  decltype(&curl_url_set) url_set = nullptr;
  decltype(&curl_url_get) url_get = nullptr;
  decltype(&curl_url_cleanup) url_cleanup = nullptr;
  decltype(&curl_free) free = nullptr;
};

/// Loads and initialises it; again and again is once. Its memory is wiped when it is freed.
Outcome<Curl> load_curl();

/// What libcurl knows of a transfer; zero or null: nothing.
template <typename T>
T info_of(const Curl& curl, CURL* easy, CURLINFO info) {
  T value{};
  curl.easy_getinfo(easy, info, &value);
  return value;
}

}  // namespace keyplate::resolve::http
