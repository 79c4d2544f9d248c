#pragma once
// The members of every struct that goes over the wire, in the order of their bytes. A new field is
// one row here; codec.cpp follows the types.

#include <tuple>

#include "runtime/protocol/message.h"

namespace keyplate::protocol {

template <typename Message>
inline constexpr bool members = false;  ///< not a struct of the protocol

// clang-format off
template <> inline constexpr auto members<Failure>        = std::tuple(&Failure::kind, &Failure::message, &Failure::hint);
template <> inline constexpr auto members<Setting>        = std::tuple(&Setting::key, &Setting::values);
template <> inline constexpr auto members<VaultSettings>  = std::tuple(&VaultSettings::name, &VaultSettings::provider, &VaultSettings::settings);
template <> inline constexpr auto members<Reference>      = std::tuple(&Reference::vault, &Reference::name, &Reference::key, &Reference::path,
                                                                       &Reference::version, &Reference::stage, &Reference::binary);
template <> inline constexpr auto members<Variable>       = std::tuple(&Variable::name, &Variable::value);
template <> inline constexpr auto members<Caller>         = std::tuple(&Caller::folder, &Caller::data_folders, &Caller::deadline_ms,
                                                                       &Caller::interactive, &Caller::environment);

template <> inline constexpr auto members<Hello>          = std::tuple(&Hello::protocol_version);
template <> inline constexpr auto members<ReadRequest>    = std::tuple(&ReadRequest::caller, &ReadRequest::vaults, &ReadRequest::references,
                                                                       &ReadRequest::ttl_s, &ReadRequest::refresh, &ReadRequest::offline);
template <> inline constexpr auto members<LocalRequest>   = std::tuple(&LocalRequest::verb, &LocalRequest::caller, &LocalRequest::vault,
                                                                       &LocalRequest::name, &LocalRequest::value);
template <> inline constexpr auto members<ProbeRequest>   = std::tuple(&ProbeRequest::caller, &ProbeRequest::vaults);
template <> inline constexpr auto members<QuestionAnswer> = std::tuple(&QuestionAnswer::value);

template <> inline constexpr auto members<Text>           = std::tuple(&Text::value);
template <> inline constexpr auto members<Number>         = std::tuple(&Number::spelling);
template <> inline constexpr auto members<Boolean>        = std::tuple(&Boolean::value);
template <> inline constexpr auto members<Null>           = std::tuple();
template <> inline constexpr auto members<Document>       = std::tuple(&Document::json);
template <> inline constexpr auto members<HelloAnswer>    = std::tuple(&HelloAnswer::protocol_version, &HelloAnswer::program_version);
template <> inline constexpr auto members<ReadAnswer>     = std::tuple(&ReadAnswer::answers);
template <> inline constexpr auto members<LocalAnswer>    = std::tuple(&LocalAnswer::names, &LocalAnswer::created);
template <> inline constexpr auto members<ProbeStep>      = std::tuple(&ProbeStep::link, &ProbeStep::said);
template <> inline constexpr auto members<ProbeReport>    = std::tuple(&ProbeReport::link, &ProbeReport::identity, &ProbeReport::policies,
                                                                       &ProbeReport::lasts_s, &ProbeReport::tried, &ProbeReport::failure);
template <> inline constexpr auto members<ProbeAnswer>    = std::tuple(&ProbeAnswer::reports);
template <> inline constexpr auto members<Question>       = std::tuple(&Question::text, &Question::hidden);

/// How many values an enumeration has; the first is 0.
template <typename Enum> inline constexpr std::size_t enumerators = 0;
template <> inline constexpr std::size_t enumerators<ErrorKind> = error_kind_count;
template <> inline constexpr std::size_t enumerators<LocalVerb> = local_verb_count;
// clang-format on

}  // namespace keyplate::protocol
