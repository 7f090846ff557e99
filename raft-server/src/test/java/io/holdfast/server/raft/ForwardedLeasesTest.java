package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Leader;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Questions about leases on their way to the leader: its side and the asking side, in simulated time. */
class ForwardedLeasesTest {
    private static final int MEBIBYTE = 1 << 20;

    private final FakeView view = new FakeView();
    private final List<Asked> asked = new ArrayList<>();
    private final OwnLeases own = new OwnLeases();
    private long now = 1_000;
    private final ForwardedLeases leases = new ForwardedLeases(
            FakeView.SELF, view, own, (leader, ask, ear) -> asked.add(new Asked(leader, ask, ear)), () -> now);

    private record Asked(Leader leader, PeerRequest.AskLeases ask, ForwardedLeases.Ear ear) {
        void renewed(int request) {
            Request.Renew renew = (Request.Renew) ask.requests().get(request);
            List<Renewal> renewals = renew.leases().stream()
                    .map(lease -> new Renewal(lease.lease(), 1, 60_000))
                    .toList();
            ear.told(new PeerReply.LeasesTold(List.of(new Result.Renewed(renew.id(), renewals))));
        }
    }

    /** A leader's own service: keeps what it is asked until the test answers. */
    private static final class OwnLeases implements LeaseService {
        private final List<Answer<List<Renewal>>> renewals = new ArrayList<>();
        private final List<Answer<LeaseLife>> lives = new ArrayList<>();

        @Override
        public void renew(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer) {
            renewals.add(answer);
        }

        @Override
        public void timeToLive(long lease, boolean keys, long deadlineNanos, Answer<LeaseLife> answer) {
            lives.add(answer);
        }

        @Override
        public void cut(List<Long> leases) {
            throw new AssertionError("nobody was cut off");
        }
    }

    private static final class Heard<T> implements LeaseService.Answer<T> {
        private int answers;
        private @Nullable T answer;
        private @Nullable Failure failure;

        @Override
        public void answered(T given) {
            answers++;
            answer = given;
        }

        @Override
        public void failed(Failure why) {
            answers++;
            failure = why;
        }
    }

    private static final class Parts implements PeerLeases.Reply {
        private final List<PeerReply.LeasesTold> parts = new ArrayList<>();
        private boolean ended;

        @Override
        public void part(PeerReply.LeasesTold told) {
            parts.add(told);
        }

        @Override
        public void end() {
            ended = true;
        }
    }

    private Heard<List<Renewal>> renew(long lease, long millis) {
        Heard<List<Renewal>> heard = new Heard<>();
        leases.renew(List.of(LeaseName.any(lease)), now + millis * 1_000_000, heard);
        return heard;
    }

    private Heard<LeaseLife> keys(long lease) {
        Heard<LeaseLife> heard = new Heard<>();
        leases.timeToLive(lease, true, now + 5_000_000_000L, heard);
        return heard;
    }

    @Test
    void leasesWithMebibytesOfKeysHoldUpNoRenewalOfTheSameTick() {
        view.follow("n2", 1);
        List<Heard<LeaseLife>> large = List.of(keys(1), keys(2), keys(3));
        Heard<List<Renewal>> renewed = renew(4, 5_000);
        leases.tick();
        assertThat(asked).as("two with keys, and the renewal").hasSize(3);
        assertThat(asked).allSatisfy(call -> assertThat(call.ask.requests()).hasSize(1));

        OwnLeases leaders = new OwnLeases();
        PeerLeases leader = new PeerLeases(leaders, node -> true);
        List<Parts> replies = asked.stream().map(call -> new Parts()).toList();
        for (int i = 0; i < asked.size(); i++) {
            leader.ask(asked.get(i).ask, now, replies.get(i));
        }
        leaders.renewals.get(0).answered(List.of(new Renewal(4, 1, 60_000)));
        leaders.lives.forEach(answer -> answer.answered(fiveMebibytes()));
        for (int i = 0; i < replies.size(); i++) {
            replies.get(i).parts.forEach(asked.get(i).ear::told);
            assertThat(replies.get(i).ended).isTrue();
            asked.get(i).ear.ended("OK");
        }
        assertThat(renewed.answer).isNotNull();
        assertThat(large.get(0).answer).isNotNull();
        assertThat(large.get(1).answer).isNotNull();
        leases.tick();
        assertThat(asked).as("the third is next").hasSize(4);
        assertThat(large.get(2).answers).isZero();
    }

    @Test
    void aLeaderGathersNoMoreThanAFrameCarriesAndTakesFewQuestionsAboutKeysOfANode() {
        OwnLeases leaders = new OwnLeases();
        PeerLeases leader = new PeerLeases(leaders, node -> true);
        List<Request> requests = List.of(
                new Request.TimeToLive(1, 5_000, 1, true),
                new Request.TimeToLive(2, 5_000, 2, true),
                new Request.TimeToLive(3, 5_000, 3, true));
        Parts reply = new Parts();
        Runnable over = leader.ask(new PeerRequest.AskLeases("n2", requests), now, reply);
        leaders.lives.forEach(answer -> answer.answered(fiveMebibytes()));
        assertThat(reply.parts).as("each by itself").hasSize(3);
        assertThat(reply.parts.get(0).results().get(0)).isInstanceOfSatisfying(Result.Failed.class, refused -> {
            assertThat(refused.id()).isEqualTo(3);
            assertThat(refused.failure().code()).isEqualTo(Failure.Code.OVERLOADED);
        });
        over.run();
        Parts again = new Parts();
        leader.ask(new PeerRequest.AskLeases("n2", requests.subList(0, 1)), now, again);
        assertThat(again.parts).as("there is room again").isEmpty();
    }

    @Test
    void aNodeThatAsksWithoutEndIsRefusedAndOthersAreNot() {
        OwnLeases leaders = new OwnLeases();
        PeerLeases leader = new PeerLeases(leaders, node -> !node.equals("n9"));
        PeerRequest.AskLeases ask =
                new PeerRequest.AskLeases("n2", List.of(new Request.TimeToLive(1, 5_000, 1, false)));
        List<Runnable> open = new ArrayList<>();
        for (int i = 0; i < PeerLeases.MAX_CALLS; i++) {
            open.add(leader.ask(ask, now, new Parts()));
        }
        assertThat(codeOf(leader, ask)).isEqualTo(Failure.Code.OVERLOADED);
        int asked = leaders.lives.size();
        assertThat(codeOf(leader, new PeerRequest.AskLeases("n9", ask.requests())))
                .as("no member")
                .isEqualTo(Failure.Code.UNAVAILABLE);
        leader.ask(new PeerRequest.AskLeases("n3", ask.requests()), now, new Parts());
        assertThat(leaders.lives).hasSize(asked + 1);
        open.forEach(Runnable::run);
        leader.ask(ask, now, new Parts());
        assertThat(leaders.lives).as("there is room again").hasSize(asked + 2);
    }

    @Test
    void aSlowAnswerHoldsUpNoOther() {
        OwnLeases leaders = new OwnLeases();
        PeerLeases leader = new PeerLeases(leaders, node -> true);
        Parts reply = new Parts();
        leader.ask(
                new PeerRequest.AskLeases(
                        "n2",
                        List.of(
                                new Request.Renew(1, 5_000, List.of(LeaseName.any(1))),
                                new Request.Renew(2, 5_000, List.of(LeaseName.any(2))))),
                now,
                reply);
        leaders.renewals.get(1).answered(List.of(new Renewal(2, 1, 60_000)));
        leaders.renewals.get(1).flush();
        assertThat(reply.parts).hasSize(1);
        assertThat(reply.ended).isFalse();
        leaders.renewals.get(0).failed(Failure.unknown(Failure.Code.TIMEOUT, "slow"));
        assertThat(reply.parts).hasSize(2);
        assertThat(reply.ended).isTrue();
    }

    @Test
    void aQuestionEndsAtItsDeadlineWhateverBecomesOfTheCall() {
        view.follow("n2", 1);
        Heard<List<Renewal>> renewed = renew(1, 300);
        leases.tick();
        now += 299_000_000;
        leases.tick();
        assertThat(renewed.answers).isZero();
        now += 1_000_000;
        leases.tick();
        assertThat(renewed.failure).isNotNull().extracting(Failure::code).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(leases.isIdle()).isTrue();
        asked.get(0).renewed(0);
        asked.get(0).ear.ended("OK");
        assertThat(renewed.answers).isEqualTo(1);
    }

    @Test
    void whatADeadLeaderWasAskedIsAskedOfTheNextOne() {
        view.follow("n2", 1);
        Heard<List<Renewal>> renewed = renew(1, 5_000);
        leases.tick();
        view.follow("n3", 2);
        leases.tick();
        assertThat(asked).extracting(call -> call.leader.node()).containsExactly("n2", "n3");
        asked.get(0).ear.ended("UNAVAILABLE");
        assertThat(renewed.answers).as("the old call says nothing any more").isZero();
        asked.get(1).renewed(0);
        assertThat(renewed.answer).isNotNull();
        asked.get(0).renewed(0);
        assertThat(renewed.answers).isEqualTo(1);
    }

    @Test
    void aNodeThatCameToLeadAnswersItself() {
        view.follow("n2", 1);
        renew(1, 5_000);
        leases.tick();
        view.leadsItself();
        leases.tick();
        assertThat(asked).hasSize(1);
        assertThat(own.renewals).hasSize(1);
        assertThat(leases.isIdle()).isTrue();
    }

    @Test
    void aCallIsAboutBoundedlyManyLeases() {
        view.follow("n2", 1);
        List<LeaseName> many =
                IntStream.range(0, 20_000).mapToObj(LeaseName::any).toList();
        for (int i = 0; i < 3; i++) {
            leases.renew(many, now + 5_000_000_000L, new Heard<>());
        }
        leases.tick();
        assertThat(asked).hasSize(3);
    }

    @Test
    void aNodeThatStopsLeavesNobodyWaiting() {
        view.follow("n2", 1);
        Heard<List<Renewal>> underWay = renew(1, 5_000);
        leases.tick();
        Heard<List<Renewal>> waiting = renew(2, 5_000);
        leases.abandon();
        Heard<List<Renewal>> late = renew(3, 5_000);
        assertThat(List.of(underWay, waiting, late))
                .allSatisfy(heard -> assertThat(heard.failure)
                        .isNotNull()
                        .extracting(Failure::code)
                        .isEqualTo(Failure.Code.UNAVAILABLE));
        assertThat(leases.isIdle()).isTrue();
    }

    private Failure.Code codeOf(PeerLeases leader, PeerRequest.AskLeases ask) {
        Parts reply = new Parts();
        leader.ask(ask, now, reply);
        assertThat(reply.ended).isTrue();
        return ((Result.Failed) reply.parts.get(0).results().get(0)).failure().code();
    }

    private static LeaseLife fiveMebibytes() {
        List<Bytes> keys = IntStream.range(0, 5)
                .mapToObj(i -> Bytes.wrap(new byte[MEBIBYTE]))
                .toList();
        return new LeaseLife(1, 1, 60_000, 1_000, keys);
    }
}
