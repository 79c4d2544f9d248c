#include "cli/env_files.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "runtime/evaluate/origin.h"
#include "runtime/evaluate/slots/dotenv_syntax.h"
#include "runtime/evaluate/verify.h"

namespace keyplate::cli {
namespace {

using evaluate::DotenvAssignment;
using evaluate::HostError;
using evaluate::Segment;

/// One output with what it came from.
class EnvFile {
 public:
  EnvFile(const evaluate::Rendered& rendered, const compiler::Program& program, std::string format)
      : rendered_(rendered), program_(program), format_(std::move(format)) {}

  /// False after an error.
  bool read(std::vector<AssignedVariable>& variables, DiagnosticSink& sink) const {
    evaluate::DotenvFile file =
        evaluate::read_dotenv(rendered_.text, *evaluate::dotenv_dialect(format_));
    DiagnosticSink errors;
    for (const HostError& error : file.errors) report(error, errors);
    replace(sink, errors.take());
    for (DotenvAssignment& assignment : file.assignments)
      variables.push_back(variable(std::move(assignment)));
    return file.errors.empty();
  }

 private:
  std::size_t end_of(std::size_t segment) const {
    const auto& map = rendered_.map;
    return segment + 1 < map.size() ? map[segment + 1].begin() : rendered_.text.size();
  }

  AssignedVariable variable(DotenvAssignment assignment) const {
    AssignedVariable variable{std::move(assignment.name), std::move(assignment.value)};
    for (std::size_t i = evaluate::segment_at(rendered_.map, assignment.value_begin);
         i < rendered_.map.size() && rendered_.map[i].begin() < assignment.value_end; ++i) {
      const std::size_t begin =
          std::max<std::size_t>(rendered_.map[i].begin(), assignment.value_begin);
      const std::size_t end = std::min(end_of(i), assignment.value_end);
      if (!rendered_.map[i].secret() || begin >= end) continue;
      variable.secret = true;
      variable.parts.emplace_back(std::string_view(rendered_.text).substr(begin, end - begin));
    }
    return variable;
  }

  /// At the island that printed what is wrong, or where it stands in the template.
  void report(const HostError& error, DiagnosticSink& sink) const {
    const auto& map = rendered_.map;
    if (map.empty()) return;
    const Segment& segment = map[evaluate::segment_at(map, error.offset)];
    Location where = evaluate::locate({&program_, segment.statement()});
    if (!segment.island()) {
      const auto within = static_cast<std::uint32_t>(error.offset) - segment.begin();
      where.span.begin = std::min(where.span.begin + within, where.span.end);
      where.span.end = std::min(where.span.begin + 1, where.span.end);
    }
    std::string reason = evaluate::reason_of(error, segment.secret());
    sink.report(where.source, where.span, diag::host_syntax, format_, std::move(reason)).severity =
        Severity::error;
  }

  static auto key(const Diagnostic& diagnostic) {
    const Span span = diagnostic.span.value_or(Span{});
    return std::tuple(diagnostic.code, diagnostic.source.get(), span.begin, span.end,
                      std::string_view(diagnostic.message));
  }

  /// What a render only warns of is an error here.
  static void replace(DiagnosticSink& sink, std::vector<Diagnostic> errors) {
    std::set<decltype(key(errors[0]))> raised;
    for (const Diagnostic& error : errors) raised.insert(key(error));
    std::vector<Diagnostic> known = sink.take();
    std::erase_if(known, [&](const Diagnostic& one) { return raised.contains(key(one)); });
    for (std::vector<Diagnostic>* const list : {&known, &errors})
      for (Diagnostic& diagnostic : *list) sink.append(std::move(diagnostic));
  }

  const evaluate::Rendered& rendered_;
  const compiler::Program& program_;
  std::string format_;
};

}  // namespace

std::string env_format(std::string format) {
  return evaluate::dotenv_dialect(format) ? std::move(format) : "dotenv";
}

std::optional<std::vector<AssignedVariable>> read_env_files(
    RenderRun& run, std::span<const evaluate::Rendered> rendered) {
  std::vector<AssignedVariable> variables;
  bool all = true;
  for (std::size_t i = 0; i < rendered.size(); ++i) {
    const EnvFile file(rendered[i], run.programs()[i], run.formats()[i]);
    all = file.read(variables, run.sink()) && all;
  }
  if (!all) return std::nullopt;
  return variables;
}

}  // namespace keyplate::cli
