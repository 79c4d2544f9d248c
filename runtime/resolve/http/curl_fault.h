#pragma once
// What libcurl says of a request that failed, as one of our faults.

#include <chrono>
#include <string_view>

#include "runtime/resolve/http/answer.h"
#include "runtime/resolve/http/curl_library.h"
#include "runtime/resolve/http/message.h"

namespace keyplate::resolve::http {

/// How a transfer has ended.
struct Ended {
  CURLcode code;
  std::string_view
      words;  ///< CURLOPT_ERRORBUFFER: looked at, never shown, since it may quote a URL
  Answer::Excess excess;
  std::chrono::milliseconds allowed;  ///< for all of it
  std::chrono::milliseconds spent;
  bool ends_with_run;  ///< so long because of the run, not of this attempt
  bool sent;           ///< the request was begun to be written
};

/// REQUIRES: `easy` still holds what it knows of the transfer.
Trouble trouble_of(const Curl& curl, CURL* easy, const Endpoint& endpoint, const Ended& ended);

}  // namespace keyplate::resolve::http
