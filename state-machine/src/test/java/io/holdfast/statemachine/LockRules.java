package io.holdfast.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.snapshot.LockRow;
import io.holdfast.statemachine.lock.LockTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The inner rules of the lock table, as its rows show them; see {@link StateRules}. */
final class LockRules {
    private final StateImage image;
    private final Set<List<Long>> acquisitions = new HashSet<>();
    private final Set<Long> tokens = new HashSet<>();
    private final Set<Long> tickets = new HashSet<>();
    private LockRow.@Nullable Lock lock;
    private List<LockRow.Hold> holds = new ArrayList<>();
    private List<LockRow.Wait> waits = new ArrayList<>();
    private int locks;
    private int held;
    private int waiting;
    private int endings;
    private int changes;
    private final Map<String, ElectionChange> last = new HashMap<>();
    private final Map<String, Bytes> leaders = new HashMap<>();
    private final List<LockRow.Lock> elections = new ArrayList<>();

    private LockRules(StateImage image) {
        this.image = image;
    }

    static void check(StateImage image) {
        LockRules rules = new LockRules(image);
        LockTable table = image.locks();
        table.writeRows(row -> rules.take((LockRow) row));
        rules.endLock();
        assertThat(table.size()).isEqualTo(rules.locks);
        assertThat(table.holdCount()).isEqualTo(rules.held);
        assertThat(table.waitCount()).isEqualTo(rules.waiting);
        assertThat(table.endingsKept()).isEqualTo(rules.endings).isEqualTo((int) Math.min(1024, table.ended()));
        assertThat(table.changesKept()).isEqualTo(rules.changes);
        if (table.changes() < Limits.RESTORATION_LEAP) {
            assertThat(table.changesKept()).isEqualTo((int) Math.min(Limits.MAX_ELECTION_CHANGES, table.changes()));
        }
        rules.elections.forEach(rules::checkLastChange);
    }

    private void take(LockRow row) {
        if (row instanceof LockRow.Lock next) {
            endLock();
            lock = next;
            locks++;
        } else if (row instanceof LockRow.Hold hold) {
            holds.add(hold);
            owned(hold.session(), hold.acquisition());
            assertThat(tokens.add(hold.token())).as("a token of its own").isTrue();
            assertThat(hold.token()).isBetween(1L, image.locks().grants());
            held++;
        } else if (row instanceof LockRow.Wait wait) {
            waits.add(wait);
            owned(wait.session(), wait.acquisition());
            assertThat(tickets.add(wait.ticket())).as("a ticket of its own").isTrue();
            assertThat(wait.ticket()).isBetween(1L, image.locks().tickets());
            waiting++;
        } else if (row instanceof LockRow.Ending ending) {
            assertThat(acquisitions.add(List.of(ending.session(), ending.acquisition())))
                    .as("what ended is not there: %s", ending)
                    .isTrue();
            assertThat(tokens.add(ending.token())).as("its token is not there").isTrue();
            endings++;
        } else if (row instanceof LockRow.Change change) {
            changes++;
            LockTable table = image.locks();
            long number = table.changes() - table.changesKept() + changes;
            assertThat(change.change().number()).as("no gap before %s", change).isEqualTo(number);
            ElectionChange before = last.put(change.change().election(), change.change());
            if (before != null) {
                assertThat(change.previous()).as("the one before %s", change).isEqualTo(before.number());
            }
        }
    }

    /** What observers heard last is what is so. */
    private void checkLastChange(LockRow.Lock election) {
        ElectionChange change = last.get(election.name());
        if (change == null) {
            assertThat(election.lastChange()).isBetween(1L, image.locks().changes() - changes);
            return;
        }
        assertThat(change.number()).isEqualTo(election.lastChange());
        assertThat(change.token()).isEqualTo(election.lastToken());
        assertThat(leaders.get(election.name()))
                .as("who leads %s", election)
                .isEqualTo(change.step() == ElectionStep.ENDED ? null : change.value());
    }

    private void owned(long session, long acquisition) {
        assertThat(acquisitions.add(List.of(session, acquisition)))
                .as("it is there once")
                .isTrue();
        assertThat(image.sessions().get(session)).as("its session lives").isNotNull();
    }

    private void endLock() {
        LockRow.Lock ended = lock;
        if (ended == null) {
            return;
        }
        assertThat(ended.fixed() || ended.coolingMillis() > 0 || held(ended) || !waits.isEmpty())
                .as("somebody needs %s", ended)
                .isTrue();
        assertThat(waits.size()).isLessThanOrEqualTo(Limits.MAX_WAITERS);
        checkHolders(ended);
        if (ended.kind() == LockKind.ELECTION) {
            elections.add(ended);
            holds.forEach(hold -> leaders.put(ended.name(), hold.claim().value()));
            for (int i = 1; i < waits.size(); i++) {
                LockClaim before = waits.get(i - 1).claim();
                LockClaim next = waits.get(i).claim();
                boolean older = waits.get(i - 1).ticket() < waits.get(i).ticket();
                assertThat(before.priority() > next.priority() || (before.priority() == next.priority() && older))
                        .as("the order of candidates")
                        .isTrue();
            }
        }
        boolean free = !waits.isEmpty() && ended.coolingMillis() == 0;
        assertThat(free && mayHold(ended, waits.get(0).claim()))
                .as("nobody whose turn has come waits: %s", ended)
                .isFalse();
        holds = new ArrayList<>();
        waits = new ArrayList<>();
    }

    private boolean held(LockRow.Lock ended) {
        holds.forEach(hold -> {
            assertThat(hold.claim().mode().kind()).isEqualTo(ended.kind());
            assertThat(hold.token()).isLessThanOrEqualTo(ended.lastToken());
        });
        return !holds.isEmpty();
    }

    private void checkHolders(LockRow.Lock ended) {
        if (ended.kind() != LockKind.SEMAPHORE && holds.size() > 1) {
            assertThat(holds)
                    .as("holders together")
                    .allMatch(hold -> hold.claim().mode() == LockMode.READ);
        }
    }

    private boolean mayHold(LockRow.Lock ended, LockClaim claim) {
        int taken = holds.stream().mapToInt(hold -> hold.claim().permits()).sum();
        return switch (ended.kind()) {
            case EXCLUSIVE, ELECTION -> holds.isEmpty();
            case READ_WRITE ->
                holds.isEmpty()
                        || (claim.mode() == LockMode.READ
                                && holds.get(0).claim().mode() == LockMode.READ);
            case SEMAPHORE -> taken + claim.permits() <= ended.limit();
        };
    }
}
