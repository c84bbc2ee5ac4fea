#include "app/certificate_watch.h"

#include <gtest/gtest.h>

namespace isfocus::app {
namespace {

using namespace std::chrono;
using File = sip::TlsFault::File;

class CertificateWatchTest : public testing::Test {
protected:
    const CertificateWatch::Time end = sys_days(year(2027) / March / 1) + 12h;

    void watch(File file = File::certificate) {
        config::TlsConfig files;
        files.certificate = "/tls/chain.pem";
        files.ca = "/tls/ca.pem";
        watched.use(files, {{file, "as.ims.test", end}});
    }
    /// `KEY: text` of what is said so long before the end, with `! ` for an error; "": nothing.
    std::string said(system_clock::duration before) {
        std::string all;
        for (const auto& one : watched.news(end - before))
            all += (one.is_error ? "! " : "") + one.key + ": " + one.text;
        return all;
    }

    CertificateWatch watched;
};

TEST_F(CertificateWatchTest, NothingIsSaidOfOneThatIsGoodForLonger) {
    EXPECT_EQ(said(days(1)), "");
    watch();
    EXPECT_EQ(said(days(31)), "");
}

TEST_F(CertificateWatchTest, TheEndOfOursIsToldFromThirtyDaysBeforeAndIsAnErrorInTheLastWeek) {
    watch();
    EXPECT_EQ(said(days(30)),
              "sip.tls.certificate: /tls/chain.pem: the certificate of as.ims.test expires in 30 days, at "
              "2027-03-01T12:00:00Z");
    watch();
    EXPECT_EQ(said(days(6) + 1h),
              "! sip.tls.certificate: /tls/chain.pem: the certificate of as.ims.test expires in 6 days, at "
              "2027-03-01T12:00:00Z");
    watch();
    EXPECT_EQ(said(1h),
              "! sip.tls.certificate: /tls/chain.pem: the certificate of as.ims.test expires in less than a day, at "
              "2027-03-01T12:00:00Z");
    watch();
    EXPECT_EQ(said(0s),
              "! sip.tls.certificate: /tls/chain.pem: the certificate of as.ims.test has expired at "
              "2027-03-01T12:00:00Z: peers refuse it");
}

TEST_F(CertificateWatchTest, OfOneThatVouchesForOthersItIsAWarning) {
    watch(File::ca);
    EXPECT_EQ(said(-days(3)),
              "sip.tls.ca: /tls/ca.pem: the certificate of as.ims.test has expired at 2027-03-01T12:00:00Z: peers whom "
              "it vouches for are refused");
}

TEST_F(CertificateWatchTest, ItIsSaidOnceADayAndWhenItGetsWorse) {
    watch();
    EXPECT_EQ(said(days(30) + 1h), "");
    EXPECT_NE(said(days(30)), "") << "gets worse";
    EXPECT_EQ(said(days(29) + 1h), "");
    EXPECT_NE(said(days(29)), "");
    EXPECT_NE(said(days(7) + 5h), "");
    EXPECT_NE(said(days(7)), "") << "gets worse";
    EXPECT_NE(said(5h), "");
    EXPECT_EQ(said(1s), "");
    EXPECT_NE(said(0s), "") << "gets worse";
    EXPECT_EQ(said(-23h), "");
    EXPECT_NE(said(-days(1)), "");
}

TEST_F(CertificateWatchTest, HasExpiredIsSaidOfTheOneThatIsShownOnly) {
    config::TlsConfig files;
    watched.use(files, {{File::certificate, "as.ims.test", end}, {File::certificate, "root", end - days(1)}});
    EXPECT_FALSE(watched.has_expired(end - 1s));
    for (const auto& one : watched.news(end - 1s)) EXPECT_FALSE(one.has_expired);
    EXPECT_TRUE(watched.has_expired(end));
    watched.use(files, {{File::certificate, "as.ims.test", end}, {File::ca, "root", end}});
    const auto news = watched.news(end);
    ASSERT_EQ(news.size(), 2u);
    EXPECT_TRUE(news[0].has_expired);
    EXPECT_FALSE(news[1].has_expired);
    watched.use(files, {});
    EXPECT_FALSE(watched.has_expired(end));
}

}  // namespace
}  // namespace isfocus::app
