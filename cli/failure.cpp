#include "cli/failure.h"

#include "cli/console.h"

namespace keyplate::cli {

ExitCode end_with(const Failure& failure, Console& console) {
  console.say(failure.message);
  for (const std::string& sentence : failure.further) console.say(sentence);
  return failure.code;
}

}  // namespace keyplate::cli
