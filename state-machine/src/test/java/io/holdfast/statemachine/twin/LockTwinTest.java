package io.holdfast.statemachine.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.LockChange;
import io.holdfast.statemachine.StateRules;
import io.holdfast.statemachine.snapshot.Snapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The lock table against its naive twin, under random commands and ends of sessions, with captures restored and snapshots
 * read back at random steps. After every step the inner rules hold, tokens have only risen, and nobody was overtaken.
 */
class LockTwinTest {
    private static final int TRIALS = Integer.getInteger("twin.trials", 12);
    private static final int STEPS = 1_500;

    /** One seed; {@code -Dtwin.seed=N -Dtwin.trials=1} repeats a failure. */
    private static final long FIRST_SEED = Long.getLong("twin.seed", 1);

    private static final Set<Reason> EXPECTED = Set.of(
            Reason.SESSION_NOT_FOUND,
            Reason.INVALID_ARGUMENT,
            Reason.WRONG_KIND,
            Reason.LOCK_HELD,
            Reason.LOCK_NOT_HELD,
            Reason.LOCK_NOT_FOUND,
            Reason.DEADLOCK,
            Reason.UPGRADE,
            Reason.NO_SUCH_CANDIDATE);

    @Test
    void theLockTableAnswersLikeItsNaiveTwin() {
        Set<Reason> seen = new TreeSet<>();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            new Trial(seed, seen).run();
        }
        if (TRIALS >= 12) {
            assertThat(seen).as("the draw meets every no").containsExactlyInAnyOrderElementsOf(EXPECTED);
        }
    }

    private static final class Trial {
        private final long seed;
        private final Set<Reason> seen;
        private final RandomLocks draw;
        private final NaiveLocks twin = new NaiveLocks();
        private final Map<String, Long> lastTokens = new TreeMap<>();
        private CoordinationState state = new CoordinationState();
        private long lastToken;
        private int step;

        Trial(long seed, Set<Reason> seen) {
            this.seed = seed;
            this.seen = seen;
            this.draw = new RandomLocks(seed);
        }

        void run() {
            for (step = 0; step < STEPS; step++) {
                Command command = draw.command(state);
                Map<List<Long>, Long> places = places();
                twin.elections.nowMillis = step;
                Applied applied = state.apply(new CommandBatch(step, 1, step + 1, List.of(command)));
                compare(command, applied);
                if (!prefersOne(command)) {
                    nobodyWasOvertaken(applied, places);
                }
                tokensRose(applied);
                ask();
                StateRules.check(state.capture());
                if (draw.chance(3)) {
                    state = CoordinationState.restore(state.capture());
                }
                if (draw.chance(3)) {
                    state = CoordinationState.restore(Snapshots.reread(state.capture()));
                }
            }
        }

        private void compare(Command command, Applied applied) {
            String where = where(command);
            Outcome outcome = applied.outcomes().get(0);
            long session = sessionEndedBy(command);
            if (command instanceof LockCommand lock) {
                assertThat(bare(outcome)).as(where).isEqualTo(twin.apply(lock));
            } else if (command instanceof SessionCommand.Open open) {
                twin.sessions.add(open.session());
            } else {
                twin.sessionEnded(session, endOf(command));
            }
            assertThat(applied.locks().stream().map(Trial::words).toList())
                    .as(where)
                    .isEqualTo(twin.changes);
            twin.changes.clear();
            assertThat(applied.topics())
                    .as(where)
                    .isEqualTo(twin.elections.takeChanged().stream()
                            .map(name -> new Topic(TopicKind.ELECTION, name))
                            .toList());
            if (outcome instanceof Rejection no) {
                seen.add(no.reason());
            }
        }

        private long sessionEndedBy(Command command) {
            if (command instanceof SessionCommand.Close close) {
                return close.session();
            }
            if (command instanceof SessionCommand.Kill kill) {
                return kill.session();
            }
            return twin.sessions.stream()
                    .filter(session -> state.sessions().get(session) == null)
                    .findFirst()
                    .orElse(0L);
        }

        private static LockEnd endOf(Command command) {
            if (command instanceof LeaseCommand.Expire) {
                return LockEnd.SESSION_EXPIRED;
            }
            return command instanceof SessionCommand.Close ? LockEnd.SESSION_CLOSED : LockEnd.SESSION_KILLED;
        }

        private static boolean prefersOne(Command command) {
            return (command instanceof LockCommand.Release release
                            && !release.successor().isEmpty())
                    || (command instanceof LockCommand.Revoke revoke
                            && !revoke.successor().isEmpty());
        }

        /** Where in line all waiters stand, by session and acquisition. */
        private Map<List<Long>, Long> places() {
            Map<List<Long>, Long> places = new HashMap<>();
            for (String name : twin.locks.keySet()) {
                for (WaitRecord wait : shown(name).waiters()) {
                    places.put(List.of(wait.session(), wait.acquisition()), placeOf(wait));
                }
            }
            return places;
        }

        /** By priority, then by ticket. */
        private static long placeOf(WaitRecord wait) {
            return wait.ticket() - wait.claim().priority() * (1L << 32);
        }

        private void nobodyWasOvertaken(Applied applied, Map<List<Long>, Long> before) {
            Map<String, Long> granted = new TreeMap<>();
            for (LockChange change : applied.locks()) {
                if (change instanceof LockChange.Granted grant) {
                    long place = before.getOrDefault(List.of(grant.session(), grant.acquisition()), Long.MAX_VALUE);
                    assertThat(place)
                            .as(where(grant))
                            .isGreaterThan(granted.getOrDefault(grant.name(), Long.MIN_VALUE));
                    granted.put(grant.name(), place);
                }
            }
            granted.forEach((name, place) -> {
                if (twin.locks.containsKey(name)) {
                    assertThat(shown(name).waiters()).as(where(name)).allMatch(wait -> placeOf(wait) > place);
                }
            });
        }

        private void tokensRose(Applied applied) {
            for (LockChange change : applied.locks()) {
                if (change instanceof LockChange.Granted grant) {
                    assertThat(grant.token()).as(where(grant)).isGreaterThan(lastToken);
                    assertThat(grant.token()).as(where(grant)).isGreaterThan(lastTokens.getOrDefault(grant.name(), 0L));
                    lastToken = grant.token();
                    lastTokens.put(grant.name(), grant.token());
                }
            }
        }

        private void ask() {
            long session = draw.session();
            long acquisition = draw.acquisition();
            NaiveLocks.Party party = twin.find(session, acquisition);
            if (party != null) {
                Outcome answer = state.query(new LockQuery.Acquisition(session, acquisition, party.name()));
                assertThat(answer).as(where(party)).isEqualTo(twin.standing(party));
            }
            LockOutcome.Listed all = (LockOutcome.Listed) state.query(new LockQuery.All("", "", 0));
            assertThat(all.locks().stream().map(lock -> lock.name()))
                    .as(where(all))
                    .containsExactlyElementsOf(twin.locks.keySet());
            String name = draw.name();
            NaiveLocks.Lock lock = twin.locks.get(name);
            askChanges(name, lock);
            if (lock == null) {
                assertThat(((Rejection) state.query(new LockQuery.One(name, 0))).reason())
                        .as(where(name))
                        .isEqualTo(Reason.LOCK_NOT_FOUND);
                return;
            }
            LockOutcome.Shown shown = shown(name);
            assertThat(shown.holders().stream().map(HoldRecord::token))
                    .as(where(name))
                    .containsExactlyElementsOf(
                            lock.holders.stream().map(NaiveLocks.Party::number).toList());
            assertThat(shown.waiters().stream().map(WaitRecord::ticket))
                    .as(where(name))
                    .containsExactlyElementsOf(
                            lock.queue.stream().map(NaiveLocks.Party::number).toList());
            assertThat(shown.lock().lastToken()).isEqualTo(lock.lastToken);
            assertThat(shown.lock().coolingMillis()).isEqualTo(lock.coolingMillis);
            assertThat(shown.lock().limit()).isEqualTo(lock.limit);
        }

        private void askChanges(String name, NaiveLocks.@Nullable Lock lock) {
            long after = draw.change(twin.elections.count());
            Outcome answer = state.query(new LockQuery.Changes(name, after, 0));
            if (lock != null && lock.kind != LockKind.ELECTION) {
                assertThat(((Rejection) answer).reason()).as(where(name)).isEqualTo(Reason.WRONG_KIND);
                return;
            }
            LockOutcome.Changes changes = (LockOutcome.Changes) answer;
            assertThat(changes.changes().stream().map(Trial::bare).toList())
                    .as(where(name))
                    .isEqualTo(after < 0 ? List.of() : twin.elections.after(name, after));
            assertThat(changes.head()).as(where(name)).isEqualTo(twin.elections.count());
            assertThat(changes.missed()).as(where(name)).isFalse();
            HoldRecord leader = changes.leader();
            boolean led = lock != null && !lock.holders.isEmpty();
            assertThat(leader != null).as(where(name)).isEqualTo(led);
            if (leader != null && lock != null) {
                assertThat(leader.claim()).isEqualTo(lock.holders.get(0).claim());
            }
        }

        private static ElectionChange bare(ElectionChange change) {
            return new ElectionChange(
                    change.number(),
                    change.election(),
                    change.step(),
                    change.token(),
                    change.session(),
                    change.candidate(),
                    change.client(),
                    change.value(),
                    change.end(),
                    "",
                    change.atMillis());
        }

        private LockOutcome.Shown shown(String name) {
            return (LockOutcome.Shown) state.query(new LockQuery.One(name, 0));
        }

        /** Without words for people. */
        private static Outcome bare(Outcome outcome) {
            if (outcome instanceof Rejection no) {
                boolean ended = no.reason() == Reason.SESSION_NOT_FOUND;
                return new Rejection(no.revision(), no.reason(), "", ended ? -1 : no.bound());
            }
            return outcome instanceof LockOutcome.Withdrawn withdrawn
                    ? new LockOutcome.Withdrawn(withdrawn.revision(), withdrawn.position(), "")
                    : outcome;
        }

        private static String words(LockChange change) {
            String what = change.name() + " " + change.token();
            if (change instanceof LockChange.Granted grant) {
                return "granted " + what + " " + grant.session() + " " + grant.acquisition();
            }
            if (change instanceof LockChange.Ended ended) {
                return "ended " + what + " " + ended.end();
            }
            return change instanceof LockChange.Cooling cooling
                    ? "cooling " + what + " " + cooling.delayMillis()
                    : "cooled " + what;
        }

        private String where(Object what) {
            return "seed " + seed + ", step " + step + ": " + what;
        }
    }
}
