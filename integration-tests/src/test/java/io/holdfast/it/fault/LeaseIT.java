package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.SharedCluster;
import io.holdfast.it.workload.RawCluster;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Leases and sessions over real processes: who lives through kills of the leader, and who does not (G8). */
class LeaseIT {
    private static final long TTL = 8_000;

    /** Where the test must come in time itself, on a machine that does other things too. */
    private static final long LONG_TTL = 20_000;

    /** From a kill to the next leader, the machine's hesitation included. */
    private static final Duration FAILOVER = Duration.ofSeconds(15);

    /** What was not checkpointed: 3/8 of the time to live. */
    private static final Duration PROGRESS = Duration.ofMillis(TTL * 3 / 8);

    @RegisterExtension
    static final SharedCluster CLUSTER = SharedCluster.of(3);

    private final ProcessCluster cluster = CLUSTER.get();
    private final RawCluster client = new RawCluster(cluster, cluster.pki().material("tester"));

    @Test
    void pain21_aRenewedLeaseLivesThroughAKillOfTheLeader() {
        renewThrough(1);
    }

    @Test
    @Tag("soak")
    void pain21_aRenewedLeaseLivesThroughKillsOfTheLeader() {
        renewThrough(3);
    }

    private void renewThrough(int kills) {
        grant(21, LONG_TTL);
        put(21, "alive");
        for (int kill = 0; kill < kills; kill++) {
            ServerProcess leader = cluster.leader();
            leader.kill();
            long end = System.nanoTime() + Duration.ofMillis(LONG_TTL).toNanos();
            renewUntil(21, () -> System.nanoTime() - end >= 0);
            leader.start();
            renewUntil(21, () -> cluster.operations().isReady(leader));
        }
        assertThat(keys("alive").count()).isEqualTo(1);
        assertThat(timeToLive(21).keys()).containsExactly(Bytes.utf8("alive"));
    }

    @Test
    void pain10_aSilentLeaseGoesWithinItsBoundAcrossALeaderChangeWithItsKeysInOneRevision() {
        grant(10, TTL);
        put(10, "dead/1");
        put(10, "dead/2");
        put(10, "dead/3");
        long sent = System.nanoTime();
        assertThat(renewal(10).ttlMillis()).isEqualTo(TTL);
        ServerProcess leader = cluster.leader();
        leader.kill();
        long before = keys("dead/").revision();

        Outcome.Range gone = await("the keys of a dead client")
                .atMost(Duration.ofMillis(TTL).plus(FAILOVER).plus(PROGRESS))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> keys("dead/"), range -> range.count() < 3);

        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(Duration.ofMillis(TTL));
        assertThat(gone.count()).as("all of them at once").isZero();
        assertThat(gone.revision()).as("in one revision").isEqualTo(before + 1);
        assertThat(timeToLive(10).exists()).isFalse();
        assertThat(renewal(10).renewed()).isFalse();
    }

    @Test
    void anOperatorKillsASessionAndItsKeysGoWithIt() {
        long session = 4_711;
        Outcome.SessionOpened opened =
                (Outcome.SessionOpened) client.write(new SessionCommand.Open(session, 60_000, "it", "", ""));
        client.write(new SessionCommand.Once(
                session, 1, 0, new Put(Bytes.utf8("held"), Bytes.EMPTY, opened.lease(), false, false, false)));
        SessionCommand.Kill kill = new SessionCommand.Kill(session, "", "it hangs");
        assertDenied(kill);

        RawCluster operator =
                new RawCluster(cluster, cluster.pki().operator("warden").material("warden"));
        assertThat(operator.write(kill)).isInstanceOf(Outcome.SessionEnded.class);

        assertThat(keys("held").count()).isZero();
        Put late = new Put(Bytes.utf8("late"), Bytes.EMPTY);
        assertThat(client.write(new SessionCommand.Once(session, 2, 0, late)))
                .isInstanceOfSatisfying(Outcome.Rejection.class, rejection -> {
                    assertThat(rejection.reason()).isEqualTo(Reason.SESSION_NOT_FOUND);
                    assertThat(rejection.bound()).isEqualTo(SessionEnd.KILLED.number());
                    assertThat(rejection.message()).contains("operator/warden");
                });
    }

    @Test
    void aClientMayNotDoWhatNodesAndOperatorsDoNorUseTheSessionOfAnother() {
        grant(33, TTL);
        assertDenied(new MemberCommand.Register("n9", "disk"));
        assertDenied(new LeaseCommand.Expire(33, 1, 1));
        assertDenied(new LeaseCommand.Checkpoint(List.of(), 1));

        RawCluster other = new RawCluster(cluster, cluster.pki().client("other").material("other"));
        other.write(new SessionCommand.Open(4_712, 60_000, "it", "", ""));
        assertDenied(new SessionCommand.Close(4_712));
        assertDenied(new SessionCommand.Once(4_712, 1, 0, new Put(Bytes.utf8("x"), Bytes.EMPTY)));
        assertThat(other.write(new SessionCommand.Close(4_712))).isInstanceOf(Outcome.SessionEnded.class);
    }

    private void grant(long lease, long ttlMillis) {
        Outcome outcome = client.write(new LeaseCommand.Grant(lease, ttlMillis));
        assertThat(outcome).isInstanceOfAny(Outcome.LeaseGranted.class, Outcome.Rejection.class);
    }

    private void put(long lease, String key) {
        assertThat(client.write(new Put(Bytes.utf8(key), Bytes.EMPTY, lease, false, false, false)))
                .isInstanceOf(Outcome.Put.class);
    }

    private Outcome.Range keys(String prefix) {
        RangeQuery query = RangeQuery.of(KeyRange.prefix(Bytes.utf8(prefix)));
        Result result = client.call(id -> new Request.Read(id, 5_000, query));
        return (Outcome.Range) ((Result.Answered) result).outcome();
    }

    private Renewal renewal(long lease) {
        Result result = client.call(id -> new Request.Renew(id, 2_000, List.of(LeaseName.any(lease))));
        return ((Result.Renewed) result).renewals().get(0);
    }

    /** Renews, as a live client does, until something else is so; every renewal must be acknowledged. */
    private void renewUntil(long lease, BooleanSupplier enough) {
        await("renewals")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    assertThat(renewal(lease).ttlMillis()).isEqualTo(LONG_TTL);
                    return enough.getAsBoolean();
                });
    }

    private LeaseLife timeToLive(long lease) {
        return ((Result.Lives) client.call(id -> new Request.TimeToLive(id, 2_000, lease, true))).life();
    }

    private void assertDenied(Command command) {
        EncodedCommand encoded = new EncodedCommand(command, CommandCodec.encode(command));
        Result result = client.call(id -> new Request.Write(id, 2_000, encoded));
        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(Failure.Code.PERMISSION_DENIED));
    }
}
