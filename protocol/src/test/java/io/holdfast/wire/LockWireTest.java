package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import io.holdfast.wire.proto.AcquireLock;
import io.holdfast.wire.proto.Guarded;
import io.holdfast.wire.proto.PublishValue;
import io.holdfast.wire.proto.ReleaseLock;
import io.holdfast.wire.proto.SnapshotRow;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused about locks, with its place, and how large commands behind guards may be. */
class LockWireTest {
    private static final LockGuard GUARD = new LockGuard("a", 7);
    private static final Put PUT = new Put(Bytes.utf8("k"), Bytes.utf8("v"));
    private static final String LONG_NAME = "n".repeat(Limits.MAX_LOCK_NAME_BYTES + 1);
    private static final Bytes LONG_VALUE = Bytes.wrap(new byte[Limits.MAX_ELECTION_VALUE_BYTES + 1]);
    private static final String LONG_TEXT = "t".repeat(Limits.MAX_LOCK_TEXT_BYTES + 1);

    @Test
    void tooManyGuardsAreNeitherWrittenNorRead() throws MalformedException {
        Command most = new LockCommand.Guarded(Collections.nCopies(Limits.MAX_GUARDS, GUARD), PUT);
        assertThat(CommandCodec.decode(CommandCodec.encode(most))).isEqualTo(most);
        Command more = new LockCommand.Guarded(Collections.nCopies(Limits.MAX_GUARDS + 1, GUARD), PUT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(more))
                .withMessage("17 guards of a write, at most 16 are allowed");
        Guarded.Builder hostile = Guarded.newBuilder();
        for (int i = 0; i <= Limits.MAX_GUARDS; i++) {
            hostile.addGuards(io.holdfast.wire.proto.LockGuard.getDefaultInstance());
        }
        refused(command().setGuarded(hostile), "guarded.guards has more than 16 elements", false);
    }

    @Test
    void onlyChangesOfKeysMayStandBehindGuards() {
        for (Command forbidden : List.of(
                new LeaseCommand.Grant(1, 2),
                new SessionCommand.Close(1),
                new LockCommand.Release(1, 2, "a"),
                new LockCommand.Guarded(List.of(GUARD), PUT),
                new SessionCommand.Once(1, 2, 3, PUT))) {
            byte[] encoded = guarded(CommandCodec.encode(forbidden));
            assertThatExceptionOfType(MalformedException.class)
                    .as("%s", forbidden)
                    .isThrownBy(() -> CommandCodec.decode(encoded, 0, encoded.length))
                    .withMessageStartingWith("guarded.command")
                    .withMessageEndingWith("may not stand behind guards")
                    .matches(refused -> !refused.unsupported());
        }
        refused(command().setGuarded(Guarded.newBuilder()), "guarded.command is missing", false);
        refused(
                command().setGuarded(Guarded.newBuilder().setCommand(command())),
                "guarded.command.kind of command is missing",
                false);
    }

    @Test
    void guardsWithinGuardsWithoutEndAreRefusedAtTheSecond() {
        ProtoWriter writer = new ProtoWriter(1 << 20);
        while (writer.size() < Limits.MAX_COMMAND_BYTES - 16) {
            writer.message(2, 0);
            writer.message(22, 0);
        }
        byte[] encoded = writer.toArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> CommandCodec.decode(encoded, 0, encoded.length))
                .withMessage("guarded.command.guarded may not stand behind guards");
    }

    @Test
    void theCommandBehindGuardsCountsForTheSizeOfTheWhole() throws MalformedException {
        LockCommand.Guarded largest = guarded(0);
        Bytes encoded = CommandCodec.encode(largest);
        assertThat(encoded.size()).isEqualTo(Limits.MAX_COMMAND_BYTES);
        assertThat(CommandCodec.decode(encoded)).isEqualTo(largest);
        SessionCommand.Once once = new SessionCommand.Once(-1, -1, -1, largest);
        Bytes named = CommandCodec.encode(once);
        assertThat(named.size()).isBetween(Limits.MAX_COMMAND_BYTES, CommandCodec.maxSize(once));
        assertThat(CommandCodec.decode(named)).isEqualTo(once);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(guarded(1)))
                .withMessage("the command takes 1572865 bytes encoded, at most 1572864 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.encode(new SessionCommand.Once(1, 1, 1, guarded(1))));
    }

    @Test
    void textsOfLocksHaveTheSameBoundsEitherWay() {
        String longWhy = "w".repeat(Limits.MAX_WHY_BYTES + 1);
        String longBy = "p".repeat(Limits.MAX_PRINCIPAL_BYTES + 1);
        LockClaim claim = LockClaim.of(LockMode.READ);
        for (Command command : List.of(
                new LockCommand.Acquire(1, 2, LONG_NAME, claim, true),
                new LockCommand.Acquire(1, 2, "a", new LockClaim(LockMode.READ, 1, 0, 0, 0, LONG_TEXT, ""), true),
                new LockCommand.Acquire(1, 2, "a", new LockClaim(LockMode.READ, 1, 0, 0, 0, "", LONG_TEXT), true),
                new LockCommand.Release(1, 2, LONG_NAME),
                new LockCommand.Release(1, 2, "a", LONG_TEXT),
                new LockCommand.Revoke("a", 1, "", "", LONG_TEXT),
                new LockCommand.Publish(1, 2, LONG_NAME, Bytes.EMPTY),
                new LockCommand.Publish(1, 2, "a", LONG_VALUE),
                new LockCommand.Acquire(1, 2, "a", LockClaim.of(LockMode.LEADER).publishing(LONG_VALUE), true),
                new LockCommand.Withdraw(1, 2, LONG_NAME),
                new LockCommand.Revoke(LONG_NAME, 1, "", ""),
                new LockCommand.Revoke("a", 1, longBy, ""),
                new LockCommand.Revoke("a", 1, "", longWhy),
                new LockCommand.SetPermits(LONG_NAME, 1),
                new LockCommand.EndHold(LONG_NAME, 1, 1),
                new LockCommand.EndDelay(LONG_NAME, 1, 1),
                new LockCommand.Guarded(List.of(new LockGuard(LONG_NAME, 1)), PUT))) {
            assertThatIllegalArgumentException()
                    .as("%s", command)
                    .isThrownBy(() -> CommandCodec.encode(command))
                    .withMessageEndingWith("are allowed");
        }
        for (Query query : List.of(
                new LockQuery.All(LONG_NAME, "", 1),
                new LockQuery.All("", LONG_NAME, 1),
                new LockQuery.One(LONG_NAME, 1),
                new LockQuery.Acquisition(1, 2, LONG_NAME),
                new LockQuery.Token(LONG_NAME, 1),
                new LockQuery.Changes(LONG_NAME, 0, 1))) {
            assertThatIllegalArgumentException()
                    .as("%s", query)
                    .isThrownBy(() -> QueryCodec.encode(query))
                    .withMessageEndingWith("at most 512 are allowed");
        }
        refused(
                command().setAcquireLock(AcquireLock.newBuilder().setName(LONG_NAME)),
                "acquire_lock.name has 513 bytes, at most 512 are allowed",
                false);
        refused(
                command().setAcquireLock(AcquireLock.newBuilder().setClaim(claim().setOwner(LONG_TEXT))),
                "acquire_lock.claim.owner has 257 bytes, at most 256 are allowed",
                false);
        refused(
                command().setAcquireLock(AcquireLock.newBuilder().setClaim(claim().setLabel(LONG_TEXT))),
                "acquire_lock.claim.label has 257 bytes, at most 256 are allowed",
                false);
        refused(
                command()
                        .setGuarded(Guarded.newBuilder()
                                .addGuards(io.holdfast.wire.proto.LockGuard.newBuilder()
                                        .setName(LONG_NAME))),
                "guarded.guards[0].name has 513 bytes, at most 512 are allowed",
                false);
    }

    @Test
    void whatAClaimLacksIsRefusedAndWhatANewerReleaseMeansIsUnsupported() {
        refused(
                command().setAcquireLock(AcquireLock.newBuilder().setSession(1)),
                "acquire_lock.claim is missing",
                false);
        refused(
                command()
                        .setAcquireLock(AcquireLock.newBuilder()
                                .setClaim(io.holdfast.wire.proto.LockClaim.newBuilder()
                                        .setPermits(1))),
                "acquire_lock.claim.mode is missing",
                false);
        refused(
                command().setAcquireLock(AcquireLock.newBuilder().setClaim(claim().setModeValue(6))),
                "acquire_lock.claim.mode is 6, which this version does not know",
                true);
    }

    @Test
    void rowsOfLocksWithoutAKindOrWithAnUnknownOneAreRefused() {
        refusedRow(
                SnapshotRow.newBuilder().setLock(SnapshotRow.Lock.newBuilder().setName("a")),
                "row.lock.kind is missing",
                false);
        refusedRow(
                SnapshotRow.newBuilder().setLock(SnapshotRow.Lock.newBuilder().setKindValue(5)),
                "row.lock.kind is 5, which this version does not know",
                true);
        refusedRow(
                SnapshotRow.newBuilder()
                        .setLockEnding(SnapshotRow.LockEnding.newBuilder().setEnd(7)),
                "row.lock_ending.end is 7, which this version does not know",
                true);
        refusedRow(
                SnapshotRow.newBuilder()
                        .setLockHold(SnapshotRow.LockHold.newBuilder().setToken(7)),
                "row.lock_hold.claim is missing",
                false);
        refusedRow(
                SnapshotRow.newBuilder()
                        .setLockWait(SnapshotRow.LockWait.newBuilder().setTicket(7)),
                "row.lock_wait.claim is missing",
                false);
    }

    @Test
    void whatIsPublishedIsBoundedAndAChangeThatANewerReleaseMeansIsUnsupported() {
        ByteString tooLong = ByteString.copyFrom(LONG_VALUE.toArray());
        refused(
                command().setPublish(PublishValue.newBuilder().setValue(tooLong)),
                "publish.value has 4097 bytes, at most 4096 are allowed",
                false);
        refused(
                command().setAcquireLock(AcquireLock.newBuilder().setClaim(claim().setValue(tooLong))),
                "acquire_lock.claim.value has 4097 bytes, at most 4096 are allowed",
                false);
        refused(
                command().setReleaseLock(ReleaseLock.newBuilder().setSuccessor(LONG_TEXT)),
                "release_lock.successor has 257 bytes, at most 256 are allowed",
                false);
        refusedRow(
                SnapshotRow.newBuilder().setLockChange(SnapshotRow.LockChange.newBuilder()),
                "row.lock_change.change is missing",
                false);
        refusedRow(
                SnapshotRow.newBuilder()
                        .setLockChange(SnapshotRow.LockChange.newBuilder().setChange(change())),
                "row.lock_change.change.step is missing",
                false);
        refusedRow(
                SnapshotRow.newBuilder()
                        .setLockChange(SnapshotRow.LockChange.newBuilder().setChange(change().setStepValue(4))),
                "row.lock_change.change.step is 4, which this version does not know",
                true);
    }

    private static io.holdfast.wire.proto.ElectionChange.Builder change() {
        return io.holdfast.wire.proto.ElectionChange.newBuilder().setNumber(1);
    }

    @Test
    void aPushOfNoKindOrWithAnUnknownEndIsRefused() {
        refusedPush(io.holdfast.wire.proto.LockPush.newBuilder(), "locked[0].kind of push is missing");
        refusedPush(
                io.holdfast.wire.proto.LockPush.newBuilder()
                        .setEnded(io.holdfast.wire.proto.LockPush.Ended.newBuilder()
                                .setEnd(-1)),
                "locked[0].ended.end is -1, which this version does not know");
    }

    @Test
    void anOutcomeWithoutWhatItIsAboutIsRefused() {
        refusedOutcome(
                io.holdfast.wire.proto.Outcome.newBuilder()
                        .setLockHeld(io.holdfast.wire.proto.Outcome.LockHeld.getDefaultInstance()),
                "results[0].outcome.lock_held.hold is missing");
        refusedOutcome(
                io.holdfast.wire.proto.Outcome.newBuilder()
                        .setLockShown(io.holdfast.wire.proto.Outcome.LockShown.getDefaultInstance()),
                "results[0].outcome.lock_shown.lock is missing");
    }

    @Test
    void onlyReadsOfKeysMayStandInATransactionNotLocks() {
        byte[] query = io.holdfast.wire.proto.Query.newBuilder()
                .setTransaction(io.holdfast.wire.proto.TransactionQuery.newBuilder()
                        .addFailure(io.holdfast.wire.proto.Query.newBuilder()
                                .setLock(io.holdfast.wire.proto.LockQuery.getDefaultInstance())))
                .build()
                .toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> QueryCodec.decode(Bytes.wrap(query)))
                .withMessage("transaction.failure[0] is a kind of query that may not stand in a transaction");
    }

    private static io.holdfast.wire.proto.Command.Builder command() {
        return io.holdfast.wire.proto.Command.newBuilder();
    }

    private static io.holdfast.wire.proto.LockClaim.Builder claim() {
        return io.holdfast.wire.proto.LockClaim.newBuilder().setModeValue(1);
    }

    private static void refused(io.holdfast.wire.proto.Command.Builder command, String complaint, boolean unsupported) {
        byte[] encoded = command.build().toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> CommandCodec.decode(encoded, 0, encoded.length))
                .withMessage(complaint)
                .matches(refused -> refused.unsupported() == unsupported);
    }

    private static void refusedRow(SnapshotRow.Builder row, String complaint, boolean unsupported) {
        byte[] encoded = io.holdfast.wire.proto.SnapshotRows.newBuilder()
                .addRows(row)
                .build()
                .toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> new SnapshotRowDecoder(encoded, 0, encoded.length).next())
                .withMessage(complaint)
                .matches(refused -> refused.unsupported() == unsupported);
    }

    private static void refusedPush(io.holdfast.wire.proto.LockPush.Builder push, String complaint) {
        refusedFrame(
                io.holdfast.wire.proto.ServerFrame.newBuilder()
                        .setLocked(io.holdfast.wire.proto.ServerFrame.Locked.newBuilder()
                                .addPushes(push)),
                complaint);
    }

    private static void refusedOutcome(io.holdfast.wire.proto.Outcome.Builder outcome, String complaint) {
        refusedFrame(
                io.holdfast.wire.proto.ServerFrame.newBuilder()
                        .setResults(io.holdfast.wire.proto.ServerFrame.Results.newBuilder()
                                .addResults(io.holdfast.wire.proto.Result.newBuilder()
                                        .setOutcome(outcome))),
                complaint);
    }

    private static void refusedFrame(io.holdfast.wire.proto.ServerFrame.Builder frame, String complaint) {
        byte[] encoded = frame.build().toByteArray();
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> WireCodec.decodeServerFrame(encoded))
                .withMessage(complaint);
    }

    /** A guarded command around the bytes of another. */
    private static byte[] guarded(Bytes command) {
        ProtoWriter writer = new ProtoWriter(64);
        writer.byteField(2, command);
        writer.message(22, 0);
        return writer.toArray();
    }

    /** A guarded put whose encoding has so many bytes more than are allowed. */
    private static LockCommand.Guarded guarded(int more) {
        int envelope = 27;
        byte[] value = new byte[Limits.MAX_COMMAND_BYTES + more - envelope];
        return new LockCommand.Guarded(List.of(GUARD), new Put(Bytes.utf8("k"), Bytes.wrap(value)));
    }
}
