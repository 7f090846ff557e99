package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.server.gateway.FakeCore.Taken;
import io.holdfast.tls.Role;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stream may do with locks, and what it is told about them. */
class GatewayLockTest {
    private static final String APP = "spiffe://demo/client/app";
    private static final String OTHER = "spiffe://demo/client/other";
    private static final long MINE = 11;
    private static final long THEIRS = 12;
    private static final LockClaim CLAIM = LockClaim.of(LockMode.EXCLUSIVE);
    private static final Put PUT = new Put(Bytes.utf8("k"), Bytes.utf8("v"));

    @TempDir
    Path folder;

    private GatewayFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        fixture = GatewayFixture.start(folder);
        fixture.core.leases.owners.put(MINE, APP);
        fixture.core.leases.owners.put(THEIRS, OTHER);
        client = fixture.greeted();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aLockCommandOutsideARequestOfASessionIsRefused() throws Exception {
        LockGuard guard = new LockGuard("orders", 1);
        for (RawClient sender : List.of(client, operator())) {
            assertDenied(sender, acquire(MINE), "may not acquire a lock but by a request of a session");
            assertDenied(sender, new LockCommand.Withdraw(MINE, 1, "orders"), "may not withdraw an acquisition but");
            assertDenied(sender, new LockCommand.Release(MINE, 1, "orders"), "may not release a lock but");
            assertDenied(sender, new LockCommand.Guarded(List.of(guard), PUT), "may not write behind a guard but");
            assertDenied(sender, publish(MINE), "may not publish in an election but by a request of a session");
        }
    }

    @Test
    void noStreamDecidesWhatTheLeadersTimerDecides() throws Exception {
        for (RawClient sender : List.of(client, operator())) {
            assertDenied(sender, new LockCommand.EndHold("orders", 1, 3), "the leader does");
            assertDenied(sender, new LockCommand.EndDelay("orders", 1, 3), "the leader does");
        }
    }

    @Test
    void aRequestTakesLocksForItsOwnSessionOnly() throws Exception {
        List<Command> own = List.of(
                acquire(MINE),
                new LockCommand.Withdraw(MINE, 1, "orders"),
                new LockCommand.Release(MINE, 1, "orders"),
                publish(MINE),
                new LockCommand.Guarded(List.of(new LockGuard("orders", 1)), PUT));
        for (Command command : own) {
            client.send(write(1, new SessionCommand.Once(MINE, 1, 0, command)));
            assertThat(fixture.core.take(1).get(0).put()).isEqualTo(new SessionCommand.Once(MINE, 1, 0, command));
        }

        String why = "may not use session c: it belongs to " + OTHER;
        List<Command> theirs = List.of(
                acquire(THEIRS),
                new LockCommand.Withdraw(THEIRS, 1, "orders"),
                new LockCommand.Release(THEIRS, 1, "orders"),
                publish(THEIRS));
        for (Command command : theirs) {
            assertDenied(client, new SessionCommand.Once(THEIRS, 1, 0, command), why);
            assertDenied(client, new SessionCommand.Once(MINE, 1, 0, command), why);
        }
    }

    @Test
    void anOperatorNamesWhoIsToLeadNext() throws Exception {
        LockCommand.Revoke revoke = new LockCommand.Revoke("leader", 0, "", "drain", "n2");
        assertDenied(client, revoke, "may not take locks away: operators do");

        operator().send(write(1, revoke));

        assertThat(fixture.core.take(1).get(0).put())
                .isEqualTo(new LockCommand.Revoke("leader", 0, "spiffe://demo/operator/root", "drain", "n2"));
    }

    private static LockCommand publish(long session) {
        return new LockCommand.Publish(session, 1, "leader", Bytes.utf8("10.0.0.1:80"));
    }

    @Test
    void onlyAnOperatorTakesALockAwayAndSignsForIt() throws Exception {
        LockCommand.Revoke revoke = new LockCommand.Revoke("orders", 7, "spiffe://demo/operator/other", "stuck");
        LockCommand.SetPermits permits = new LockCommand.SetPermits("pool", 5);
        assertDenied(client, revoke, "may not take locks away: operators do");
        assertDenied(client, permits, "may not set permits: operators do");

        operator().send(write(1, revoke), write(2, permits));

        List<Taken> taken = fixture.core.take(2);
        LockCommand.Revoke signed = new LockCommand.Revoke("orders", 7, "spiffe://demo/operator/root", "stuck");
        assertThat(taken.get(0).put()).isEqualTo(signed);
        assertThat(taken.get(0).command())
                .satisfies(command -> assertThat(CommandCodec.decode(command.bytes()))
                        .as("the bytes that go into the log say the same")
                        .isEqualTo(signed));
        assertThat(taken.get(1).put()).isEqualTo(permits);
    }

    @Test
    void aSessionIsFollowedBehindALinearizableLookAtIt() throws Exception {
        client.send(new Request.Follow(5, 0, MINE));

        Taken look = fixture.core.take(1).get(0);
        assertThat(look.query()).isEqualTo(new SessionQuery(MINE));
        assertThat(look.level()).isEqualTo(ReadLevel.LINEARIZABLE);
        assertThat(onlyStream().followed)
                .as("not before it is known whose it is")
                .isEmpty();

        fixture.core.answer(look, sessions(MINE, APP));
        assertThat(client.results(1)).containsExactly(new Result.Followed(5));
        assertThat(onlyStream().followed).containsExactly(MINE);
    }

    @Test
    void theTurnOfARequestToFollowIsDrawnWhenItComesIn() throws Exception {
        client.send(new Request.Follow(5, 0, MINE));
        Taken early = fixture.core.take(1).get(0);
        long between = onlyStream().turn();
        fixture.core.answer(early, sessions(MINE, APP));
        assertThat(client.results(1)).containsExactly(new Result.Followed(5));
        assertThat(onlyStream().turnOf.get(MINE)).isLessThan(between);
    }

    @Test
    void aForeignSessionIsNotFollowed() throws Exception {
        for (RawClient sender : List.of(client, operator())) {
            sender.send(new Request.Follow(5, 0, THEIRS));
            fixture.core.answer(fixture.core.take(1).get(0), sessions(THEIRS, OTHER));

            Result.Failed failed = (Result.Failed) sender.results(1).get(0);
            assertThat(failed.failure())
                    .returns(Failure.Code.PERMISSION_DENIED, Failure::code)
                    .returns(Failure.Certainty.NOT_APPLIED, Failure::certainty);
            assertThat(failed.failure().message()).contains("may not follow session c: it belongs to " + OTHER);
        }
        assertThat(fixture.core.locks.streams).allMatch(stream -> stream.followed.isEmpty());
    }

    @Test
    void aSessionThatIsNotThereIsToldAsSuch() throws Exception {
        client.send(new Request.Follow(5, 0, 99), new Request.Follow(6, 0, 98));
        List<Taken> looks = fixture.core.take(2);
        Outcome.Rejection gone = new Outcome.Rejection(7, Reason.SESSION_NOT_FOUND, "expired an hour ago", 2);
        fixture.core.answer(looks.get(0), gone);
        looks.get(1).completion().failed(Failure.notApplied(Failure.Code.NO_LEADER, "nobody leads"));
        looks.get(1).completion().flush();

        List<Result> results = client.results(2);
        assertThat(results.get(0))
                .isInstanceOfSatisfying(
                        Result.Answered.class,
                        answered -> assertThat(answered.outcome()).isEqualTo(gone));
        assertThat(results.get(1))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(Failure.Code.NO_LEADER));
        assertThat(onlyStream().followed).isEmpty();
    }

    @Test
    void pushesThatAreThereTogetherShareAFrame() throws Exception {
        FakeLocks.Stream stream = following();
        List<LockPush> pushes = List.of(
                new LockPush.Granted(MINE, 1, 41),
                new LockPush.Ended(MINE, 2, 40, LockEnd.REVOKED, "by root: stuck"),
                new LockPush.Missed(MINE));
        stream.push(pushes);

        assertThat(client.next(ServerFrame.Locked.class).pushes()).isEqualTo(pushes);
    }

    @Test
    void manyPushesComeInSeveralFrames() throws Exception {
        FakeLocks.Stream stream = following();
        List<LockPush> pushes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            pushes.add(new LockPush.Ended(MINE, i, i, LockEnd.REVOKED, "\u00fc".repeat(1_000)));
        }
        stream.push(pushes);

        List<LockPush> came = new ArrayList<>();
        int frames = 0;
        while (came.size() < pushes.size()) {
            came.addAll(client.next(ServerFrame.Locked.class).pushes());
            frames++;
        }
        assertThat(came).isEqualTo(pushes);
        assertThat(frames).isBetween(4, 100);
    }

    @Test
    void theEndOfAStreamEndsItsFollowing() throws Exception {
        FakeLocks.Stream stream = following();
        client.cancel();

        await().untilAsserted(() -> assertThat(stream.closed).isTrue());
    }

    private FakeLocks.Stream following() throws Exception {
        client.send(new Request.Follow(5, 0, MINE));
        fixture.core.answer(fixture.core.take(1).get(0), sessions(MINE, APP));
        client.results(1);
        return onlyStream();
    }

    private FakeLocks.Stream onlyStream() {
        assertThat(fixture.core.locks.streams).hasSize(1);
        return fixture.core.locks.streams.get(0);
    }

    private RawClient operator() throws Exception {
        RawClient operator = fixture.connect(fixture.pki.material(Role.OPERATOR, "root"));
        operator.greet();
        return operator;
    }

    private static Outcome sessions(long session, String principal) {
        return new Outcome.Sessions(
                3, List.of(new SessionRecord(session, 100, "me", principal, "127.0.0.1:1", 1, 9_000, 0, 0)), false);
    }

    private static LockCommand acquire(long session) {
        return new LockCommand.Acquire(session, 1, "orders", CLAIM, true);
    }

    private static Request write(long id, Command command) {
        return new Request.Write(id, 0, new EncodedCommand(command, CommandCodec.encode(command)));
    }

    private void assertDenied(RawClient sender, Command command, String why) throws Exception {
        sender.send(write(7, command));
        Result.Failed failed = (Result.Failed) sender.results(1).get(0);
        assertThat(failed.failure())
                .returns(Failure.Code.PERMISSION_DENIED, Failure::code)
                .returns(Failure.Certainty.NOT_APPLIED, Failure::certainty);
        assertThat(failed.failure().message()).startsWith("spiffe://demo/").contains(why);
        assertThat(fixture.core.waiting()).isZero();
    }
}
