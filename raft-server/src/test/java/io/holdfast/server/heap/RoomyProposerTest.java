package io.holdfast.server.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.wire.CommandCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomyProposerTest {
    private static final Command PUT = new Put(Bytes.utf8("k"), Bytes.utf8("v"));
    private static final Command DELETE = new DeleteRange(KeyRange.single(Bytes.utf8("k")), false);
    private static final List<LockGuard> GUARDS = List.of(new LockGuard("l", 1));
    private static final List<Command> GROWING = List.of(
            PUT,
            new LeaseCommand.Grant(1, 1_000),
            new Transaction(List.of(), List.of(), List.of((Put) PUT)),
            new Transaction(
                    List.of(),
                    List.of((DeleteRange) DELETE, new Transaction(List.of(), List.of((Put) PUT), List.of())),
                    List.of()),
            new SessionCommand.Once(1, 1, 1, PUT),
            new LockCommand.Acquire(1, 1, "l", LockClaim.of(LockMode.EXCLUSIVE), true),
            new LockCommand.SetPermits("l", 2),
            new LockCommand.Publish(1, 1, "l", Bytes.utf8("v")),
            new LockCommand.Guarded(GUARDS, (Put) PUT),
            new ConfigCommand.Publish("s", 0, List.of(), Bytes.EMPTY, Bytes.EMPTY, "", 0, null, ""),
            new ConfigCommand.Attach("s", Bytes.of(1), Bytes.EMPTY, Bytes.EMPTY, ""),
            new ConfigCommand.Acknowledge(1, "s", "a", List.of(), Verdict.ENROLLED, 0, ""));
    private static final List<Command> OTHERS = List.of(
            DELETE,
            new LockCommand.SetPermits("l", 0),
            new LockCommand.Publish(1, 1, "l", Bytes.EMPTY),
            new Compact(5),
            new Transaction(List.of(), List.of((DeleteRange) DELETE), List.of()),
            new LeaseCommand.Revoke(1),
            new LeaseCommand.Expire(1, 1, 1),
            new LeaseCommand.Checkpoint(List.of(), 1),
            new SessionCommand.Open(1, 1_000, "", "", ""),
            new SessionCommand.Close(1),
            new SessionCommand.Kill(1, "", ""),
            new SessionCommand.Once(1, 1, 1, DELETE),
            new SessionCommand.Resolve(1, 1),
            new LockCommand.Release(1, 1, "l"),
            new LockCommand.Withdraw(1, 1, "l"),
            new LockCommand.Revoke("l", 0, "", ""),
            new LockCommand.EndHold("l", 1, 1),
            new LockCommand.EndDelay("l", 1, 1),
            new LockCommand.Guarded(GUARDS, (DeleteRange) DELETE),
            new ConfigCommand.Steer("s", 1, Steering.ABORT, "", ""),
            new ConfigCommand.Attach("s", Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY, ""),
            new ConfigCommand.Retain("s", 1, ""),
            new ConfigCommand.Acknowledge(1, "s", "a", List.of(), Verdict.APPLIED, 1, ""),
            new ConfigCommand.Leave(1, "s"),
            new MemberCommand.Register("n1", "disk"));

    private final List<Command> proposed = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private int flushed;
    private HeapReading reading = new HeapReading(0, 0, 10, 1_000);
    private final HeapRoom heap = new HeapRoom("n1", () -> reading, () -> 1);
    private final Proposer proposer =
            new RoomyProposer((command, deadlineNanos, completion) -> proposed.add(command.command()), heap);

    @Test
    void whileThereIsRoomEverythingIsTakenUp() {
        GROWING.forEach(this::propose);
        proposer.propose(proposals(OTHERS));
        assertThat(proposed).hasSize(GROWING.size() + OTHERS.size());
        assertThat(failures).isEmpty();
    }

    @Test
    void inAFullHeapWhatGrowsTheStateIsRefusedAndNothingElse() {
        fill();
        GROWING.forEach(this::propose);
        OTHERS.forEach(this::propose);
        assertThat(proposed).containsExactlyElementsOf(OTHERS);
        assertThat(failures).hasSize(GROWING.size()).allSatisfy(RoomyProposerTest::isTyped);
        assertThat(flushed).isEqualTo(GROWING.size());
    }

    @Test
    void ofAFrameOnlyWhatGrowsTheStateIsRefused() {
        fill();
        proposer.propose(proposals(List.of(PUT, DELETE, PUT)));
        proposer.propose(proposals(List.of(PUT)));
        assertThat(proposed).containsExactly(DELETE);
        assertThat(failures).hasSize(3).allSatisfy(RoomyProposerTest::isTyped);
    }

    private static void isTyped(Failure failure) {
        assertThat(failure.code()).isEqualTo(Failure.Code.OVERLOADED);
        assertThat(failure.certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        assertThat(failure.message()).contains("heap").contains("delete keys");
    }

    private void fill() {
        for (int i = 1; i <= HeapRoom.COLLECTIONS; i++) {
            reading = new HeapReading(i, 950, 960, 1_000);
            heap.look();
        }
    }

    private void propose(Command command) {
        proposer.propose(encoded(command), 0, new Noting());
    }

    private List<Proposer.Proposal> proposals(List<Command> commands) {
        return commands.stream()
                .map(command -> new Proposer.Proposal(encoded(command), 0, new Noting()))
                .toList();
    }

    private static EncodedCommand encoded(Command command) {
        return new EncodedCommand(command, CommandCodec.encode(command));
    }

    private final class Noting implements Completion {
        @Override
        public void answered(Outcome outcome) {
            throw new AssertionError("nothing is applied here");
        }

        @Override
        public void failed(Failure failure) {
            failures.add(failure);
        }

        @Override
        public void flush() {
            flushed++;
        }
    }
}
