#include <map>
#include <set>

#include "log.h"
#include "mp.h"

/// An MRFP that has more than it can tell in one message is asked for less at a time: nothing stays there that nobody
/// knows, and what is added meanwhile is never taken for that (mp-h248 1.5, 2.1, 2.2; H.248.1 7.2.5).
namespace isfocus::mrfp {
namespace {

class Comparisons : public Mp {
protected:
    void SetUp() override { register_mrfp(); }

    /// So many conferences, of one leg each: leg and context n have the termination ip/n. The one of a further leg is
    /// not subtracted as it was asked to be. The first conference may have another leg, whose termination is ip/20.
    void fill(int conferences, int more_in_the_first = 0) {
        for (int n = 1; n <= conferences; ++n) establish(n, n, "ip/" + std::to_string(n), n, 30000 + 2 * n);
        if (more_in_the_first > 0) establish(more_in_the_first, 1, "ip/20", 1, 30100);
        establish(90, 90, "ip/90", 90, 31000);
        client.release(LegId{90});
        reply_error(expect_subtract("ip/90"), 500);
        advance(1s);
    }

    /// The question which contexts there are.
    Request expect_list() {
        const auto all = expect_request(h248::CommandName::audit_value);
        EXPECT_EQ(all.context, h248::ContextId::all());
        EXPECT_FALSE(all.command.wildcarded_reply);
        reply_error(all, 533);
        auto list = expect_request(h248::CommandName::audit_value);
        EXPECT_EQ(list.context, h248::ContextId::all());
        EXPECT_FALSE(list.command.wildcarded_reply);
        EXPECT_EQ(list.command.termination.text, "ROOT");
        EXPECT_TRUE(sent.empty());
        return list;
    }

    void reply_list(const Request& list, const std::set<int>& contexts) {
        std::string told;
        for (const int number : contexts)
            told += (told.empty() ? "" : ", ") + ("Context = " + std::to_string(number)) + " { AuditValue = ROOT }";
        reply(list.id, told);
    }

    /// The next questions of the terminations of one context each.
    std::map<std::uint32_t, Request> expect_questions(std::size_t count) {
        std::map<std::uint32_t, Request> questions;
        while (questions.size() < count && !sent.empty()) {
            const auto question = expect_request(h248::CommandName::audit_value);
            EXPECT_FALSE(question.command.wildcarded_reply);
            questions.emplace(question.context.value, question);
        }
        EXPECT_EQ(questions.size(), count);
        EXPECT_TRUE(sent.empty());
        return questions;
    }

    void reply_names(const Request& question, const std::string& names) {
        reply(question.id, "Context = " + question.context.text() + " { AuditValue = Context { " + names + " } }");
    }

    /// The Add among what was sent, which else is only repeated.
    Request expect_only_add() {
        std::vector<Request> adds;
        while (!sent.empty())
            if (auto request = next_request(); request.command.name == h248::CommandName::add)
                adds.push_back(std::move(request));
        EXPECT_EQ(adds.size(), 1U);
        return adds.empty() ? Request{} : adds.front();
    }

    /// Whether an audit of all is sent within that time. Everything else that is sent is dropped.
    bool asks_again_within(std::chrono::seconds time) {
        bool asks = false;
        for (; time > 0s; time -= 1s) {
            advance(1s);
            mrfp_sends("TransactionResponseAck { 1 }");  // a sign of life
            for (; !sent.empty();) asks = next_request().context == h248::ContextId::all() || asks;
        }
        return asks;
    }
};

TEST_F(Comparisons, FindAStrayContextAndAStrayTermination_MP2_1_4) {
    fill(2);
    reply_list(expect_list(), {1, 2, 90});
    const auto discarded = expect_subtract("*");
    EXPECT_EQ(discarded.context.value, 90U);
    EXPECT_TRUE(sent.empty());
    reply(discarded.id, "Context = 90 { Subtract = * }");
    auto questions = expect_questions(2);
    reply_names(questions.at(1), "ip/1, ip/7");
    const auto stray = expect_subtract("ip/7");
    EXPECT_EQ(stray.context.value, 1U);
    reply(stray.id, "Context = 1 { Subtract = ip/7 }");
    reply_names(questions.at(2), "ip/2");
    EXPECT_TRUE(sent.empty());
    EXPECT_FALSE(asks_again_within(9s));
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Comparisons, AreMadeEvenThoughAContextWasNotSubtracted_MP2_1_4) {
    fill(1);
    reply_list(expect_list(), {1, 90});
    reply_error(expect_subtract("*"), 500);
    auto questions = expect_questions(1);
    reply_names(questions.at(1), "ip/1, ip/7");
    reply(expect_subtract("ip/7").id, "Context = 1 { Subtract = ip/7 }");
    EXPECT_TRUE(asks_again_within(3s));
}

TEST_F(Comparisons, HoldWhatIsAddedOnlyInTheContextWhoseTurnItIs_MP2_1_4) {
    fill(17);
    const auto list = expect_list();
    reserve(30, 30);
    EXPECT_TRUE(sent.empty()) << "a new context could not be told from one that is nobody's";
    std::set<int> all;
    for (int n = 1; n <= 17; ++n) all.insert(n);
    reply_list(list, all);
    EXPECT_EQ(expect_add().context, h248::ContextId::choose());
    auto questions = expect_questions(16);
    int waits = 1;  // the one whose turn has not come
    while (questions.contains(static_cast<std::uint32_t>(waits))) ++waits;
    const int asked = waits == 1 ? 2 : 1;
    reserve(31, waits);
    EXPECT_EQ(expect_add().context.value, static_cast<std::uint32_t>(waits));
    reserve(32, asked);
    EXPECT_TRUE(sent.empty());
    const auto& question = questions.at(static_cast<std::uint32_t>(asked));
    reply_names(question, "ip/" + std::to_string(asked) + ", ip/77");
    const auto stray = expect_subtract("ip/77");
    EXPECT_TRUE(sent.empty()) << "it could get the name that becomes free";
    reply(stray.id, "Context = " + question.context.text() + " { Subtract = ip/77 }");
    EXPECT_EQ(expect_add().context.value, question.context.value);
    EXPECT_TRUE(sent.empty()) << "the last context waits for its Add";
}

TEST_F(Comparisons, WaitForWhatIsAddedBefore_MP2_1_4) {
    fill(1);
    const auto list = expect_list();
    reserve(20, 1);
    reply_list(list, {1});
    const auto add = expect_add();
    EXPECT_TRUE(sent.empty());
    reply_added(add, 1, "ip/20", 30100);
    auto questions = expect_questions(1);
    reply_names(questions.at(1), "ip/1, ip/20");
    EXPECT_TRUE(sent.empty());
    EXPECT_FALSE(asks_again_within(9s));
}

TEST_F(Comparisons, DoNotTakeWhatWasSubtractedMeanwhileForAStray_MP2_1_4) {
    fill(1, 20);
    reply_list(expect_list(), {1});
    auto questions = expect_questions(1);
    client.release(LegId{20});
    const auto subtract = expect_subtract("ip/20");
    reply(subtract.id, "Context = 1 { Subtract = ip/20 }");
    reply_names(questions.at(1), "ip/1, ip/20");
    EXPECT_TRUE(sent.empty());
}

TEST_F(Comparisons, GoOnWithoutAContextThatEnds_MP2_1_4) {
    fill(2);
    reply_list(expect_list(), {1, 2});
    auto questions = expect_questions(2);
    client.end(ConferenceId{1});
    reply(expect_subtract("*").id, "Context = 1 { Subtract = * }");
    reply_error(questions.at(1), 411);
    reply_names(questions.at(2), "ip/2");
    EXPECT_TRUE(sent.empty());
    EXPECT_FALSE(asks_again_within(9s));
}

TEST_F(Comparisons, DoNotHoldWhatComesForLong_MP2_1_4) {
    fill(1);
    reply_list(expect_list(), {1});
    auto questions = expect_questions(1);
    reserve(20, 1);
    EXPECT_TRUE(sent.empty());
    advance(1s);
    const auto add = expect_only_add();
    reply_names(questions.at(1), "ip/1, ip/20");
    EXPECT_TRUE(sent.empty()) << "ip/20 may be what is being added";
    reply_added(add, 1, "ip/20", 30100);
    EXPECT_TRUE(asks_again_within(5s));
}

TEST_F(Comparisons, AreRepeatedWhenTheMrfpDoesNotSay_MP2_1_4) {
    fill(2);
    reply_list(expect_list(), {1, 2});
    auto questions = expect_questions(2);
    reply_error(questions.at(1), 500);
    reply_names(questions.at(2), "ip/2, ip/8");
    reply(expect_subtract("ip/8").id, "Context = 2 { Subtract = ip/8 }");
    EXPECT_TRUE(asks_again_within(3s));
}

TEST_F(Comparisons, AreRepeatedWhenTheListIsLost_MP2_1_4) {
    fill(1);
    const auto list = expect_list();
    reserve(20, 1);
    EXPECT_TRUE(sent.empty());
    advance(1s);
    const auto add = expect_only_add();
    reply_list(list, {1, 5});
    EXPECT_TRUE(sent.empty()) << "5 may be new";
    reply_added(add, 1, "ip/20", 30100);
    EXPECT_TRUE(asks_again_within(5s));
}

TEST_F(Comparisons, AreForgottenWhenTheMrfpRestarts_MP2_1_4) {
    fill(2);
    reply_list(expect_list(), {1, 2});
    auto questions = expect_questions(2);
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
    expect_event<focus::MrfpLost>();
    establish(40, 40, "ip/1", 1, 30000);
    reply_names(questions.at(1), "ip/1, ip/7");
    reply_names(questions.at(2), "ip/2");
    reserve(41, 40);
    EXPECT_EQ(expect_add().context.value, 1U) << "nothing holds it";
    EXPECT_TRUE(sent.empty());
}

TEST_F(Comparisons, AreForgottenWhenTheMrfpRestartsDuringTheList_MP2_1_4) {
    fill(1);
    const auto list = expect_list();
    service_change("Method = Restart, Reason = \"901 Cold Boot\", Version = 2");
    next_message();
    reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
    expect_event<focus::MrfpLost>();
    reply_list(list, {1, 90});
    EXPECT_TRUE(sent.empty());
    establish(40, 40, "ip/1", 1, 30000);
}

TEST_F(Comparisons, LeaveAContextOutThatIsTooLargeItself_MP2_1_4) {
    Log log;
    fill(2);
    reply_list(expect_list(), {1, 2});
    auto questions = expect_questions(2);
    reply_error(questions.at(1), 533);
    reply_names(questions.at(2), "ip/2");
    EXPECT_FALSE(asks_again_within(9s));
    EXPECT_EQ(log.count("context=1 has more than it can tell in one message"), 1U);
}

TEST_F(Comparisons, EndWhereNotEvenTheContextsCanBeTold_MP2_1_4) {
    for (const bool is_refused : {true, false}) {
        Log log;
        fill(1);
        const auto list = expect_list();
        reserve(20, 1);
        EXPECT_TRUE(sent.empty());
        if (is_refused)
            reply_error(list, 533);
        else
            reply(list.id, "Context = * { AuditValue = ROOT }");
        reply_error(expect_add(), 500);
        expect_failure(20, 500);
        EXPECT_FALSE(asks_again_within(9s));
        EXPECT_EQ(log.count("has more than it can tell in one message"), 1U);
        client.end(ConferenceId{1});
        reply(expect_subtract("*").id, "Context = 1 { Subtract = * }");
    }
}

TEST_F(Comparisons, OfWhatGoesWrongMeanwhileAreMadeOnceMore_MP2_1_4) {
    fill(1, 20);
    reply_list(expect_list(), {1});
    auto questions = expect_questions(1);
    client.release(LegId{20});
    reply_error(expect_subtract("ip/20"), 500);
    reply_names(questions.at(1), "ip/1, ip/20");
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(asks_again_within(3s));
}

}  // namespace
}  // namespace isfocus::mrfp
