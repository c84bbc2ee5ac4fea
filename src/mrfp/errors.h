#pragma once

namespace isfocus::mrfp {

/// The status for the UE when a command failed with an H.248 error code (H.248.8): 503 when the MRFP has no room, 488
/// when it cannot do the media, 500 for everything else.
int sip_status_of(int error_code);

/// The context or the termination is not there (any more).
bool says_gone(int error_code);

/// The same of a wildcard: nothing there matches it.
bool says_nothing_there(int error_code);

/// A 4xx that is none of the above: we have sent something wrong, which somebody should look at.
bool is_our_fault(int error_code);

}  // namespace isfocus::mrfp
