#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <memory>

#include "isfocus/sip/tls.h"

namespace isfocus::sip {
namespace {

std::string common_name(const X509* certificate) {
    const X509_NAME* name = X509_get_subject_name(certificate);
    std::array<char, 256> text{};
    if (X509_NAME_get_text_by_NID(name, NID_commonName, text.data(), static_cast<int>(text.size())) <= 0)
        X509_NAME_oneline(name, text.data(), static_cast<int>(text.size()));
    return text.data();
}

std::chrono::system_clock::time_point end_of(const X509* certificate) {
    std::tm utc{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &utc) != 1) return {};
    return std::chrono::system_clock::from_time_t(timegm(&utc));
}

void add_all(TlsFault::File file, const std::string& name, std::vector<CertificateEnd>& ends) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(name, ignored)) return;
    const std::unique_ptr<BIO, decltype(&BIO_free)> in(BIO_new_file(name.c_str(), "r"), BIO_free);
    while (in) {
        const std::unique_ptr<X509, decltype(&X509_free)> one(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr),
                                                              X509_free);
        if (!one) break;
        ends.push_back({file, common_name(one.get()), end_of(one.get())});
    }
    ERR_clear_error();
}

}  // namespace

std::vector<CertificateEnd> certificate_ends(const Tls& tls) {
    std::vector<CertificateEnd> ends;
    add_all(TlsFault::File::certificate, tls.certificate, ends);
    add_all(TlsFault::File::ca, tls.ca, ends);
    return ends;
}

}  // namespace isfocus::sip
