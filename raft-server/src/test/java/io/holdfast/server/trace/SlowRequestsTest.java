package io.holdfast.server.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.metrics.RequestKind;
import io.holdfast.server.trace.Waits.Cause;
import io.holdfast.server.trace.Waits.Share;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlowRequestsTest {
    private static final SlowRequest.Caller CALLER =
            new SlowRequest.Caller("spiffe://demo/client/app", "10.0.0.7:5123");

    private final List<String> lines = new ArrayList<>();
    private Waits waits = Waits.NONE;

    @Test
    void aSlowWriteNamesItsKeyItsCallerAndTheStageButNeverAValue() {
        waits = waited(Cause.FOLLOWERS, 1_700);
        note(write(new Put(Bytes.utf8("config/db"), Bytes.utf8("secret-value")), 3, 1_800, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith(
                        "slow request node=n1 kind=write asks=put key=\"config/db\" keyBytes=9 valueBytes=12 bytes=")
                .contains(" client=spiffe://demo/client/app address=10.0.0.7:5123 total=1803ms stage=followers")
                .contains(" queue=3ms log=1800ms sending=0ms followers=1700ms ")
                .contains("cause=\"the other nodes did not confirm the entry")
                .doesNotContain("secret");
    }

    @Test
    void theStageInsideTheLogIsToldApart() {
        assertThat(stage(waited(Cause.DISK, 1_500), write(put(), 3, 1_800, 0))).isEqualTo("disk");
        assertThat(stage(waited(Cause.APPLY, 1_500), write(put(), 3, 1_800, 0))).isEqualTo("apply");
        assertThat(stage(waited(Cause.LEADER, 1_500), write(put(), 3, 1_800, 0)))
                .isEqualTo("leader");
        assertThat(stage(waited(Cause.PAUSE, 1_500), write(put(), 3, 1_800, 0))).isEqualTo("pause");
        assertThat(stage(Waits.NONE, write(put(), 3, 1_800, 0))).isEqualTo("log");
    }

    @Test
    void aWriteThatQueuedSaysWhatTheLogWaitedForMeanwhile() {
        waits = waited(Cause.DISK, 900);
        note(write(put(), 2_000, 100, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains(" stage=queue ")
                .contains("meanwhile this node's own disk");
    }

    @Test
    void aClientThatDoesNotTakeItsAnswersIsTold() {
        assertThat(stage(Waits.NONE, write(put(), 3, 20, 5_000))).isEqualTo("sending");
    }

    @Test
    void aSlowReadIsExplainedByItsLevel() {
        assertThat(stage(Waits.NONE, read(ReadLevel.LINEARIZABLE, 1_500L, 2))).isEqualTo("barrier");
        assertThat(stage(Waits.NONE, read(ReadLevel.atLeast(7), 1_500L, 2))).isEqualTo("revision");
        assertThat(stage(Waits.NONE, read(ReadLevel.LOCAL, 1_500L, 2))).isEqualTo("thread");
        assertThat(stage(Waits.NONE, read(ReadLevel.LOCAL, 2L, 1_500))).isEqualTo("query");
        assertThat(stage(waited(Cause.APPLY, 1_200), read(ReadLevel.LINEARIZABLE, 1_500L, 2)))
                .isEqualTo("apply");
    }

    @Test
    void aRequestThatFailedWhileItWaitedSaysSo() {
        note(new SlowRequest(
                RequestKind.WRITE,
                request(put()),
                CALLER,
                0,
                null,
                millis(10_000),
                millis(10_000),
                Failure.Code.TIMEOUT));

        assertThat(lines).singleElement().asString().contains(" stage=queue ").contains(" failure=timeout ");
    }

    @Test
    void theCommandInARequestOfASessionIsNamed() {
        note(write(new SessionCommand.Once(0xabc, 4, 0, put()), 3, 1_800, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("asks=put key=\"k\" keyBytes=1 valueBytes=1 session=abc sequence=4");
    }

    @Test
    void aKeyCannotWriteLinesOfItsOwn() {
        note(write(new Put(Bytes.utf8("a\nb\"c\\" + "é" + "x".repeat(100)), Bytes.EMPTY), 3, 1_800, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("key=\"a\\x0ab\\x22c\\x5c\\xc3\\xa9xxx")
                .contains("…\" keyBytes=108")
                .doesNotContain("\n");
    }

    @Test
    void aSlowAcquisitionNamesItsLockButNeitherOwnerNorLabel() {
        LockClaim claim = new LockClaim(LockMode.WRITE, 1, 0, 0, 0, "secret-owner", "secret-label");
        LockCommand acquire = new LockCommand.Acquire(0xabc, 7, "ledger/" + "x".repeat(100), claim, true);
        note(write(new SessionCommand.Once(0xabc, 4, 0, acquire), 3, 1_800, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("asks=lock_acquire lock=\"ledger/xxx")
                .contains("xxx…\" acquisition=7 mode=write permits=1 queue=true session=abc sequence=4")
                .doesNotContain("secret");
    }

    @Test
    void aSlowReleaseNamesItsSetButNothingThatStandsInIt() {
        Document document = new Document("secret", DocumentType.TEXT, Bytes.utf8("secret"));
        Stage stage = new Stage(List.of(new Label("secret", "secret")), 10, 0);
        ConfigCommand publish = new ConfigCommand.Publish(
                "sh\nop", 3, List.of(document), Bytes.EMPTY, Bytes.EMPTY, "secret", 0, stage, "secret");
        note(write(new SessionCommand.Once(0xabc, 4, 0, publish), 3, 1_800, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("asks=config_publish set=\"sh\\x0aop\" expected=3 documents=1 staged=true session=abc")
                .doesNotContain("secret");
    }

    @Test
    void aSlowReleaseWithASchemaSaysHowLargeThatIs() {
        SchemaChange change = new SchemaChange(Bytes.utf8("secret"), Bytes.EMPTY);
        ConfigCommand publish =
                new ConfigCommand.Publish("shop", -1, List.of(), Bytes.EMPTY, Bytes.EMPTY, "", 0, null, "", change);
        note(write(new SessionCommand.Once(0xabc, 4, 0, publish), 3, 1_800, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("documents=0 staged=false schemaBytes=6 session=abc")
                .doesNotContain("secret");
    }

    @Test
    void aSlowWriteBehindGuardsIsNamedAsTheWriteItIs() {
        note(write(new LockCommand.Guarded(List.of(new LockGuard("a", 1)), put()), 3, 1_800, 0));

        assertThat(lines).singleElement().asString().contains("asks=put key=\"k\" keyBytes=1 valueBytes=1 guards=1");
    }

    @Test
    void whatAnOperatorSaysOfARevokedLockStaysOut() {
        note(write(new LockCommand.Revoke("a\nb", 9, "spiffe://demo/operator/o1", "secret"), 3, 1_800, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("asks=lock_revoke lock=\"a\\x0ab\" token=9")
                .doesNotContain("secret")
                .doesNotContain("operator");
    }

    @Test
    void whatACandidatePublishesStaysOut() {
        LockCommand publish = new LockCommand.Publish(0xabc, 7, "leader", Bytes.utf8("secret"));
        note(write(new SessionCommand.Once(0xabc, 4, 0, publish), 3, 1_800, 0));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("asks=election_publish lock=\"leader\" acquisition=7 valueBytes=6 session=abc sequence=4")
                .doesNotContain("secret");
    }

    @Test
    void onlyAFewASecondAreWrittenOutAndTheRestIsCounted() {
        SlowRequests slow = slow(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            slow.note(write(put(), 3, 1_800, 0));
        }
        slow.write();
        assertThat(lines).hasSize(SlowRequests.LINES + 1);
        assertThat(lines.get(SlowRequests.LINES)).contains("more=" + (100 - SlowRequests.LINES));

        slow.note(write(put(), 3, 1_800, 0));
        slow.write();
        assertThat(lines).hasSize(SlowRequests.LINES + 2);
        slow.write();
        assertThat(lines).hasSize(SlowRequests.LINES + 2);
    }

    @Test
    void aThresholdOfZeroTurnsItOff() {
        assertThat(slow(Duration.ofMillis(10)).isSlow(millis(10))).isTrue();
        assertThat(slow(Duration.ofMillis(10)).isSlow(millis(9))).isFalse();
        assertThat(slow(Duration.ZERO).isSlow(millis(1_000_000))).isFalse();
    }

    private String stage(Waits during, SlowRequest request) {
        return Diagnosis.of(request, (from, to) -> during).stage();
    }

    private void note(SlowRequest request) {
        SlowRequests slow = slow(Duration.ofSeconds(1));
        slow.note(request);
        slow.write();
    }

    private SlowRequests slow(Duration threshold) {
        return new SlowRequests("n1", threshold, (from, to) -> waits, lines::add);
    }

    private static Waits waited(Cause cause, long millis) {
        return new Waits(List.of(new Share(cause, millis(millis))));
    }

    private static Put put() {
        return new Put(Bytes.utf8("k"), Bytes.utf8("v"));
    }

    private static Request request(Command command) {
        return new Request.Write(1, 0, new EncodedCommand(command, CommandCodec.encode(command)));
    }

    private static SlowRequest write(Command command, long queue, long log, long sending) {
        return new SlowRequest(
                RequestKind.WRITE,
                request(command),
                CALLER,
                0,
                millis(queue),
                millis(queue + log),
                millis(queue + log + sending),
                null);
    }

    private static SlowRequest read(ReadLevel level, long wait, long query) {
        RequestKind kind =
                level.kind() == ReadLevel.Kind.LINEARIZABLE ? RequestKind.LINEARIZABLE_READ : RequestKind.OTHER_READ;
        Request request = new Request.Read(1, 0, RangeQuery.of(KeyRange.single(Bytes.utf8("k"))), level);
        return new SlowRequest(
                kind, request, CALLER, 0, millis(wait), millis(wait + query), millis(wait + query), null);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
