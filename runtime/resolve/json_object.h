#pragma once
// A JSON object of text members, as request bodies are: written in memory that is wiped, since some
// of them are credentials.

#include <initializer_list>
#include <optional>
#include <string_view>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

struct JsonMember {
  std::string_view name;                  ///< needs no escape
  std::optional<std::string_view> value;  ///< UTF-8; nothing: left out
};

Secret json_object(std::initializer_list<JsonMember> members);

}  // namespace keyplate::resolve
