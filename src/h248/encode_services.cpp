#include "h248/production.h"

namespace isfocus::h248 {
namespace {

void write_method(Writer& writer, const Services& services) {
    if (services.method != ServiceChangeMethod::extension)
        return writer.choice(token::method, kServiceChangeMethods, *services.method);
    writer.token(token::method);
    writer.equals();
    writer.word(services.extension_method);
}

void write_mid(Writer& writer, const Token& name, const MId& mid) {
    writer.token(name);
    writer.equals();
    write(writer, mid);
}

void write_profile(Writer& writer, const Profile& profile) {
    writer.token(token::profile);
    writer.equals();
    writer.word(profile.name);
    writer.raw("/");
    writer.number(profile.version);
}

void write_where_to(Writer& writer, Writer::Block& block, const Services& services) {
    if (services.address) {
        block.item();
        write_mid(writer, token::address, *services.address);
    } else if (services.port) {
        block.item();
        writer.numbered(token::address, *services.port);
    }
    if (services.mgc_id_to_try) {
        block.item();
        write_mid(writer, token::mgc_id_to_try, *services.mgc_id_to_try);
    }
}

void write_what(Writer& writer, Writer::Block& block, const Services& services) {
    if (services.method) {
        block.item();
        write_method(writer, services);
    }
    if (!services.reason.empty()) {
        block.item();
        writer.token(token::reason);
        writer.equals();
        writer.quoted(services.reason);
    }
    if (services.delay) {
        block.item();
        writer.numbered(token::delay, *services.delay);
    }
}

void write_offer(Writer& writer, Writer::Block& block, const Services& services) {
    if (services.version) {
        block.item();
        writer.numbered(token::version, *services.version);
    }
    if (services.profile) {
        block.item();
        write_profile(writer, *services.profile);
    }
    if (!services.timestamp.empty()) {
        block.item();
        writer.word(services.timestamp);
    }
    if (services.incomplete) {
        block.item();
        writer.token(token::incomplete);
    }
}

}  // namespace

void write(Writer& writer, const Services& services) {
    writer.token(token_of(kDescriptorNames, DescriptorName::services));
    Writer::Block block{writer};
    write_what(writer, block, services);
    write_where_to(writer, block, services);
    write_offer(writer, block, services);
    for (const auto& item : services.audit_items) {
        block.item();
        write(writer, item);
    }
    for (const auto& extension : services.extensions) {
        block.item();
        writer.parameter(extension);
    }
}

void write(Writer& writer, const AuditItem& item) {
    writer.token(token_of(kAuditTokens, item.token));
    writer.raw(item.selection);
}

void write(Writer& writer, const Audit& audit) {
    writer.token(token_of(kDescriptorNames, DescriptorName::audit));
    Writer::Block block{writer};
    for (const auto& item : audit.items) {
        block.item();
        write(writer, item);
    }
}

void write(Writer& writer, const Packages& packages) {
    writer.token(token_of(kDescriptorNames, DescriptorName::packages));
    if (packages.packages.empty()) return;
    Writer::Block block{writer};
    for (const auto& package : packages.packages) {
        block.item();
        writer.word(package.name);
        writer.raw("-");
        writer.number(package.version);
    }
}

}  // namespace isfocus::h248
