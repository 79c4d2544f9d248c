// What the server does about documents: keeps their texts, and says what is wrong with them.
#include <fmt/core.h>

#include <utility>

#include "grammar/unicode.h"
#include "lsp/server.h"

namespace keyplate::lsp {
namespace {

constexpr int message_is_error = 1;
constexpr int triggered_by_itself = 2;
/// A comment that silences is tried out: so many findings at most get one.
constexpr std::size_t most_silenced = 8;

bool touches(Span a, Span b) {
  return a.begin <= b.end && b.begin <= a.end;
}

/// Whether actions of that kind are wanted: `only` lists kinds, or what they begin with.
bool is_wanted(std::string_view kind, const Json& only) {
  if (only.is_null()) return true;
  for (const Json& wanted : only.list()) {
    const std::string_view prefix = wanted.text().value_or("\n");
    if (kind.starts_with(prefix) &&
        (prefix.empty() || kind.size() == prefix.size() || kind[prefix.size()] == '.'))
      return true;
  }
  return false;
}

}  // namespace

tl::expected<Document*, RpcError> Server::document_of(const Json& params) {
  const auto uri = params["textDocument"]["uri"].text();
  if (!uri) return refuse(RpcCode::invalid_params, "`textDocument.uri` must be a string");
  if (Document* const document = project_.find(std::string(*uri))) return document;
  return refuse(RpcCode::invalid_params, fmt::format("`{}` is not open", visible(*uri)));
}

Reply Server::did_open(const Json& params) {
  const Json& given = params["textDocument"];
  const auto uri = given["uri"].text();
  const auto text = given["text"].text();
  if (!uri || !text)
    return refuse(RpcCode::invalid_params, "`textDocument` needs a `uri` and a `text`");
  if (text->size() > largest_document)
    return refuse(RpcCode::invalid_params, "the document is too large to be checked");
  const auto* const version = given["version"].as<std::int64_t>();
  project_.open(std::string(*uri), std::string(*text), version == nullptr ? 0 : *version);
  closed_files_due_ = true;
  return Json();
}

Reply Server::did_change(const Json& params) {
  Document* const document = TRY(document_of(params));
  if (params["contentChanges"].as<Json::List>() == nullptr)
    return refuse(RpcCode::invalid_params, "`contentChanges` must be a list");
  for (const Json& part : params["contentChanges"].list()) {
    if (change(*document, part)) continue;
    // What is known of the text is wrong from here on, and it must not be checked.
    const std::string uri = document->uri();
    project_.close(uri);
    if (!client_.pulls) publish(uri, std::nullopt, Json::List());
    return refuse(RpcCode::invalid_params,
                  fmt::format("`{}` can't be followed any more: a change is not valid, or the text "
                              "is too large; open it again",
                              visible(uri)));
  }
  const auto* const version = params["textDocument"]["version"].as<std::int64_t>();
  if (version != nullptr) document->version = *version;
  project_.edited(*document);
  return Json();
}

bool Server::change(Document& document, const Json& change) {
  const auto text = change["text"].text();
  if (!text) return false;
  std::optional<TextRange> range;
  if (!change["range"].is_null()) {
    range = read_range(change["range"]);
    if (!range) return false;
  }
  return document.change(range, *text, client_.encoding);
}

Reply Server::did_save(const Json&) {
  project_.look_again();
  return Json();
}

Reply Server::did_change_files(const Json&) {
  project_.look_again();
  return Json();
}

Reply Server::did_close(const Json& params) {
  const Document* const document = TRY(document_of(params));
  const std::string uri = document->uri();
  project_.close(uri);
  closed_files_due_ = true;
  if (!client_.pulls) publish(uri, std::nullopt, Json::List());
  return Json();
}

Json Server::encoded(const std::vector<Diagnostic>& diagnostics, const Document* document) {
  Encoder encoder(document, client_.encoding);
  std::function<std::string(const std::string&)> uri_of_file;
  if (client_.related_places)
    uri_of_file = [this](const std::string& path) {
      return project_.uri_of_file(path);
    };
  Json::List list;
  for (const Diagnostic& diagnostic : diagnostics)
    list.push_back(encoder.diagnostic(diagnostic, uri_of_file));
  return list;
}

// ---- sent ----

bool Server::idle() {
  if (state_ != State::running) return false;
  const bool changed = project_.take_changed();
  if (client_.pulls) {
    if (changed && client_.refreshes) ask("workspace/diagnostic/refresh", {});
    tell_complaints();
    return false;
  }
  if (changed) closed_files_due_ = true;
  if (publish_next()) return true;
  if (std::exchange(closed_files_due_, false)) publish_closed_files();
  tell_complaints();
  return false;
}

/// Checks one document that is due and sends what was found; false if none is.
bool Server::publish_next() {
  for (const auto& [uri, document] : project_.documents()) {
    if (!document->due) continue;
    document->due = false;
    publish(uri, document->version, encoded(project_.diagnostics(*document), document.get()));
    return true;
  }
  return false;
}

void Server::publish(const std::string& uri, std::optional<std::int64_t> version,
                     Json diagnostics) {
  Json params = Json::object({{"uri", uri}});
  if (version) params.add("version", *version);
  params.add("diagnostics", std::move(diagnostics));
  send_(notification("textDocument/publishDiagnostics", std::move(params)));
}

void Server::publish_closed_files() {
  std::set<std::string> with_diagnostics;
  for (const ClosedFile& file : project_.closed_files()) {
    const std::vector<Diagnostic>& diagnostics = file.entry->diagnostics;
    if (diagnostics.empty()) continue;
    publish(file.uri, std::nullopt, encoded(diagnostics, nullptr));
    with_diagnostics.insert(file.uri);
  }
  for (const std::string& uri : published_closed_files_) {
    if (!with_diagnostics.contains(uri) && project_.find(uri) == nullptr)
      publish(uri, std::nullopt, Json::List());
  }
  published_closed_files_ = std::move(with_diagnostics);
}

void Server::tell_complaints() {
  for (const std::string& complaint : project_.complaints()) {
    if (!told_.insert(complaint).second) continue;
    send_(notification("window/showMessage",
                       Json::object({{"type", message_is_error}, {"message", complaint}})));
  }
}

// ---- asked for ----

Json Server::report(Document& document) {
  Json report = Json::object({{"kind", "full"}, {"resultId", fmt::format("{}", document.stamp)}});
  report.add("items", encoded(project_.diagnostics(document), &document));
  return report;
}

Reply Server::diagnose(const Json& params) {
  Document* const document = TRY(document_of(params));
  if (params["previousResultId"] == Json(fmt::format("{}", document->stamp)))
    return Json::object({{"kind", "unchanged"}, {"resultId", params["previousResultId"]}});
  Json answer = report(*document);
  if (!client_.related_documents || !document->workspace) return answer;
  for (const ClosedFile& file : project_.closed_files()) {
    if (file.folder != document->workspace) continue;
    Json related = Json::object({{"kind", "full"}});
    related.add("items", encoded(file.entry->diagnostics, nullptr));
    answer.add("relatedDocuments", Json::object({{file.uri, std::move(related)}}));
  }
  return answer;
}

Reply Server::code_actions(const Json& params) {
  Document* const document = TRY(document_of(params));
  const auto range = read_range(params["range"]);
  if (!range) return refuse(RpcCode::invalid_params, "`range` must be a range");
  if (!client_.code_actions) return Json(Json::List());
  const Json& context = params["context"];
  const Json& only = context["only"];
  const std::vector<Diagnostic>& found = project_.diagnostics(*document);
  const Span asked = document->lines().span(document->text(), *range, client_.encoding);
  Json::List actions;
  std::vector<const Diagnostic*> touched;
  for (const Diagnostic& diagnostic : found) {
    if (is_wanted(quick_fix, only) && diagnostic.span && touches(*diagnostic.span, asked))
      touched.push_back(&diagnostic);
  }
  for (const Diagnostic* const diagnostic : touched) {
    if (const auto action = cure(*diagnostic)) actions.push_back(encoded(*action, *document));
  }
  const auto check = [&](const std::string& text) {
    return project_.check(*document, text);
  };
  const bool on_its_own = only.is_null() && context["triggerKind"] == Json(triggered_by_itself);
  if (is_wanted(fix_all, only) && !on_its_own) {
    if (const auto action = cure_all(document->text(), found, check))
      actions.push_back(encoded(*action, *document));
  }
  if (touched.size() > most_silenced) touched.resize(most_silenced);
  for (const Diagnostic* const diagnostic : touched) {
    const auto action = silence(*diagnostic, found, document->source(), check);
    if (action) actions.push_back(encoded(*action, *document));
  }
  return Json(std::move(actions));
}

/// Its spaces are ours, so the editor's options say nothing.
Reply Server::format(const Json& params) {
  Document* const document = TRY(document_of(params));
  return Encoder(document, client_.encoding).edits(project_.format(*document));
}

Json Server::encoded(const CodeAction& action, const Document& document) {
  Json json = Json::object({{"title", visible(action.title)}, {"kind", action.kind}});
  if (action.cures != nullptr)
    json.add("diagnostics", encoded(std::vector<Diagnostic>{*action.cures}, &document));
  if (action.preferred && client_.preferred_actions) json.add("isPreferred", true);
  Json edits = Encoder(&document, client_.encoding).edits(action.edits);
  Json change;
  if (client_.versioned_edits) {
    const Json text = Json::object({{"uri", document.uri()}, {"version", document.version}});
    const Json part = Json::object({{"textDocument", text}, {"edits", std::move(edits)}});
    change = Json::object({{"documentChanges", Json::List{part}}});
  } else {
    change = Json::object({{"changes", Json::object({{document.uri(), std::move(edits)}})}});
  }
  json.add("edit", std::move(change));
  return json;
}

}  // namespace keyplate::lsp
