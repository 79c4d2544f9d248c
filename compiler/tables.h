#pragma once
// What the language knows: tags, filters, tests, globals and providers, as rows. Their position is
// their id; runtime/evaluate keeps arrays of the same length, so a row without an implementation
// does not compile.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/field.h"

namespace keyplate::compiler {

enum class TagId : std::uint8_t {
  secret,
  vault,
  base64,
  cookie,
  faker,
  file,
  hash,
  jsonpath,
  now,
  os,
  prompt,
  request,
  response,
  uuid,
};
inline constexpr std::size_t tag_count = 14;

/// Positions of the fields of `secret`.
enum class SecretField : std::uint8_t { vault, name, key, path, version, stage, binary, fallback };

inline constexpr std::size_t filter_count = 50;
inline constexpr std::size_t test_count = 27;
inline constexpr std::size_t global_count = 3;

struct TagSpec {
  std::string_view name;
  std::string_view doc;
  std::string_view example;
  std::span<const FieldSpec> fields;
  bool needs_app = false;   ///< needs a running Insomnia: checked, but never rendered
  bool asks_world = false;  ///< gives what its arguments don't tell; beside secrets
};

struct FilterSpec {
  std::string_view name;
  std::string_view doc;
  std::string_view example;
  std::span<const FieldSpec> fields;  ///< after the input
  bool keywords = false;  ///< takes them by name too: in Nunjucks only `sort` and `int` do
  bool ours = false;      ///< not in Nunjucks
};

/// `x is NAME`.
struct TestSpec {
  std::string_view name;
  std::string_view doc;
  std::string_view example;
  unsigned arguments = 0;
};

/// A function that is always there: `range`, `cycler`, `joiner`.
struct GlobalSpec {
  std::string_view name;
  std::string_view doc;
  std::string_view example;
  std::span<const FieldSpec> fields;
  bool variadic = false;  ///< any number of values; `fields` is empty
};

/// Settings of which one at most may be written, or exactly one. `a+b` means both together.
struct Alternatives {
  std::span<const std::string_view> names;
  bool required = false;
};

/// One `auth.type` of a provider.
struct AuthSpec {
  std::string_view type;
  std::string_view doc;
  std::span<const FieldSpec> fields;
  std::span<const Alternatives> alternatives = {};
};

struct PinRules;

enum class ProviderId : std::uint8_t { aws, gcp, hashicorp, azure, local, env };
inline constexpr std::size_t provider_count = 6;

struct ProviderSpec {
  std::string_view name;
  std::string_view doc;
  std::span<const FieldSpec> settings;  ///< beside those of every vault
  std::span<const AuthSpec> auth;       ///< empty: takes none
  /// A reference's name, and which of key, path, version, stage and binary it may have.
  std::span<const FieldSpec> reference;
  bool available = false;  ///< the resolver can read it in this version
  std::span<const Alternatives> alternatives = {};
  const PinRules* pins = nullptr;  ///< what a vault's settings say of each other and of references
};

/// What a reference to that provider may have beside its name.
std::vector<std::string_view> reference_options(const ProviderSpec& provider);

enum class SettingKind : std::uint8_t { unknown, plain, credential };
/// What a setting of that name holds, of any vault or `auth`; a credential if it does anywhere.
SettingKind setting_kind(std::string_view name);

std::span<const TagSpec> tags();
std::span<const FilterSpec> filters();
std::span<const TestSpec> tests();
std::span<const GlobalSpec> globals();
std::span<const ProviderSpec> providers();
/// Settings that a vault of any provider may have.
std::span<const FieldSpec> vault_settings();

const TagSpec& spec(TagId id);
const ProviderSpec& spec(ProviderId id);
std::optional<TagId> find_tag(std::string_view name);
std::optional<std::uint16_t> find_filter(std::string_view name);  ///< index into filters()
std::optional<std::uint16_t> find_test(std::string_view name);
/// The rule of a field that names a test.
std::optional<NameProblem> test_name_problem(std::string_view name);
std::optional<std::uint16_t> find_global(std::string_view name);
std::optional<ProviderId> find_provider(std::string_view name);

}  // namespace keyplate::compiler
