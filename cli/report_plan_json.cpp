// The JSON of design section 6; schemas describe it.
#include <fmt/core.h>

#include "cli/json_string.h"
#include "cli/report_plan.h"
#include "cli/source_places.h"

namespace keyplate::cli {
namespace {

using evaluate::PlannedRead;

std::string json_or_null(const std::optional<std::string>& text) {
  return text ? json_string(*text) : "null";
}

class JsonPlan {
 public:
  void add(const PlannedCall& call) {
    begin_item(out_);
    out_ += fmt::format(
        "{{\"vault\": {}, \"provider\": {}, \"operation\": {}, \"certain\": {}, \"secrets\": [",
        json_string(call.vault->name), json_string(spec(*call.vault->provider).name),
        json_string(call.operation), call.certain);
    std::string secrets;
    for (const PlannedRead* const read : call.secrets) add_secret(*read, secrets);
    out_ += secrets + "]}";
  }
  void add(const Location& place) {
    begin_item(out_);
    add_place(place);
  }
  void add(const ProbedVault& one) {
    const protocol::ProbeReport& report = one.report;
    std::string policies, tried;
    for (const std::string& policy : report.policies)
      policies += fmt::format("{}{}", policies.empty() ? "" : ", ", json_string(policy));
    for (const protocol::ProbeStep& step : report.tried)
      tried += fmt::format("{}{{\"link\": {}, \"said\": {}}}", tried.empty() ? "" : ", ",
                           json_string(step.link), json_string(step.said));
    begin_item(out_);
    out_ += fmt::format(
        "{{\"vault\": {}, \"link\": {}, \"identity\": {}, \"policies\": [{}], \"lasts\": {}, "
        "\"tried\": [{}], \"failure\": {}}}",
        json_string(one.vault->name), json_string(report.link), json_string(report.identity),
        policies, report.lasts_s ? std::to_string(*report.lasts_s) : "null", tried,
        report.failure ? json(*report.failure) : "null");
  }
  std::string take() { return std::exchange(out_, {}); }

 private:
  static void begin_item(std::string& list, std::string_view indent = "  ") {
    list += fmt::format("{}\n{}", list.empty() ? "" : ",", indent);
  }

  static std::string json(const protocol::Failure& failure) {
    return fmt::format("{{\"code\": {}, \"message\": {}, \"hint\": {}}}",
                       json_string(protocol::name(failure.kind)), json_string(failure.message),
                       json_string(failure.hint));
  }

  void add_secret(const PlannedRead& read, std::string& secrets) {
    begin_item(secrets, "    ");
    secrets += fmt::format("{{\"name\": {}, \"version\": {}, \"stage\": {}, \"references\": [",
                           json_string(read.reference.name), json_or_null(read.reference.version),
                           json_or_null(read.reference.stage));
    JsonPlan places;
    for (const Location& place : read.places) {
      begin_item(places.out_, "      ");
      places.add_place(place);
    }
    secrets += places.take() + "]}";
  }

  void add_place(const Location& place) {
    out_ += fmt::format("{{\"file\": {}, \"range\": {}}}", json_string(place.source->name()),
                        json_range(places_, place));
  }

  SourcePlaces places_;
  std::string out_;
};

}  // namespace

std::string plan_as_json(const PlanReport& plan, std::string_view diagnostics) {
  JsonPlan json;
  for (const PlannedCall& call : plan.calls) json.add(call);
  std::string out =
      fmt::format("{{\"version\": 1,\n \"complete\": {},\n \"calls\": [{}],\n \"dynamic\": [",
                  plan.complete, json.take());
  for (const Location& place : plan.unknown) json.add(place);
  out += json.take() + "],\n";
  if (plan.probed) {
    for (const ProbedVault& one : *plan.probed) json.add(one);
    out += fmt::format(" \"logins\": [{}],\n", json.take());
  }
  return out + fmt::format(" \"diagnostics\": [{}]}}\n", diagnostics);
}

}  // namespace keyplate::cli
