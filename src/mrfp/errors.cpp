#include "mrfp/errors.h"

namespace isfocus::mrfp {

int sip_status_of(int error_code) {
    switch (error_code) {
        case 412:  // no ContextIDs available
        case 432:  // out of TerminationIDs
        case 434:  // too many terminations in the context
        case 502:  // not ready
        case 503:  // service unavailable
        case 505:  // it has not registered
        case 510:  // insufficient resources
        case 526:  // insufficient bandwidth
            return 503;
        case 441:  // missing Local or Remote
        case 449:  // unknown parameter or property value
        case 515:  // unsupported media type
            return 488;
        default:
            return 500;
    }
}

bool says_gone(int error_code) {
    return error_code == 411 || error_code == 430 || error_code == 435;
}

bool says_nothing_there(int error_code) {
    return says_gone(error_code) || error_code == 431;
}

bool is_our_fault(int error_code) {
    return error_code >= 400 && error_code < 500 && !says_gone(error_code) && sip_status_of(error_code) == 500;
}

}  // namespace isfocus::mrfp
