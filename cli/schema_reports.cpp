#include <fmt/core.h>

#include "cli/schemas.h"

namespace keyplate::cli {
namespace {

constexpr std::string_view check_schema_text = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "keyplate check --format json",
  "description": "What keyplate check found. A new member is a new minor version of keyplate; a member that goes or changes its meaning is a new `version`.",
  "type": "object",
  "properties": {
    "version": { "const": 1 },
    "diagnostics": {
      "description": "Sorted by file and place.",
      "type": "array",
      "items": { "$ref": "#/definitions/diagnostic" }
    },
    "summary": {
      "type": "object",
      "properties": {
        "files": { "description": "How many files were checked, workspace files among them.", "$ref": "#/definitions/count" },
        "errors": { "$ref": "#/definitions/count" },
        "warnings": { "$ref": "#/definitions/count" }
      },
      "required": ["files", "errors", "warnings"],
      "additionalProperties": false
    }
  },
  "required": ["version", "diagnostics", "summary"],
  "additionalProperties": false,
  "definitions": {
)";

constexpr std::string_view plan_schema_text = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "keyplate plan --format json",
  "description": "Which secrets a render reads. A new member is a new minor version of keyplate; a member that goes or changes its meaning is a new `version`.",
  "type": "object",
  "properties": {
    "version": { "const": 1 },
    "complete": { "description": "Whether there is nothing more than these calls: no error, and no reference that only a render can tell.", "type": "boolean" },
    "calls": {
      "description": "Sorted by vault, as the workspace names them; batches first, then by their first secret.",
      "type": "array",
      "items": { "$ref": "#/definitions/call" }
    },
    "dynamic": {
      "description": "References to secrets that only a render can tell. Sorted by file and place.",
      "type": "array",
      "items": { "$ref": "#/definitions/reference" }
    },
    "logins": {
      "description": "With `--probe`: how each vault of the calls was signed in to.",
      "type": "array",
      "items": { "$ref": "#/definitions/login" }
    },
    "diagnostics": {
      "description": "Sorted by file and place.",
      "type": "array",
      "items": { "$ref": "#/definitions/diagnostic" }
    }
  },
  "required": ["version", "complete", "calls", "dynamic", "diagnostics"],
  "additionalProperties": false,
  "definitions": {
    "call": {
      "type": "object",
      "properties": {
        "vault": { "description": "Its name in the workspace; `INSOMNIA_AWS_*` and the like are what Inso's variables describe.", "type": "string" },
        "provider": { "enum": ["aws", "gcp", "hashicorp", "azure", "local", "env"] },
        "operation": { "description": "As the provider calls it; `mint`: each makes a new credential.", "type": "string" },
        "certain": { "description": "Whether every render makes it; else only if a condition holds.", "type": "boolean" },
        "secrets": {
          "description": "Several only where the provider reads several at once.",
          "type": "array",
          "minItems": 1,
          "items": { "$ref": "#/definitions/secret" }
        }
      },
      "required": ["vault", "provider", "operation", "certain", "secrets"],
      "additionalProperties": false
    },
    "login": {
      "type": "object",
      "properties": {
        "vault": { "type": "string" },
        "link": { "description": "Which credential answered; empty where the provider needs none, or none did.", "type": "string" },
        "identity": { "description": "Who the server says that is; empty: it does not say.", "type": "string" },
        "policies": { "type": "array", "items": { "type": "string" } },
        "lasts": { "description": "In seconds; null: no end is known.", "type": ["integer", "null"], "minimum": 0 },
        "tried": {
          "description": "What was looked at on the way, in order.",
          "type": "array",
          "items": {
            "type": "object",
            "properties": { "link": { "type": "string" }, "said": { "type": "string" } },
            "required": ["link", "said"],
            "additionalProperties": false
          }
        },
        "failure": {
          "description": "Why it is not signed in to, or null.",
          "oneOf": [
            { "type": "null" },
            {
              "type": "object",
              "properties": { "code": { "type": "string" }, "message": { "type": "string" }, "hint": { "type": "string" } },
              "required": ["code", "message", "hint"],
              "additionalProperties": false
            }
          ]
        }
      },
      "required": ["vault", "link", "identity", "policies", "lasts", "tried", "failure"],
      "additionalProperties": false
    },
    "secret": {
      "type": "object",
      "properties": {
        "name": { "type": "string" },
        "version": { "description": "Null: the current one.", "type": ["string", "null"] },
        "stage": { "type": ["string", "null"] },
        "references": {
          "description": "Each place that refers to it, sorted.",
          "type": "array",
          "minItems": 1,
          "items": { "$ref": "#/definitions/reference" }
        }
      },
      "required": ["name", "version", "stage", "references"],
      "additionalProperties": false
    },
    "reference": {
      "type": "object",
      "properties": {
        "file": { "$ref": "#/definitions/file" },
        "range": { "$ref": "#/definitions/range" }
      },
      "required": ["file", "range"],
      "additionalProperties": false
    },
)";

constexpr std::string_view definitions_text = R"(    "count": { "type": "integer", "minimum": 0 },
    "diagnostic": {
      "type": "object",
      "properties": {
        "file": { "$ref": "#/definitions/file" },
        "code": { "description": "What is wrong, in a word that is never reused; `keyplate explain CODE` says more.", "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" },
        "severity": { "enum": ["error", "warning", "information"] },
        "message": { "description": "One line for a person.", "type": "string" },
        "range": { "$ref": "#/definitions/range_or_null" },
        "environments": {
          "description": "Those in which it holds; empty where it depends on none.",
          "type": "array",
          "items": { "type": "string" }
        },
        "related": {
          "description": "Other places that have to do with it.",
          "type": "array",
          "items": {
            "type": "object",
            "properties": {
              "file": { "$ref": "#/definitions/file" },
              "message": { "type": "string" },
              "range": { "$ref": "#/definitions/range_or_null" }
            },
            "required": ["file", "message", "range"],
            "additionalProperties": false
          }
        },
        "fix": {
          "description": "A change that mends it, or null.",
          "oneOf": [{ "type": "null" }, { "$ref": "#/definitions/fix" }]
        }
      },
      "required": ["file", "code", "severity", "message", "range", "environments", "related", "fix"],
      "additionalProperties": false
    },
    "fix": {
      "type": "object",
      "properties": {
        "title": { "type": "string" },
        "safe": { "description": "Whether it surely is what the author meant.", "type": "boolean" },
        "edits": {
          "description": "To be made all at once.",
          "type": "array",
          "minItems": 1,
          "items": {
            "type": "object",
            "properties": {
              "file": { "$ref": "#/definitions/file" },
              "range": { "$ref": "#/definitions/range" },
              "text": { "description": "What stands there instead.", "type": "string" }
            },
            "required": ["file", "range", "text"],
            "additionalProperties": false
          }
        }
      },
      "required": ["title", "safe", "edits"],
      "additionalProperties": false
    },
    "file": {
      "description": "Relative to the folder that keyplate ran in, with `/`; empty where it is about no file.",
      "type": "string"
    },
    "range_or_null": {
      "description": "Null for a whole file.",
      "oneOf": [{ "type": "null" }, { "$ref": "#/definitions/range" }]
    },
    "range": {
      "type": "object",
      "properties": {
        "start": { "$ref": "#/definitions/position" },
        "end": { "$ref": "#/definitions/position" }
      },
      "required": ["start", "end"],
      "additionalProperties": false
    },
    "position": {
      "type": "object",
      "properties": {
        "line": { "description": "From 1.", "type": "integer", "minimum": 1 },
        "column": { "description": "From 1, in code points.", "type": "integer", "minimum": 1 },
        "offset": { "description": "In bytes, from the start of the file.", "type": "integer", "minimum": 0 }
      },
      "required": ["line", "column", "offset"],
      "additionalProperties": false
    }
)";

constexpr std::string_view end_text = "  }\n}\n";

}  // namespace

std::string check_report_schema() {
  return fmt::format("{}{}{}", check_schema_text, definitions_text, end_text);
}

std::string plan_report_schema() {
  return fmt::format("{}{}{}", plan_schema_text, definitions_text, end_text);
}

}  // namespace keyplate::cli
