package io.holdfast.server.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.lease.Leading;
import io.holdfast.server.lease.TermFence;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.LockChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes with a timer each over one log, leaders that change and come back, nodes that pause, fall behind and are
 * answered wrongly or late: no hold and no delay is cut short, and none is forgotten.
 */
class LockTimerSimulationTest {
    private static final int NODES = 3;
    private static final int LOCKS = 6;
    private static final long MAX_HOLD = 400;
    private static final long DELAY = 300;
    private static final int TURMOIL_STEPS = 6_000;
    private static final int CALM_STEPS = 600;

    private final List<Entry> log = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Long, Long> began = new HashMap<>();
    private final Map<Long, Long> cooling = new HashMap<>();
    private final CoordinationState truth = new CoordinationState();
    private Random random = new Random();
    private long seed;
    private long nanos = 1;
    private long term = 1;
    private int leader;
    private long sessions;
    private long sequence;
    private int endedByTimer;

    private record Entry(long term, Command command) {}

    private record Late(long dueNanos, Command command, Completion completion) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noHoldAndNoDelayIsCutShortAndNoneIsForgotten(long given) {
        seed = given;
        random = new Random(seed);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node(i));
        }
        for (int i = 0; i < LOCKS; i++) {
            renewSession();
        }
        for (int i = 0; i < TURMOIL_STEPS; i++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(10));
            trouble();
            work();
            nodes.forEach(node -> node.step(true));
        }
        assertThat(endedByTimer).as("seed %s: something was timed", seed).isGreaterThan(20);
        for (int i = 0; i < CALM_STEPS; i++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(10);
            nodes.forEach(node -> node.step(false));
        }
        assertThat(truth.timedLocks()).as("seed %s: left behind", seed).isEmpty();
        assertThat(truth.locks().waitCount()).as("seed %s: waiting", seed).isZero();
        assertThat(nodes.get(leader).timer.running()).as("seed %s", seed).isZero();
    }

    private void trouble() {
        if (random.nextInt(100) == 0) {
            term++;
            leader = random.nextInt(NODES);
        }
        if (random.nextInt(200) == 0) {
            nodes.get(random.nextInt(NODES)).pausedUntil = nanos + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_500));
        }
    }

    private void work() {
        if (random.nextInt(4) == 0) {
            long session = sessions - random.nextInt(LOCKS);
            String name = "lock" + random.nextInt(LOCKS);
            LockClaim claim =
                    new LockClaim(LockMode.EXCLUSIVE, 1, 0, MAX_HOLD, random.nextBoolean() ? DELAY : 0, "", "");
            sequence++;
            LockCommand acquire = new LockCommand.Acquire(
                    session, sequence, name, claim, truth.locks().waitCount() < 4);
            append(term, new SessionCommand.Once(session, sequence, sequence, acquire));
        }
        if (random.nextInt(60) == 0) {
            long oldest = sessions - LOCKS + 1;
            long lease = Objects.requireNonNull(truth.sessions().get(oldest)).lease();
            long epoch = Objects.requireNonNull(truth.leases().get(lease)).epoch();
            append(term, new LeaseCommand.Expire(lease, epoch, term));
            renewSession();
        }
    }

    private void renewSession() {
        append(term, new SessionCommand.Open(++sessions, 60_000, "me", "spiffe://demo/client/app", "127.0.0.1:1"));
    }

    /** Commits an entry, and holds what it does against the clock. */
    private Outcome append(long entryTerm, Command command) {
        log.add(new Entry(entryTerm, command));
        Applied applied =
                truth.apply(TermFence.fenced(new CommandBatch(1, 1, log.size(), List.of(command)), entryTerm));
        for (LockChange change : applied.locks()) {
            if (change instanceof LockChange.Granted) {
                began.put(change.token(), nanos);
            } else if (change instanceof LockChange.Cooling) {
                cooling.put(change.token(), nanos);
            } else if (change instanceof LockChange.Ended ended && ended.end() == LockEnd.MAX_HOLD) {
                endedByTimer++;
                assertLasted(began.get(change.token()), MAX_HOLD, change);
            } else if (change instanceof LockChange.Cooled && command instanceof LockCommand.EndDelay) {
                assertLasted(cooling.get(change.token()), DELAY, change);
            }
        }
        return applied.outcomes().get(0);
    }

    private void assertLasted(@Nullable Long since, long millis, LockChange change) {
        assertThat(nanos - Objects.requireNonNull(since))
                .as("seed %s: %s", seed, change)
                .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** A node that applies the log behind the others, and hands to it what its timer proposes, when it leads. */
    private final class Node implements Leading, Proposer {
        private final int number;
        private final CoordinationState state = new CoordinationState();
        private final List<Late> underWay = new ArrayList<>();
        private final List<Runnable> reading = new ArrayList<>();
        private final LockTimer timer =
                new LockTimer(new LockTimer.Core(this, this, state::timedLocks, () -> nanos, reading::add));
        private int applied;
        private long readyTerm;
        private long pausedUntil;

        Node(int number) {
            this.number = number;
        }

        void step(boolean troubled) {
            if (nanos < pausedUntil) {
                return;
            }
            int most = troubled ? random.nextInt(4) : Integer.MAX_VALUE;
            for (int i = 0; i < most && applied < log.size(); i++) {
                Entry entry = log.get(applied++);
                CommandBatch batch = new CommandBatch(1, 1, applied, List.of(entry.command()));
                timer.applied(state.apply(TermFence.fenced(batch, entry.term())).locks());
            }
            if (!troubled || random.nextInt(3) == 0) {
                reading.forEach(Runnable::run);
                reading.clear();
            }
            timer.tick();
            arrive(troubled);
        }

        private void arrive(boolean troubled) {
            List<Late> now =
                    underWay.stream().filter(late -> late.dueNanos() <= nanos).toList();
            underWay.removeAll(now);
            for (Late late : now) {
                if (leader != number) {
                    late.completion().failed(Failure.notApplied(Failure.Code.NOT_LEADER, "deposed"));
                } else if (troubled && random.nextInt(5) == 0) {
                    late.completion().failed(Failure.overloaded("full", 1));
                } else {
                    // In the term that is now, whatever term it was decided in.
                    Outcome outcome = append(term, late.command());
                    if (troubled && random.nextInt(5) == 0) {
                        late.completion().failed(Failure.unknown(Failure.Code.TIMEOUT, "late"));
                    } else {
                        late.completion().answered(outcome);
                    }
                }
            }
        }

        @Override
        public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
            // Now and then a command is caught for long between the decision and the log.
            long way = random.nextInt(10) == 0 ? random.nextInt(2_000) : random.nextInt(20);
            underWay.add(new Late(nanos + TimeUnit.MILLISECONDS.toNanos(way), command.command(), completion));
        }

        /** Ready once it has applied everything; a leader that was ready stays so while more comes. */
        @Override
        public long term() {
            if (leader != number) {
                return NOWHERE;
            }
            if (applied == log.size()) {
                readyTerm = term;
            }
            return readyTerm == term ? term : NOWHERE;
        }

        @Override
        public @Nullable Failure refusal() {
            return null;
        }
    }
}
