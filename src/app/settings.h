#pragma once
#include "app/limited_log.h"
#include "isfocus/config/config.h"
#include "isfocus/focus/settings.h"
#include "isfocus/mrfp/settings.h"
#include "isfocus/sip/settings.h"
#include "isfocus/xcap/settings.h"

/// From the configuration to what each layer is told of it.
namespace isfocus::app {

focus::Settings focus_settings(const config::Config& config);
/// Nothing when there is no TLS.
std::optional<sip::Tls> tls_settings(const config::Config& config);
/// `log` hears of what peers do wrong; it outlives whoever has the settings.
sip::Settings sip_settings(const config::Config& config, LimitedLog& log);
mrfp::Settings mrfp_settings(const config::Config& config);
xcap::Settings xcap_settings(const config::Config& config);

}  // namespace isfocus::app
