#include "compiler/check_parallel.h"

#include <algorithm>
#include <system_error>
#include <thread>

#include "compiler/checker.h"

namespace keyplate::compiler {
namespace {

using namespace grammar;

/// Fewer statements than these are done before a thread has begun.
constexpr std::uint32_t fewest_statements = 20'000;

/// Whether some statement binds a name that those behind it see.
bool binds_names(const Tree& tree) {
  return std::any_of(tree.statements.begin(), tree.statements.end(), [](const Statement& each) {
    return std::holds_alternative<Set>(each.node) || std::holds_alternative<Macro>(each.node) ||
           std::holds_alternative<Loader>(each.node);
  });
}

/// A part of the template's statements, checked for every group of scopes.
struct Half {
  Block part;
  DiagnosticSink sink;
  UsedNames used;

  void check(const Tree& tree, const CheckTables& tables, bool notes_used) {
    if (tables.groups.empty()) Checker(tree, nullptr, 0, sink).run(part);
    for (std::size_t i = 0; i < tables.groups.size(); ++i) {
      Checker checker(tree, &tables.groups[i], tables.groups[i].all, sink);
      if (notes_used) checker.note_used(&used, i);
      checker.run(part);
    }
  }
};

}  // namespace

bool check_in_halves(const Tree& tree, const CheckContext& context, UsedNames* used) {
  if (tree.body.count < fewest_statements || std::thread::hardware_concurrency() < 2) return false;
  if (binds_names(tree)) return false;
  const CheckTables& tables = context.tables();
  const std::uint32_t middle = tree.body.count / 2;
  Half first{{tree.body.first, middle}, {}, UsedNames(tables)};
  Half second{{tree.body.first + middle, tree.body.count - middle}, {}, UsedNames(tables)};
  std::thread other;
  try {
    other = std::thread([&] { second.check(tree, tables, used != nullptr); });
  } catch (const std::system_error&) {
    return false;  // the system gives no more threads
  }
  first.check(tree, tables, used != nullptr);
  other.join();
  if (!first.sink.empty() || !second.sink.empty()) return false;
  if (used == nullptr) return true;
  used->add(first.used);
  used->add(second.used);
  return true;
}

}  // namespace keyplate::compiler
