package io.holdfast.statemachine.lease;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.event.Event;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.Batches;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.LeaseChange;
import io.holdfast.statemachine.StateInvariants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StateInvariants.class)
class LeaseTableTest {
    @Test
    void theKeysOfALeaseAreCountedAndListedInOrder(CoordinationState state) {
        grant(state, 1, 5, Long.MAX_VALUE);
        for (int i = 0; i < 300; i++) {
            apply(state, attached("k" + i % 100 + "/" + i, i % 3 == 0 ? 1 : i % 3 == 1 ? 5 : Long.MAX_VALUE));
        }
        LeaseTable table = state.leases();
        assertThat(table.after(0, 10)).extracting(LeaseRecord::keys).containsExactly(100, 100, 100);
        assertThat(table.after(1, 1)).extracting(LeaseRecord::keys).containsExactly(100);
        assertThat(table.after(5, 10)).extracting(LeaseRecord::lease).containsExactly(Long.MAX_VALUE);
        assertThat(table.after(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(table.keysOf(Long.MAX_VALUE, 1000)).hasSize(100).isSorted();
        assertThat(table.keysOf(5, 7)).hasSize(7).isSorted();
        assertThat(table.keysOf(2, 7)).isEmpty();
    }

    @Test
    void theEndOfALeaseDeletesItsKeysInOrderInOneRevision(CoordinationState state) {
        grant(state, 1, 2);
        for (String key : List.of("c", "a", "d", "b")) {
            apply(state, attached(key, key.equals("d") ? 2 : 1));
        }
        Applied applied = state.apply(Batches.batch(new LeaseCommand.Revoke(1)));
        assertThat(applied.outcomes()).containsExactly(new Outcome.LeaseEnded(6, 1, 3));
        assertThat(applied.events()).extracting(Event::revision).containsOnly(6L);
        assertThat(applied.events()).extracting(Event::kind).containsOnly(Event.Kind.DELETE);
        assertThat(applied.events())
                .extracting(event -> event.keyValue().key().utf8())
                .containsExactly("a", "b", "c");
        assertThat(applied.leases()).containsExactly(new LeaseChange.Ended(1));
        assertThat(state.leases().keysOf(2, 10)).containsExactly(Bytes.utf8("d"));
    }

    @Test
    void aDeletedKeyIsAttachedToNothing(CoordinationState state) {
        grant(state, 1);
        apply(state, attached("a", 1));
        apply(state, attached("b", 1));
        apply(state, new DeleteRange(KeyRange.ALL, false));
        assertThat(state.leases().attached()).isZero();
        assertThat(apply(state, new LeaseCommand.Revoke(1))).isEqualTo(new Outcome.LeaseEnded(4, 1, 0));
    }

    @Test
    void anExpiryMeantForAnEarlierLeaseOfThisIdDoesNothing(CoordinationState state) {
        grant(state, 1);
        apply(state, new LeaseCommand.Revoke(1));
        grant(state, 1);
        Rejection no = (Rejection) apply(state, new LeaseCommand.Expire(1, 1, 3));
        assertThat(no.reason()).isEqualTo(Reason.STALE_EPOCH);
        assertThat(apply(state, new LeaseCommand.Expire(1, 2, 3))).isEqualTo(new Outcome.LeaseEnded(1, 1, 0));
    }

    @Test
    void anImageKeepsItsLeasesWhateverComesLater(CoordinationState state) {
        grant(state, 1);
        apply(state, attached("a", 1));
        LeaseTable image = state.leases();
        apply(state, new LeaseCommand.Revoke(1));
        assertThat(image.get(1)).isEqualTo(new LeaseRecord(1, 1, 60_000, 60_000, 0, 1));
        assertThat(image.keysOf(1, 10)).containsExactly(Bytes.utf8("a"));
        assertThat(state.leases().get(1)).isNull();
    }

    /** The rules are not checked afterwards: that would take longer than the grants. */
    @Test
    void leasesBeyondTheLimitAreRefused() {
        CoordinationState state = new CoordinationState();
        List<Command> grants = Collections.nCopies(100_000, new LeaseCommand.Grant(0, 60_000));
        for (int i = 0; i < Limits.MAX_LEASES / grants.size(); i++) {
            state.apply(new CommandBatch(0, 1, i + 1, grants));
        }
        Rejection no = (Rejection) apply(state, new LeaseCommand.Grant(0, 60_000));
        assertThat(no.reason()).isEqualTo(Reason.TOO_MANY_LEASES);
        assertThat(no.bound()).isEqualTo(Limits.MAX_LEASES);
        Outcome.Leases page = (Outcome.Leases) state.query(new LeasesQuery(0, 0));
        assertThat(page.leases()).hasSize(Limits.MAX_LISTED);
        assertThat(page.more()).isTrue();
    }

    @Test
    void aCheckpointOfTooManyLeasesIsRefused(CoordinationState state) {
        grant(state, 1);
        LeaseCommand.Bound bound = new LeaseCommand.Bound(1, 1, 500);
        List<LeaseCommand.Bound> bounds = new ArrayList<>(Collections.nCopies(Limits.MAX_RENEWALS, bound));
        assertThat(apply(state, new LeaseCommand.Checkpoint(bounds, 3)))
                .isEqualTo(new Outcome.Checkpointed(1, Limits.MAX_RENEWALS));
        bounds.add(bound);
        Rejection no = (Rejection) apply(state, new LeaseCommand.Checkpoint(bounds, 3));
        assertThat(no.bound()).isEqualTo(Limits.MAX_RENEWALS);
    }

    private static void grant(CoordinationState state, long... leases) {
        for (long lease : leases) {
            apply(state, new LeaseCommand.Grant(lease, 60_000));
        }
    }

    private static Put attached(String key, long lease) {
        return new Put(put(key, "v").key(), Bytes.utf8("v"), lease, false, false, false);
    }
}
