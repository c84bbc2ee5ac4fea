#include "sip/resolver.h"

#include <gtest/gtest.h>

namespace isfocus::sip {
namespace {

class ResolverTest : public testing::Test {
protected:
    static std::unique_ptr<su_root_t, CDelete<su_root_destroy>> new_root() {
        return std::unique_ptr<su_root_t, CDelete<su_root_destroy>>{su_root_create(nullptr)};
    }

    std::unique_ptr<su_root_t, CDelete<su_root_destroy>> root = new_root();
    std::unique_ptr<sres_cache_t, CDelete<sres_cache_unref>> cache{sres_cache_new(0)};
    const std::vector<ListenAddress> bound{{ListenAddress::Transport::udp, "127.0.0.1", 5060}};
    const Uri uri = *parse_uri("sip:bob@name.example");
};

TEST_F(ResolverTest, ANameIsAskedForOnce) {
    ResolverFile file{{"127.0.0.1:9"}};
    Resolver resolver{root.get(), file, cache.get(), bound};
    EXPECT_EQ(resolver.servers(uri), std::vector{uri});
    const auto asked = resolver.unanswered();
    EXPECT_GT(asked, 0U);
    EXPECT_EQ(resolver.servers(uri), std::vector{uri});
    EXPECT_EQ(resolver.unanswered(), asked);
}

/// As before the network of the machine is up. The library would never come back from such a question, and whoever
/// waits for its answer must hear that there is none.
TEST_F(ResolverTest, ANameServerThatCannotBeAskedStopsNobody) {
    ResolverFile file{{"255.255.255.255:9"}};  // no program may send there that has not asked to
    Resolver resolver{root.get(), file, cache.get(), bound};
    EXPECT_EQ(resolver.servers(uri), std::vector{uri});
    for (int i = 0; i < 500 && resolver.unanswered() > 0; ++i) su_root_step(root.get(), 20);
    EXPECT_EQ(resolver.unanswered(), 0U);
}

}  // namespace
}  // namespace isfocus::sip
