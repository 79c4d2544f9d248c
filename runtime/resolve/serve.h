#pragma once
// The conversation with one client: requests in turn until it closes. A request that is not
// understood ends it, after an answer that says so.

namespace keyplate::resolve {

/// Whether the conversation ended as it should.
bool serve(int socket);

}  // namespace keyplate::resolve
