#pragma once
// Made-up data by its name: `randomEmail`. Each name has the shape that people know from Insomnia
// and Postman; the words are our own. The same generator in the same state makes the same data.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/evaluate/random.h"
#include "runtime/evaluate/render.h"

namespace keyplate::evaluate {

/// A text of that name, a number or boolean by its spelling; nothing for a name that is none.
/// `today` is what dates are counted from.
std::optional<std::string> made_up(std::string_view name, Random& random, const Moment& today);

}  // namespace keyplate::evaluate
