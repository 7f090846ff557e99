package io.holdfast.statemachine;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.statemachine.digest.Hash64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StateInvariants.class)
class DigestTest {
    @Test
    void equalLogsGiveEqualDigests(CoordinationState one, CoordinationState other) {
        for (CommandBatch batch : List.of(
                batch(put("a", "1"), put("b", "2")),
                batch(new MemberCommand.Register("n1", "disk")),
                batch(new DeleteRange(KeyRange.ALL, true), new Compact(3)))) {
            one.apply(batch);
            other.apply(batch);
            assertThat(one.digest()).isEqualTo(other.digest());
        }
    }

    @Test
    void theContentTellsStatesApartAndForgetsTheWay(CoordinationState one, CoordinationState other) {
        one.apply(new CommandBatch(0, 1, 1, List.of(put("a", "1"), put("b", "2"))));
        other.apply(new CommandBatch(0, 1, 1, List.of(put("a", "1"))));
        assertThat(one.digest().content()).isNotEqualTo(other.digest().content());
        one.apply(new CommandBatch(0, 1, 2, List.of()));
        other.apply(new CommandBatch(0, 1, 2, List.of(put("b", "2"))));
        assertThat(one.digest().content()).isEqualTo(other.digest().content());
        other.apply(batch(new MemberCommand.Register("n1", "disk")));
        assertThat(one.digest().content()).isNotEqualTo(other.digest().content());
    }

    @Test
    void theChainRemembersAnAnswerThatLeftNoTrace(CoordinationState one, CoordinationState other) {
        Operation.Range read = new Operation.Range(RangeQuery.of(KeyRange.ALL));
        one.apply(new CommandBatch(0, 1, 1, List.of(new Transaction(List.of(), List.of(read), List.of()))));
        other.apply(new CommandBatch(0, 1, 1, List.of(new Transaction(List.of(), List.of(), List.of()))));
        assertThat(one.digest().content()).isEqualTo(other.digest().content());
        assertThat(one.digest().chain()).isNotEqualTo(other.digest().chain());
    }

    /** Each of these changes one field of one table, and nothing that an earlier release would have looked at. */
    @Test
    void theContentCoversEveryFieldOfLeasesAndSessions(CoordinationState state) {
        Set<Long> seen = new HashSet<>();
        for (Command command : List.of(
                new LeaseCommand.Grant(1, 5_000),
                new LeaseCommand.Checkpoint(List.of(new LeaseCommand.Bound(1, 1, 4_000)), 3),
                new LeaseCommand.Revoke(1),
                new LeaseCommand.Grant(1, 5_000),
                new LeaseCommand.Revoke(1),
                new LeaseCommand.Grant(1, 6_000),
                new LeaseCommand.Grant(0, 6_000),
                new SessionCommand.Open(1, 5_000, "app", "alice", "host:1"),
                new SessionCommand.Once(1, 1, 1, new LeaseCommand.Revoke(77)),
                new SessionCommand.Once(1, 2, 1, new LeaseCommand.Revoke(77)),
                new SessionCommand.Once(1, 2, 2, new LeaseCommand.Revoke(77)),
                new SessionCommand.Resolve(1, 3),
                new SessionCommand.Close(1),
                new SessionCommand.Open(2, 5_000, "app", "alice", "host:1"),
                new SessionCommand.Kill(2, "root", "why"))) {
            apply(state, command);
            assertThat(seen.add(state.digest().content())).as("%s", command).isTrue();
            assertThat(state.capture().recomputedDigest()).isEqualTo(state.digest());
        }
    }

    @Test
    void aRepeatedRequestChangesNoContent(CoordinationState state) {
        SessionCommand.Once once = new SessionCommand.Once(1, 1, 1, put("a", "1"));
        apply(state, new SessionCommand.Open(1, 5_000, "app", "alice", "host:1"));
        apply(state, once);
        long content = state.sessions().content();
        apply(state, once);
        assertThat(state.sessions().content()).isEqualTo(content);
    }

    @Test
    void theTimestampNeverGoesBack(CoordinationState state) {
        state.apply(new CommandBatch(100, 1, 1, List.of()));
        state.apply(new CommandBatch(50, 1, 2, List.of()));
        assertThat(state.timestampMillis()).isEqualTo(100);
    }

    /** Digests are compared between nodes of different builds: whoever changes the function must change its version. */
    @Test
    void theHashIsWhatVersionOneIs() {
        assertThat(Hash64.VERSION).isEqualTo(1);
        assertThat(Long.toHexString(Hash64.mix(0, Bytes.EMPTY))).isEqualTo("87243e2c948dfe7c");
        assertThat(Long.toHexString(Hash64.mix(1, Bytes.utf8("holdfast")))).isEqualTo("8af7899091dc54df");
        assertThat(Long.toHexString(Hash64.mix(1, Bytes.utf8("holdfast ".repeat(30)))))
                .isEqualTo("50bf63b5ff7a0fbb");
        assertThat(Long.toHexString(Hash64.mix(42, 7))).isEqualTo("c4a48317fef36f79");
    }

    @Test
    void aFlippedBitFlipsHalfOfTheHash() {
        Random random = new Random(11);
        for (int length : new int[] {1, 7, 8, 9, 31, 32, 33, 64, 100, 256}) {
            long flipped = 0;
            int trials = 2000;
            for (int i = 0; i < trials; i++) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                long before = Hash64.mix(1, Bytes.copyOf(bytes));
                bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                flipped += Long.bitCount(before ^ Hash64.mix(1, Bytes.copyOf(bytes)));
            }
            assertThat((double) flipped / trials).as("length %s", length).isBetween(30.5, 33.5);
        }
    }

    @Test
    void nearbyInputsDoNotCollide() {
        Set<Long> seen = new HashSet<>();
        for (int length = 0; length < 300; length++) {
            assertThat(seen.add(Hash64.mix(1, Bytes.wrap(new byte[length]))))
                    .as("zeroes, length %s", length)
                    .isTrue();
        }
        for (int i = 0; i < 200_000; i++) {
            assertThat(seen.add(Hash64.mix(1, Bytes.utf8("key/" + i))))
                    .as("key %s", i)
                    .isTrue();
        }
    }
}
