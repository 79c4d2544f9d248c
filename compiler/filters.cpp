#include "compiler/jsonpath/parse.h"
#include "compiler/table_laws.h"
#include "compiler/tables.h"

namespace keyplate::compiler {
namespace {

// clang-format off

constexpr std::string_view sort_keys[]      = {"key", "value"};
constexpr std::string_view round_methods[]  = {"common", "ceil", "floor"};

constexpr FieldSpec batch_fields[] = {
  {.name = "size", .type = FieldType::integer, .doc = "How many items a batch has.", .required = true},
  {.name = "fill", .type = FieldType::any,     .doc = "What the last batch is filled up with."},
};
constexpr FieldSpec center_fields[] = {
  {.name = "width", .type = FieldType::integer, .doc = "Width of the result.", .fallback = "80"},
};
constexpr FieldSpec default_fields[] = {
  {.name = "default", .type = FieldType::any,     .doc = "The value in place of an undefined one."},
  {.name = "boolean", .type = FieldType::boolean, .doc = "Whether every falsy value is replaced.", .fallback = "false"},
};
constexpr FieldSpec dictsort_fields[] = {
  {.name = "case_sensitive", .type = FieldType::boolean, .doc = "Whether case of letters counts.", .fallback = "false"},
  {.name = "by",             .type = FieldType::choice,  .doc = "What is compared.", .fallback = "key", .choices = sort_keys},
};
constexpr FieldSpec dump_fields[] = {
  {.name = "spaces", .type = FieldType::any, .doc = "How far a level is indented: a number, or the text to indent with."},
};
constexpr FieldSpec float_fields[] = {
  {.name = "default", .type = FieldType::any, .doc = "The value of what is not a number."},
};
constexpr FieldSpec groupby_fields[] = {
  {.name = "attribute", .type = FieldType::string, .doc = "The member to group by; dots reach deeper.", .required = true},
};
constexpr FieldSpec indent_fields[] = {
  {.name = "width",        .type = FieldType::integer, .doc = "How many spaces.", .fallback = "4"},
  {.name = "indent_first", .type = FieldType::boolean, .doc = "Whether the first line is indented too.", .fallback = "false"},
};
constexpr FieldSpec int_fields[] = {
  {.name = "default", .type = FieldType::any,     .doc = "The value of what is not a number."},
  {.name = "base",    .type = FieldType::integer, .doc = "Base of the digits, 2 to 36.", .fallback = "10"},
};
constexpr FieldSpec join_fields[] = {
  {.name = "separator", .type = FieldType::any, .doc = "What stands between two items."},
  {.name = "attribute", .type = FieldType::any, .doc = "The member of each item to join."},
};
constexpr FieldSpec jsonpath_fields[] = {
  {.name = "path", .type = FieldType::string, .doc = "A JSONPath; the first match is the value.", .required = true, .rule = jsonpath::problem, .rule_message = &diag::bad_jsonpath},
};
constexpr FieldSpec replace_fields[] = {
  {.name = "old",   .type = FieldType::any,     .doc = "Text or regular expression to replace.", .required = true},
  {.name = "new",   .type = FieldType::any,     .doc = "What stands there instead.", .required = true},
  {.name = "count", .type = FieldType::integer, .doc = "How many at most; -1: all.", .fallback = "-1"},
};
constexpr FieldSpec round_fields[] = {
  {.name = "precision", .type = FieldType::integer, .doc = "How many decimals.", .fallback = "0"},
  {.name = "method",    .type = FieldType::choice,  .doc = "Which way to round.", .fallback = "common", .choices = round_methods},
};
constexpr FieldSpec select_fields[] = {
  {.name = "test",     .type = FieldType::string, .doc = "Name of the test.", .fallback = "truthy", .rule = test_name_problem, .rule_message = &diag::unknown_test},
  {.name = "argument", .type = FieldType::any,    .doc = "The test's argument."},
};
constexpr FieldSpec selectattr_fields[] = {
  {.name = "attribute", .type = FieldType::any, .doc = "The member that is looked at.", .required = true},
};
constexpr FieldSpec slice_fields[] = {
  {.name = "slices", .type = FieldType::integer, .doc = "How many slices.", .required = true},
  {.name = "fill",   .type = FieldType::any,     .doc = "What short slices are filled up with."},
};
constexpr FieldSpec sort_fields[] = {
  {.name = "reverse",        .type = FieldType::boolean, .doc = "Whether the greatest comes first.", .fallback = "false"},
  {.name = "case_sensitive", .type = FieldType::boolean, .doc = "Whether case of letters counts.", .fallback = "false"},
  {.name = "attribute",      .type = FieldType::string,  .doc = "The member to compare; dots reach deeper."},
};
constexpr FieldSpec striptags_fields[] = {
  {.name = "preserve_linebreaks", .type = FieldType::boolean, .doc = "Whether line breaks stay.", .fallback = "false"},
};
constexpr FieldSpec sum_fields[] = {
  {.name = "attribute", .type = FieldType::any, .doc = "The member of each item to add."},
  {.name = "start",     .type = FieldType::any,    .doc = "What the sum begins with.", .fallback = "0"},
};
constexpr FieldSpec truncate_fields[] = {
  {.name = "length",    .type = FieldType::integer, .doc = "How long the text may be.", .fallback = "255"},
  {.name = "killwords", .type = FieldType::boolean, .doc = "Whether a word may be cut.", .fallback = "false"},
  {.name = "end",       .type = FieldType::any,     .doc = "What a cut text ends with.", .fallback = "..."},
};
constexpr FieldSpec urlize_fields[] = {
  {.name = "length",   .type = FieldType::integer, .doc = "How long a shown address may be."},
  {.name = "nofollow", .type = FieldType::boolean, .doc = "Whether links are marked `nofollow`.", .fallback = "false"},
};

constexpr std::array<FilterSpec, filter_count> filter_rows = {{
  {.name = "abs",          .doc = "The absolute value of a number.", .example = "{{ -3 | abs }}", .fields = {}},
  {.name = "base64",       .doc = "The value's bytes in base64.", .example = "{{ user | base64 }}", .fields = {}, .keywords = true, .ours = true},
  {.name = "base64decode", .doc = "The text that base64 stands for.", .example = "{{ 'YQ==' | base64decode }}", .fields = {}, .keywords = true, .ours = true},
  {.name = "batch",        .doc = "Lists of so many items each.", .example = "{{ items | batch(3) | dump }}", .fields = batch_fields},
  {.name = "capitalize",   .doc = "The first letter upper case, the others lower.", .example = "{{ name | capitalize }}", .fields = {}},
  {.name = "center",       .doc = "The text in the middle of a field.", .example = "{{ name | center(20) }}", .fields = center_fields},
  {.name = "d",            .doc = "Short for `default`.", .example = "{{ port | d(8080) }}", .fields = default_fields},
  {.name = "debug",        .doc = "The value itself; Insomnia knows it.", .example = "{{ name | debug }}", .fields = {}, .ours = true},
  {.name = "default",      .doc = "Another value where this one is undefined.", .example = "{{ port | default(8080) }}", .fields = default_fields},
  {.name = "dictsort",     .doc = "A dict as a sorted list of pairs.", .example = "{% for key, value in headers | dictsort %}{% endfor %}", .fields = dictsort_fields},
  {.name = "dump",         .doc = "The value as JSON.", .example = "{{ settings | dump(2) }}", .fields = dump_fields},
  {.name = "e",            .doc = "Short for `escape`.", .example = "{{ name | e }}", .fields = {}},
  {.name = "escape",       .doc = "`&`, `<`, `>`, quotes and backslashes as HTML entities.", .example = "{{ name | escape }}", .fields = {}},
  {.name = "first",        .doc = "The first item.", .example = "{{ hosts | first }}", .fields = {}},
  {.name = "float",        .doc = "The number that a text begins with.", .example = "{{ '1.5' | float }}", .fields = float_fields},
  {.name = "forceescape",  .doc = "`escape`, even of what is escaped already.", .example = "{{ name | forceescape }}", .fields = {}},
  {.name = "groupby",      .doc = "A dict of lists, by a member of the items.", .example = "{% for zone, hosts in hosts | groupby('zone') %}{% endfor %}", .fields = groupby_fields},
  {.name = "hex",          .doc = "The value's bytes in hexadecimal.", .example = "{{ key | hex }}", .fields = {}, .keywords = true, .ours = true},
  {.name = "indent",       .doc = "Every line moved to the right.", .example = "{{ certificate | indent(4) }}", .fields = indent_fields},
  {.name = "int",          .doc = "The whole number that a text begins with.", .example = "{{ '42' | int }}", .fields = int_fields, .keywords = true},
  {.name = "join",         .doc = "The items of a list as one text.", .example = "{{ scopes | join(' ') }}", .fields = join_fields},
  {.name = "jsonpath",     .doc = "The first match in a JSON text, dict or list.", .example = "{{ settings | jsonpath('$.a[0]') }}", .fields = jsonpath_fields, .keywords = true, .ours = true},
  {.name = "last",         .doc = "The last item.", .example = "{{ hosts | last }}", .fields = {}},
  {.name = "length",       .doc = "How many items, members or UTF-16 code units.", .example = "{{ hosts | length }}", .fields = {}},
  {.name = "list",         .doc = "A list of letters, or of a dict's keys and values.", .example = "{{ 'abc' | list | dump }}", .fields = {}},
  {.name = "lower",        .doc = "The text in lower case.", .example = "{{ name | lower }}", .fields = {}},
  {.name = "nl2br",        .doc = "`<br />` before every line break.", .example = "{{ note | nl2br }}", .fields = {}},
  {.name = "random",       .doc = "An item by chance; `--seed` repeats it.", .example = "{{ hosts | random }}", .fields = {}},
  {.name = "raw",          .doc = "The value as host text, encoded for no place; must come last.", .example = "{{ block | raw }}", .fields = {}, .keywords = true, .ours = true},
  {.name = "reject",       .doc = "The items that fail a test.", .example = "{{ numbers | reject('odd') | dump }}", .fields = select_fields},
  {.name = "rejectattr",   .doc = "The items whose member is falsy.", .example = "{{ hosts | rejectattr('down') | dump }}", .fields = selectattr_fields},
  {.name = "replace",      .doc = "The text with a part replaced.", .example = "{{ name | replace('-', '_') }}", .fields = replace_fields},
  {.name = "reverse",      .doc = "A list or text from end to start.", .example = "{{ hosts | reverse | dump }}", .fields = {}},
  {.name = "round",        .doc = "A rounded number.", .example = "{{ 2.345 | round(2) }}", .fields = round_fields},
  {.name = "safe",         .doc = "The value as host text where it stands unquoted.", .example = "{{ block | safe }}", .fields = {}},
  {.name = "select",       .doc = "The items that pass a test.", .example = "{{ numbers | select('odd') | dump }}", .fields = select_fields},
  {.name = "selectattr",   .doc = "The items whose member is truthy.", .example = "{{ hosts | selectattr('up') | dump }}", .fields = selectattr_fields},
  {.name = "sha256",       .doc = "SHA-256 of the value's bytes in hexadecimal.", .example = "{{ body | sha256 }}", .fields = {}, .keywords = true, .ours = true},
  {.name = "slice",        .doc = "So many lists of nearly the same length.", .example = "{{ hosts | slice(3) | dump }}", .fields = slice_fields},
  {.name = "sort",         .doc = "A sorted list.", .example = "{{ hosts | sort(attribute='name') | dump }}", .fields = sort_fields, .keywords = true},
  {.name = "string",       .doc = "The value as text.", .example = "{{ 42 | string }}", .fields = {}},
  {.name = "striptags",    .doc = "The text without HTML tags.", .example = "{{ page | striptags }}", .fields = striptags_fields},
  {.name = "sum",          .doc = "The sum of a list.", .example = "{{ [1, 2] | sum }}", .fields = sum_fields},
  {.name = "title",        .doc = "Every word's first letter upper case.", .example = "{{ name | title }}", .fields = {}},
  {.name = "trim",         .doc = "The text without white space around it.", .example = "{{ note | trim }}", .fields = {}},
  {.name = "truncate",     .doc = "The text cut to a length.", .example = "{{ note | truncate(20) }}", .fields = truncate_fields},
  {.name = "upper",        .doc = "The text in upper case.", .example = "{{ name | upper }}", .fields = {}},
  {.name = "urlencode",    .doc = "The value as a part of a URL.", .example = "{{ query | urlencode }}", .fields = {}},
  {.name = "urlize",       .doc = "Addresses in the text as HTML links.", .example = "{{ note | urlize(20) }}", .fields = urlize_fields},
  {.name = "wordcount",    .doc = "How many words the text has.", .example = "{{ note | wordcount }}", .fields = {}},
}};

// clang-format on

constexpr NameIndex filter_index(filter_rows);
static_assert(filter_index.unique());
static_assert(documented(filter_rows));
static_assert(complete_fields(filter_rows));

}  // namespace

std::span<const FilterSpec> filters() {
  return filter_rows;
}

std::optional<std::uint16_t> find_filter(std::string_view name) {
  return filter_index.find(name);
}

}  // namespace keyplate::compiler
