#include "cli/plan_calls.h"

#include <algorithm>
#include <tuple>

namespace keyplate::cli {
namespace {

using compiler::ProviderId;
using compiler::Vault;
using evaluate::PlannedRead;

constexpr std::string_view batch_operation = "BatchGetSecretValue";
/// What AWS takes in one call.
constexpr std::size_t most_in_batch = 20;

bool set_to(const Vault& vault, std::string_view setting, std::string_view value) {
  const compiler::Setting* const found = vault.find(setting);
  return found != nullptr && found->values.size() == 1 && found->values.front() == value;
}

std::string_view hashicorp_operation(const Vault& vault) {
  if (set_to(vault, "engine", "dynamic")) return mint_operation;
  if (set_to(vault, "kv_version", "1")) return "KV v1 read";
  // Where nothing says which it is, the server is asked.
  return set_to(vault, "kv_version", "2") ? "KV v2 read" : "KV read";
}

std::string_view operation(const Vault& vault) {
  switch (*vault.provider) {
    case ProviderId::aws:
      return "GetSecretValue";
    case ProviderId::gcp:
      return "AccessSecretVersion";
    case ProviderId::hashicorp:
      return hashicorp_operation(vault);
    case ProviderId::azure:
      return "GetSecret";
    case ProviderId::local:
    case ProviderId::env:
      break;
  }
  return "read";
}

/// A batch has no versions: it reads what is current.
bool goes_in_batch(const Vault& vault, const PlannedRead& read) {
  return vault.provider == ProviderId::aws && set_to(vault, "batch", "true") &&
         !read.reference.version && !read.reference.stage;
}

bool before(const PlannedRead* a, const PlannedRead* b) {
  const auto key = [](const PlannedRead& read) {
    return std::tie(read.reference.name, read.reference.version, read.reference.stage);
  };
  return key(*a) < key(*b);
}

/// What may go together is cut into batches; one secret alone needs none.
void add_batches(const Vault& vault, std::vector<const PlannedRead*> reads,
                 std::vector<PlannedCall>& calls) {
  std::sort(reads.begin(), reads.end(), before);
  for (std::size_t i = 0; i < reads.size(); i += most_in_batch) {
    const std::size_t end = std::min(i + most_in_batch, reads.size());
    PlannedCall call{&vault, batch_operation, reads[i]->certain, {}};
    if (end - i == 1) call.operation = operation(vault);
    call.secrets.assign(reads.data() + i, reads.data() + end);
    calls.push_back(std::move(call));
  }
}

std::vector<PlannedCall> calls_of(const evaluate::Plan& plan, std::size_t index) {
  const Vault& vault = plan.vaults[index];
  std::vector<PlannedCall> calls;
  std::vector<const PlannedRead*> batched[2];  // perhaps, certain
  for (const PlannedRead& read : plan.reads) {
    if (read.vault != index) continue;
    if (goes_in_batch(vault, read))
      batched[read.certain ? 1 : 0].push_back(&read);
    else
      calls.push_back({&vault, operation(vault), read.certain, {&read}});
  }
  for (auto& reads : batched) add_batches(vault, std::move(reads), calls);
  std::sort(calls.begin(), calls.end(), [](const PlannedCall& a, const PlannedCall& b) {
    const bool batch = a.secrets.size() > 1, other = b.secrets.size() > 1;
    return batch != other ? batch : before(a.secrets.front(), b.secrets.front());
  });
  return calls;
}

}  // namespace

std::vector<PlannedCall> calls_of(const evaluate::Plan& plan,
                                  const compiler::Workspace* workspace) {
  // Vaults that no workspace names come last.
  const auto place = [&](const Vault& vault) {
    const Vault* const named = workspace == nullptr ? nullptr : workspace->find_vault(vault.name);
    return named == nullptr ? SIZE_MAX : static_cast<std::size_t>(named - workspace->vaults.data());
  };
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < plan.vaults.size(); ++i) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Vault &one = plan.vaults[a], &other = plan.vaults[b];
    return std::tuple(place(one), std::string_view(one.name), a) <
           std::tuple(place(other), std::string_view(other.name), b);
  });
  std::vector<PlannedCall> all;
  for (const std::size_t index : order) {
    for (PlannedCall& call : calls_of(plan, index)) all.push_back(std::move(call));
  }
  return all;
}

}  // namespace keyplate::cli
