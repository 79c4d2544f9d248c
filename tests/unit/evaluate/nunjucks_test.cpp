// The templates of Nunjucks' own tests with the real engine's answers, where they are at hand.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/evaluate/fake_world.h"

using namespace keyplate;
using namespace keyplate::evaluate;

namespace {

/// Whether the answer is met; `got` is what we gave.
bool meets(const nlohmann::ordered_json& test_case, const char* mode, std::string& got) {
  RenderTest test;
  test.options.undefined =
      mode == std::string("strict") ? compiler::Undefined::error : compiler::Undefined::empty;
  test.context(test_case["context"].dump());
  const Outcome outcome = test.render(test_case["template"].get<std::string>());
  got = outcome.shown();
  const nlohmann::ordered_json& answer = test_case[mode];
  if (answer.contains("error")) return !outcome.errors.empty();
  if (!outcome.errors.empty()) return false;
  return outcome.text == answer["output"].get<std::string>();
}

}  // namespace

TEST_CASE("Nunjucks' own cases") {
  std::ifstream file(KEYPLATE_SOURCE_DIR "/../shared/vectors/nunjucks/cases.json");
  if (!file) {
    WARN("no vectors here: skipped");
    return;
  }
  const nlohmann::ordered_json cases = nlohmann::ordered_json::parse(file);
  std::size_t met = 0;
  std::size_t all = 0;
  for (const nlohmann::ordered_json& test_case : cases) {
    if (test_case["needs_loader"].get<bool>()) continue;
    for (const char* mode : {"strict", "lenient"}) {
      std::string got;
      ++all;
      if (meets(test_case, mode, got)) {
        ++met;
        continue;
      }
      UNSCOPED_INFO(mode << ": " << test_case["template"].get<std::string>() << "\n  wanted "
                         << test_case[mode].dump() << "\n  got    " << got);
    }
  }
  CHECK(met == all);
}
