#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "isfocus/base/result.h"
#include "isfocus/base/uri.h"
#include "isfocus/config/address.h"
#include "reader.h"

namespace isfocus::config {

Result<Endpoint, Expected> sip_listen_address(std::string_view text);           ///< port 0: any free one
Result<std::optional<Endpoint>, Expected> http_address(std::string_view text);  ///< or none
Result<Endpoint, Expected> h248_address(std::string_view text);  ///< with a port: the other side has to know it
Result<Endpoint, Expected> mgc_address(std::string_view text);
Result<Endpoint, Expected> dns_server(std::string_view text);  ///< ADDRESS:PORT
Result<IpAddress, Expected> host_address(std::string_view text);
Result<IpRange, Expected> ip_range(std::string_view text);
Result<PortRange, Expected> rtp_ports(std::string_view text);
Result<std::string, Expected> mid(std::string_view text);
Result<std::string, Expected> codec(std::string_view text);
Result<std::string, Expected> local_mid(std::string_view text);  ///< an mId that names the UDP address to use
Result<std::string, Expected> profile(std::string_view text);    ///< or none
Result<std::string, Expected> mid_or_none(std::string_view text);
Result<std::string, Expected> sound(std::string_view text);         ///< an/NAME or cg/TONE, or none
Result<std::string, Expected> key_sequence(std::string_view text);  ///< of a telephone, or none
Result<Uri, Expected> next_hop(std::string_view text);
Result<std::string, Expected> file_name(std::string_view text);  ///< or none
Result<std::string, Expected> certificate_name(std::string_view text);
Result<std::string, Expected> quotable(std::string_view text);  ///< goes between quotes as it is
Result<std::string, Expected> quotable_or_none(std::string_view text);
Result<std::string, Expected> password(std::string_view text);
Result<Uri, Expected> factory_uri(std::string_view text);
Result<Uri, Expected> user_uri(std::string_view text);
Result<std::string, Expected> uri_domain(std::string_view text);
Result<std::string, Expected> uri_domain_or_none(std::string_view text);
Result<std::string, Expected> option_tag(std::string_view text);
Result<std::string, Expected> file_or_none(std::string_view text);
Result<std::string, Expected> path_of_uri(std::string_view text);
Result<std::string, Expected> folder_or_none(std::string_view text);
Result<std::string, Expected> display_name(std::string_view text);

}  // namespace isfocus::config
