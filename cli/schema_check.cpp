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
    "count": { "type": "integer", "minimum": 0 },
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
  }
}
)";

}  // namespace

std::string check_report_schema() {
  return std::string(check_schema_text);
}

}  // namespace keyplate::cli
