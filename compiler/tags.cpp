#include "compiler/jsonpath/parse.h"
#include "compiler/table_laws.h"
#include "compiler/tables.h"

namespace keyplate::compiler {
namespace {

// clang-format off

constexpr std::string_view encodings[]      = {"base64", "hex"};
constexpr std::string_view vault_providers[] = {"aws", "gcp", "hashicorp", "azure"};
constexpr std::string_view base64_actions[] = {"encode", "decode"};
constexpr std::string_view base64_kinds[]   = {"normal", "url", "hex"};
constexpr std::string_view hash_algorithms[] = {"md5", "sha1", "sha256", "sha512"};
constexpr std::string_view hash_encodings[] = {"hex", "base64"};
constexpr std::string_view now_formats[]    = {"iso-8601", "millis", "ms", "unix", "seconds", "s", "custom"};
constexpr std::string_view os_facts[]       = {"arch", "cpus", "freemem", "hostname", "platform", "release", "userInfo"};
constexpr std::string_view request_parts[]  = {"name", "folder", "url", "parameter", "header", "cookie", "oauth2", "oauth2-identity", "oauth2-refresh"};
constexpr std::string_view response_parts[] = {"body", "raw", "header", "url"};
constexpr std::string_view resend[]         = {"never", "no-history", "when-expired", "always"};
constexpr std::string_view uuid_versions[]  = {"v4", "v1"};
constexpr std::string_view faker_functions[] = {
    "guid", "isoTimestamp", "randomAbbreviation", "randomAbstractImage", "randomAdjective",
    "randomAlphaNumeric", "randomAnimalsImage", "randomAvatarImage", "randomBankAccount",
    "randomBankAccountBic", "randomBankAccountIban", "randomBankAccountName", "randomBitcoin",
    "randomBoolean", "randomBs", "randomBsAdjective", "randomBsBuzz", "randomBsNoun", "randomBusinessImage",
    "randomCatchPhrase", "randomCatchPhraseAdjective", "randomCatchPhraseDescriptor",
    "randomCatchPhraseNoun", "randomCatsImage", "randomCity", "randomCityImage", "randomColor",
    "randomCommonFileExt", "randomCommonFileName", "randomCommonFileType", "randomCompanyName",
    "randomCompanySuffix", "randomCountry", "randomCountryCode", "randomCreditCardMask",
    "randomCurrencyCode", "randomCurrencyName", "randomCurrencySymbol", "randomDatabaseCollation",
    "randomDatabaseColumn", "randomDatabaseEngine", "randomDatabaseType", "randomDateFuture",
    "randomDatePast", "randomDateRecent", "randomDepartment", "randomDirectoryPath", "randomDomainName",
    "randomDomainSuffix", "randomDomainWord", "randomEmail", "randomExampleEmail", "randomFashionImage",
    "randomFileExt", "randomFileName", "randomFilePath", "randomFileType", "randomFirstName",
    "randomFoodImage", "randomFullName", "randomHexColor", "randomIP", "randomIPV6", "randomImageDataUri",
    "randomImageUrl", "randomIngverb", "randomInt", "randomJobArea", "randomJobDescriptor",
    "randomJobTitle", "randomJobType", "randomLastName", "randomLatitude", "randomLocale",
    "randomLongitude", "randomLoremLines", "randomLoremParagraph", "randomLoremParagraphs",
    "randomLoremSentence", "randomLoremSentences", "randomLoremSlug", "randomLoremText", "randomLoremWord",
    "randomLoremWords", "randomMACAddress", "randomMimeType", "randomMonth", "randomNamePrefix",
    "randomNameSuffix", "randomNatureImage", "randomNightlifeImage", "randomNoun", "randomPassword",
    "randomPeopleImage", "randomPhoneNumber", "randomPhoneNumberExt", "randomPhrase", "randomPrice",
    "randomProduct", "randomProductAdjective", "randomProductMaterial", "randomProductName",
    "randomProtocol", "randomSemver", "randomSportsImage", "randomStreetAddress", "randomStreetName",
    "randomTransactionType", "randomTransportImage", "randomUUID", "randomUrl", "randomUserAgent",
    "randomUserName", "randomVerb", "randomWeekday", "randomWord", "randomWords", "timestamp"};

constexpr FieldSpec secret_fields[] = {
  {.name = "vault",   .type = FieldType::string, .doc = "A vault of the workspace, or an alias of the environment; a constant.", .required = true},
  {.name = "name",    .type = FieldType::string, .doc = "The secret's name or path, as its provider spells it.", .required = true},
  {.name = "key",     .type = FieldType::string, .doc = "Exact key at the top of a JSON object."},
  {.name = "path",    .type = FieldType::string, .doc = "Dotted path into a JSON value, or a JSON Pointer when it starts with `/`."},
  {.name = "version", .type = FieldType::any,    .doc = "A version's id or number; absent: the current one."},
  {.name = "stage",   .type = FieldType::string, .doc = "A version stage, such as `AWSPREVIOUS`."},
  {.name = "binary",  .type = FieldType::choice, .doc = "How to write bytes that are not UTF-8 text.", .choices = encodings},
  {.name = "default", .type = FieldType::any,    .doc = "The value when the secret, version or key is proven not to exist."},
};
constexpr FieldSpec vault_fields[] = {
  {.name = "provider",   .type = FieldType::choice, .doc = "The vault's provider.", .required = true, .choices = vault_providers},
  {.name = "credential", .type = FieldType::string, .doc = "Id of an Insomnia cloud credential; `[insomnia] credentials` maps it to a vault."},
  {.name = "config",     .type = FieldType::string, .doc = "A JSON object that says which secret, as Insomnia's form writes it.", .fallback = "{}"},
};
constexpr FieldSpec base64_fields[] = {
  {.name = "action", .type = FieldType::choice, .doc = "Encode or decode.", .required = true, .choices = base64_actions},
  {.name = "kind",   .type = FieldType::choice, .doc = "Plain base64, its URL alphabet, or base64 of bytes written in hex.", .required = true, .choices = base64_kinds},
  {.name = "text",   .type = FieldType::string, .doc = "The text to convert.", .required = true},
};
constexpr FieldSpec cookie_fields[] = {
  {.name = "url",  .type = FieldType::string, .doc = "Address whose cookies are searched.", .required = true},
  {.name = "name", .type = FieldType::string, .doc = "The cookie's name.", .required = true},
};
constexpr FieldSpec faker_fields[] = {
  {.name = "function", .type = FieldType::choice, .doc = "What to make up.", .required = true, .choices = faker_functions},
};
constexpr FieldSpec file_fields[] = {
  {.name = "path", .type = FieldType::path, .doc = "A text file beneath the workspace or one of its `data_folders`.", .required = true},
};
constexpr FieldSpec hash_fields[] = {
  {.name = "algorithm", .type = FieldType::choice, .doc = "The hash function.", .required = true, .choices = hash_algorithms},
  {.name = "encoding",  .type = FieldType::choice, .doc = "How the digest is written.", .required = true, .choices = hash_encodings},
  {.name = "text",      .type = FieldType::string, .doc = "The text whose UTF-8 bytes are hashed.", .required = true},
};
constexpr FieldSpec jsonpath_tag_fields[] = {
  {.name = "json", .type = FieldType::any,    .doc = "A JSON text, or a list or dict.", .required = true},
  {.name = "path", .type = FieldType::string, .doc = "A JSONPath; the first match is the value.", .required = true, .rule = jsonpath::argument_problem, .rule_message = &diag::bad_jsonpath},
};
constexpr FieldSpec now_fields[] = {
  {.name = "format",  .type = FieldType::choice, .doc = "How the time is written, in any case of letters.", .fallback = "iso-8601", .choices = now_formats, .any_case = true},
  {.name = "pattern", .type = FieldType::string, .doc = "For `custom`: a date-fns pattern."},
};
constexpr FieldSpec os_fields[] = {
  {.name = "fact", .type = FieldType::choice, .doc = "What to say about this machine.", .required = true, .choices = os_facts},
  {.name = "path", .type = FieldType::string, .doc = "A JSONPath into the fact."},
};
constexpr FieldSpec prompt_fields[] = {
  {.name = "title",   .type = FieldType::string,  .doc = "Title of the question.", .required = true},
  {.name = "label",   .type = FieldType::string,  .doc = "The question itself; absent: the title."},
  {.name = "default", .type = FieldType::any,     .doc = "The answer that is offered."},
  {.name = "storage", .type = FieldType::string,  .doc = "Key under which Insomnia keeps the answer; two prompts with one key ask once."},
  {.name = "mask",    .type = FieldType::boolean, .doc = "Whether the answer is hidden while it is typed.", .fallback = "false"},
  {.name = "save",    .type = FieldType::boolean, .doc = "Whether Insomnia offers the last answer again.", .fallback = "true"},
};
constexpr FieldSpec request_fields[] = {
  {.name = "attribute", .type = FieldType::choice,  .doc = "What of the current request.", .required = true, .choices = request_parts},
  {.name = "name",      .type = FieldType::string,  .doc = "Which parameter, header or cookie."},
  {.name = "folder",    .type = FieldType::integer, .doc = "How many folders up."},
};
constexpr FieldSpec response_fields[] = {
  {.name = "attribute", .type = FieldType::choice, .doc = "What of the response.", .required = true, .choices = response_parts},
  {.name = "request",   .type = FieldType::string, .doc = "Id of the request that was answered.", .required = true},
  {.name = "filter",    .type = FieldType::string, .doc = "JSONPath, XPath or header name."},
  {.name = "resend",    .type = FieldType::choice, .doc = "When the request is sent again.", .fallback = "never", .choices = resend},
  {.name = "max_age",   .type = FieldType::number, .doc = "Seconds after which `when-expired` sends it again.", .fallback = "60"},
};
constexpr FieldSpec uuid_fields[] = {
  {.name = "version", .type = FieldType::choice, .doc = "Random, or made of the time and a random node (Insomnia makes a `v4` of both).", .fallback = "v4", .choices = uuid_versions},
};

// In the order of TagId.
constexpr std::array<TagSpec, tag_count> tag_rows = {{
  {.name = "secret",   .doc = "A secret from a vault of the workspace.", .example = "{{ secret('prod', 'payments/api', key='token') }}", .fields = secret_fields},
  {.name = "vault",    .doc = "Insomnia's external vault: a secret by credential id.", .example = "{% vault 'aws', 'cloudCred_ab12', '{\"SecretId\":\"payments/api\"}' %}", .fields = vault_fields},
  {.name = "base64",   .doc = "Text to base64 and back.", .example = "{% base64 'encode', 'normal', 'text' %}", .fields = base64_fields},
  {.name = "cookie",   .doc = "A cookie from Insomnia's jar.", .example = "{% cookie 'https://acme.dev', 'session' %}", .fields = cookie_fields, .needs_app = true},
  {.name = "faker",    .doc = "Made-up data of a kind.", .example = "{% faker 'randomEmail' %}", .fields = faker_fields, .asks_world = true},
  {.name = "file",     .doc = "The text of a file.", .example = "{% file 'certificates/ca.pem' %}", .fields = file_fields, .asks_world = true},
  {.name = "hash",     .doc = "The digest of a text.", .example = "{% hash 'sha256', 'hex', 'text' %}", .fields = hash_fields},
  {.name = "jsonpath", .doc = "A value out of a JSON text.", .example = "{% jsonpath '{\"id\": 7}', '$.id' %}", .fields = jsonpath_tag_fields},
  {.name = "now",      .doc = "The time at which this render began.", .example = "{% now 'iso-8601' %}", .fields = now_fields, .asks_world = true},
  {.name = "os",       .doc = "A fact about this machine.", .example = "{% os 'hostname' %}", .fields = os_fields, .asks_world = true},
  {.name = "prompt",   .doc = "An answer from the person at the terminal.", .example = "{% prompt 'One-time code', mask=true %}", .fields = prompt_fields, .asks_world = true},
  {.name = "request",  .doc = "A part of the request that Insomnia is sending.", .example = "{% request 'header', 'Authorization' %}", .fields = request_fields, .needs_app = true},
  {.name = "response", .doc = "A part of an earlier response in Insomnia.", .example = "{% response 'body', 'req_ab12', '$.token' %}", .fields = response_fields, .needs_app = true},
  {.name = "uuid",     .doc = "A new UUID.", .example = "{% uuid 'v4' %}", .fields = uuid_fields, .asks_world = true},
}};

// clang-format on

constexpr NameIndex tag_index(tag_rows);
static_assert(tag_index.unique());
static_assert(documented(tag_rows));
static_assert(complete_fields(tag_rows));
static_assert(tag_rows[static_cast<std::size_t>(TagId::secret)].name == "secret");
static_assert(secret_fields[static_cast<std::size_t>(SecretField::key)].name == "key");
static_assert(secret_fields[static_cast<std::size_t>(SecretField::binary)].name == "binary");
static_assert(secret_fields[static_cast<std::size_t>(SecretField::fallback)].name == "default");
static_assert(tag_rows[static_cast<std::size_t>(TagId::uuid)].name == "uuid");

}  // namespace

std::span<const TagSpec> tags() {
  return tag_rows;
}

const TagSpec& spec(TagId id) {
  return tag_rows[static_cast<std::size_t>(id)];
}

std::optional<TagId> find_tag(std::string_view name) {
  const auto row = tag_index.find(name);
  if (!row) return std::nullopt;
  return static_cast<TagId>(*row);
}

}  // namespace keyplate::compiler
