package io.holdfast.statemachine.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateRules;
import io.holdfast.statemachine.snapshot.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Configuration against its naive twin, under random commands and ends of sessions, with captures restored and snapshots
 * read back at random steps.
 */
class ConfigTwinTest {
    private static final int TRIALS = Integer.getInteger("twin.trials", 12);
    private static final int STEPS = 1_200;

    /** One seed; {@code -Dtwin.seed=N -Dtwin.trials=1} repeats a failure. */
    private static final long FIRST_SEED = Long.getLong("twin.seed", 1);

    private static final Set<Reason> EXPECTED = Set.of(
            Reason.SESSION_NOT_FOUND,
            Reason.INVALID_ARGUMENT,
            Reason.CONFIG_SET_NOT_FOUND,
            Reason.RELEASE_NOT_FOUND,
            Reason.RELEASE_FORGOTTEN,
            Reason.RELEASE_CONFLICT,
            Reason.SCHEMA_CHANGED,
            Reason.ROLLOUT_UNDER_WAY,
            Reason.NO_ROLLOUT);

    @Test
    void configurationAnswersLikeItsNaiveTwin() {
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
        private final RandomConfigs draw;
        private final NaiveConfigs twin = new NaiveConfigs();
        private CoordinationState state = new CoordinationState();
        private int step;

        Trial(long seed, Set<Reason> seen) {
            this.seed = seed;
            this.seen = seen;
            this.draw = new RandomConfigs(seed);
        }

        void run() {
            for (step = 1; step <= STEPS; step++) {
                Command command = draw.command(state, twin);
                long revision = state.revision();
                Applied applied = state.apply(new CommandBatch(step, 1, step, List.of(command)));
                compare(command, applied, revision);
                ask();
                if (step % 10 == 0) {
                    StateRules.check(state.capture());
                }
                if (draw.chance(3)) {
                    state = CoordinationState.restore(state.capture());
                }
                if (draw.chance(3)) {
                    state = CoordinationState.restore(Snapshots.reread(state.capture()));
                }
            }
        }

        private void compare(Command command, Applied applied, long revision) {
            String where = where(command);
            Outcome outcome = applied.outcomes().get(0);
            if (command instanceof ConfigCommand config) {
                assertThat(bare(outcome)).as(where).isEqualTo(bare(twin.apply(config, step, revision)));
            } else if (command instanceof SessionCommand.Open open) {
                twin.sessions.add(open.session());
            } else {
                List.copyOf(twin.sessions).stream()
                        .filter(session -> state.sessions().get(session) == null)
                        .forEach(twin::sessionEnded);
            }
            assertThat(applied.topics().stream().map(Topic::name)).as(where).containsExactlyElementsOf(twin.told);
            twin.told.clear();
            if (outcome instanceof Rejection no) {
                seen.add(no.reason());
            }
        }

        private void ask() {
            ConfigOutcome.Sets all = (ConfigOutcome.Sets) state.query(new ConfigQuery.Sets("", "", 0));
            List<ConfigSetRecord> expected = new ArrayList<>();
            twin.sets.forEach((name, set) -> {
                if (set.made) {
                    expected.add(twin.record(name));
                }
            });
            assertThat(all.sets().stream().map(Trial::bare).toList())
                    .as(where(all))
                    .isEqualTo(expected.stream().map(Trial::bare).toList());
            String name = draw.set();
            long session = draw.session();
            List<Label> labels = draw.labels();
            ConfigOutcome.Offered offered = (ConfigOutcome.Offered)
                    state.query(new ConfigQuery.Offer(name, session, RandomConfigs.identity(session), labels, 0));
            assertThat(offered.header() == null ? 0 : offered.header().number())
                    .as(where(name))
                    .isEqualTo(twin.offer(name, session, RandomConfigs.identity(session), labels));
            NaiveConfigs.NaiveSet set = twin.sets.get(name);
            if (set != null && set.made) {
                ask(name, set);
            }
        }

        private void ask(String name, NaiveConfigs.NaiveSet set) {
            ConfigOutcome.History history = (ConfigOutcome.History) state.query(new ConfigQuery.History(name, 0, 0));
            assertThat(history.headers())
                    .as(where(name))
                    .isEqualTo(set.releases.descendingMap().values().stream()
                            .map(Release::header)
                            .toList());
            ConfigOutcome.Status status = (ConfigOutcome.Status) state.query(new ConfigQuery.Status(name, false, 0, 0));
            assertThat(status.clients()).as(where(name)).containsExactlyElementsOf(set.clients.values());
            Rollout rollout = set.rollout;
            assertThat((long) status.concerned())
                    .as(where(name))
                    .isEqualTo(set.clients.values().stream()
                            .filter(client -> rollout != null
                                    && rollout.stage().concerns(name, client.identity(), client.labels()))
                            .count());
            TreeMap<Long, Integer> applied = new TreeMap<>();
            set.clients.values().forEach(client -> applied.merge(client.applied(), 1, Integer::sum));
            status.tallies()
                    .forEach(tally -> assertThat(tally.applied())
                            .as(where(tally))
                            .isEqualTo(applied.getOrDefault(tally.release(), 0)));
            long millis = 1 + draw.upTo(step);
            Outcome then = state.query(new ConfigQuery.One(name, 0, millis));
            long number = twin.currentAt(name, millis);
            if (number == 0) {
                assertThat(then).as(where(millis)).isInstanceOf(Rejection.class);
            } else {
                assertThat(((ConfigOutcome.One) then).release())
                        .as(where(millis))
                        .isEqualTo(set.releases.get(number));
            }
        }

        /** Without words for people. */
        private static Outcome bare(Outcome outcome) {
            if (outcome instanceof Rejection no) {
                boolean ended = no.reason() == Reason.SESSION_NOT_FOUND;
                return new Rejection(no.revision(), no.reason(), "", ended ? -1 : no.bound());
            }
            if (outcome instanceof ConfigOutcome.Steered steered) {
                return new ConfigOutcome.Steered(steered.revision(), bare(steered.record()));
            }
            return outcome instanceof ConfigOutcome.Configured configured
                    ? new ConfigOutcome.Configured(configured.revision(), bare(configured.record()))
                    : outcome;
        }

        private static ConfigSetRecord bare(ConfigSetRecord record) {
            return new ConfigSetRecord(
                    record.set(),
                    record.latest(),
                    record.current(),
                    bare(record.rollout()),
                    record.releases(),
                    record.bytes(),
                    record.keep(),
                    record.schemaChecksum(),
                    record.clients());
        }

        private static @Nullable Rollout bare(@Nullable Rollout rollout) {
            return rollout == null
                    ? null
                    : new Rollout(rollout.release(), rollout.stage(), rollout.state(), rollout.sinceMillis(), "");
        }

        private String where(Object what) {
            return "seed " + seed + ", step " + step + ": " + what;
        }
    }
}
