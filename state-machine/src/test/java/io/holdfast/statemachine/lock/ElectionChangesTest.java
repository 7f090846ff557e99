package io.holdfast.statemachine.lock;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.lock.Elections.NAME;
import static io.holdfast.statemachine.lock.Elections.campaign;
import static io.holdfast.statemachine.lock.Elections.changes;
import static io.holdfast.statemachine.lock.Elections.claim;
import static io.holdfast.statemachine.lock.Elections.leader;
import static io.holdfast.statemachine.lock.Elections.open;
import static io.holdfast.statemachine.lock.Elections.publish;
import static io.holdfast.statemachine.lock.Elections.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What observers are told of elections: every change in order, or that they missed some. */
@ExtendWith(StateInvariants.class)
class ElectionChangesTest {
    private static final int KEPT = Limits.MAX_ELECTION_CHANGES;

    private CoordinationState state = new CoordinationState();

    @BeforeEach
    void openSessions(CoordinationState fresh) {
        state = fresh;
        apply(state, open(1));
        apply(state, open(2));
        apply(state, open(3));
    }

    @Test
    void aLeaderThatGoesAndTheNextOneAreTwoChangesOfOneEntryHoweverItGoes() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, campaign(2, 1, 0, "b"));
        apply(state, campaign(3, 1, 0, "c"));
        Applied expired = state.apply(batch(new LeaseCommand.Expire(1, 1, 1)));
        assertThat(expired.topics()).containsExactly(new Topic(TopicKind.ELECTION, NAME));
        assertThat(words(changes(state, 1).changes()))
                .containsExactly("2 ENDED a a's address SESSION_EXPIRED", "3 ELECTED b b's address UNKNOWN");
        apply(state, new SessionCommand.Kill(2, "root", "stuck"));
        assertThat(words(changes(state, 3).changes()))
                .containsExactly("4 ENDED b b's address SESSION_KILLED", "5 ELECTED c c's address UNKNOWN");
        apply(state, new SessionCommand.Close(3));
        assertThat(words(changes(state, 5).changes())).containsExactly("6 ENDED c c's address SESSION_CLOSED");
        assertThat(changes(state, 0).changes().stream().map(ElectionChange::client))
                .containsExactly("app1", "app1", "app2", "app2", "app3", "app3");
        assertThat(changes(state, 3).changes().get(0).message()).isEqualTo("the session was killed by root: stuck");
        assertThat(state.locks().size()).isZero();
        assertThat(leader(state)).isEmpty();
    }

    @Test
    void aTenureThatLastedAsLongAsAskedForEndsForThat() {
        LockClaim brief = new LockClaim(LockMode.LEADER, 1, 0, 500, 0, "", "a", 0, Bytes.EMPTY);
        apply(state, new LockCommand.Acquire(1, 1, NAME, brief, true));
        apply(state, new LockCommand.EndHold(NAME, 1, 1));
        ElectionChange ended = changes(state, 1).changes().get(0);
        assertThat(ended.step()).isEqualTo(ElectionStep.ENDED);
        assertThat(ended.end()).isEqualTo(LockEnd.MAX_HOLD);
    }

    @Test
    void anElectionThatIsKeptFreeHasEndedAndElectsOnceTheDelayIsOver() {
        LockClaim cautious = new LockClaim(LockMode.LEADER, 1, 0, 0, 500, "", "a", 0, Bytes.EMPTY);
        apply(state, new LockCommand.Acquire(1, 1, NAME, cautious, true));
        apply(state, campaign(2, 1, 0, "b"));
        apply(state, new LeaseCommand.Expire(1, 1, 1));
        assertThat(changes(state, 0).changes()).hasSize(2);
        assertThat(leader(state)).isEmpty();
        Applied over = state.apply(batch(new LockCommand.EndDelay(NAME, 1, 1)));
        assertThat(over.topics()).hasSize(1);
        assertThat(words(changes(state, 2).changes())).containsExactly("3 ELECTED b b's address UNKNOWN");
    }

    @Test
    void aBatchNamesEachElectionThatChangedOnceAndNoOther() {
        Applied applied = state.apply(batch(
                new LockCommand.Acquire(1, 1, "z", claim(0, "", ""), true),
                campaign(1, 2, 0, "a"),
                publish(1, 2, "one"),
                publish(1, 2, "two"),
                new LockCommand.Acquire(1, 3, "door", LockClaim.of(LockMode.EXCLUSIVE), true),
                new LockCommand.Acquire(2, 1, "z", claim(0, "", ""), true)));
        assertThat(applied.topics())
                .containsExactly(new Topic(TopicKind.ELECTION, NAME), new Topic(TopicKind.ELECTION, "z"));
        assertThat(state.apply(batch(publish(1, 2, "two"))).topics()).isEmpty();
        assertThat(words(changes(state, 0).changes()))
                .containsExactly(
                        "2 ELECTED a a's address UNKNOWN", "3 PUBLISHED a one UNKNOWN", "4 PUBLISHED a two UNKNOWN");
    }

    @Test
    void whoeverBeginsLearnsWhoLeadsAndFromWhereToAsk() {
        LockOutcome.Changes none = changes(state, -1);
        assertThat(none).isEqualTo(new LockOutcome.Changes(1, 0, false, false, null, List.of()));
        assertThat(changes(state, 0)).isEqualTo(none);
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, new LockCommand.Acquire(1, 2, "other", claim(0, "", ""), true));
        LockOutcome.Changes begun = changes(state, -7);
        assertThat(begun.head()).isEqualTo(2);
        assertThat(begun.changes()).isEmpty();
        assertThat(begun.leader()).isNotNull();
        assertThat(changes(state, 2).changes()).isEmpty();
        assertThat(changes(state, 1).changes()).isEmpty();
        assertThat(changes(state, 1).head()).isEqualTo(2);
    }

    @Test
    void changesComeInPagesThatTellWhereToGoOn() {
        apply(state, campaign(1, 1, 0, "a"));
        Bytes large = Bytes.wrap(new byte[Limits.MAX_ELECTION_VALUE_BYTES]);
        for (int i = 0; i < 1_200; i++) {
            boolean empty = i % 2 == 1;
            apply(state, new LockCommand.Publish(1, 1, NAME, empty ? Bytes.EMPTY : large));
        }
        apply(state, new LockCommand.Acquire(1, 2, "other", claim(0, "", ""), true));
        for (int limit : new int[] {1, 7, 0}) {
            List<ElectionChange> all = new ArrayList<>();
            long after = 0;
            boolean more = true;
            while (more) {
                LockOutcome.Changes page = (LockOutcome.Changes) state.query(new LockQuery.Changes(NAME, after, limit));
                assertThat(page.changes()).hasSizeBetween(1, limit == 0 ? Limits.MAX_LISTED : limit);
                assertThat(page.changes().stream()
                                .mapToInt(change -> change.value().size())
                                .sum())
                        .isLessThan(Limits.MAX_PAGE_BYTES / 2);
                long last = page.changes().get(page.changes().size() - 1).number();
                assertThat(page.head()).isEqualTo(page.more() ? last : 1_202);
                all.addAll(page.changes());
                after = page.head();
                more = page.more();
            }
            assertThat(all).hasSize(1_201);
            assertThat(all.stream().map(ElectionChange::number)).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void theLastChangesAreKeptAndWhoeverKnowsNoneOfThemHasMissedSome() {
        apply(state, campaign(1, 1, 0, "a"));
        publishMany(1, NAME, KEPT - 1);
        assertThat(state.locks().changesKept()).isEqualTo(KEPT);
        assertThat(changes(state, 0).missed()).isFalse();
        publishMany(1, NAME, 1);
        assertThat(state.locks().changesKept()).isEqualTo(KEPT);
        assertThat(state.locks().changes()).isEqualTo(KEPT + 1);
        assertThat(state.locks().recomputedContent()).isEqualTo(state.locks().content());
        LockOutcome.Changes missed = changes(state, 0);
        assertThat(missed.missed()).isTrue();
        assertThat(missed.changes()).isEmpty();
        assertThat(missed.more()).isFalse();
        assertThat(missed.head()).isEqualTo(KEPT + 1);
        assertThat(missed.leader()).isNotNull();
        LockOutcome.Changes whole = changes(state, 1);
        assertThat(whole.missed()).isFalse();
        assertThat(whole.changes().get(0).number()).isEqualTo(2);
    }

    @Test
    void whoeverObservesAQuietElectionMissesNothingHoweverMuchHappensInOthers() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, campaign(2, 1, 0, "b"));
        apply(state, new LockCommand.Acquire(1, 2, "busy", claim(0, "", ""), true));
        publishMany(2, "busy", KEPT + 10);
        assertThat(changes(state, 1).missed()).isFalse();
        assertThat(changes(state, 0).missed()).as("its election is forgotten").isTrue();
        apply(state, new LockCommand.Release(1, 1, NAME));
        assertThat(words(changes(state, 1).changes()))
                .containsExactly("4109 ENDED a a's address RELEASED", "4110 ELECTED b b's address UNKNOWN");
        publishMany(2, "busy", KEPT - 1);
        assertThat(changes(state, 1).missed()).isTrue();
        assertThat(words(changes(state, 4109).changes())).containsExactly("4110 ELECTED b b's address UNKNOWN");
    }

    @Test
    void ofAnElectionThatIsOverAndForgottenEverybodyWhoWasAwayMayHaveMissedSome() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, new LockCommand.Release(1, 1, NAME));
        apply(state, new LockCommand.Acquire(1, 2, "busy", claim(0, "", ""), true));
        assertThat(changes(state, 1).missed()).isFalse();
        publishMany(2, "busy", KEPT + 10);
        assertThat(changes(state, 2).missed()).as("nobody knows any more").isTrue();
        long head = state.locks().changes();
        assertThat(changes(state, head - KEPT).missed()).isFalse();
        apply(state, campaign(1, 3, 0, "again"));
        assertThat(changes(state, 2).missed()).isTrue();
        assertThat(changes(state, head - KEPT).missed()).isFalse();
        assertThat(changes(state, head).changes()).hasSize(1);
    }

    @Test
    void whoeverKnowsMoreThanHappenedIsToldWhatIsSo() {
        apply(state, campaign(1, 1, 0, "a"));
        LockOutcome.Changes answer = changes(state, 2);
        assertThat(answer.missed()).isTrue();
        assertThat(answer.head()).isEqualTo(1);
        assertThat(answer.leader()).isNotNull();
        assertThat(changes(state, Long.MAX_VALUE).missed()).isTrue();
    }

    @Test
    void aNameThatNoLockCanHaveIsRefused() {
        for (String name : List.of("", "a\0b", "n".repeat(Limits.MAX_LOCK_NAME_BYTES + 1))) {
            Rejection no = (Rejection) state.query(new LockQuery.Changes(name, -1, 0));
            assertThat(no.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
        }
    }

    /** Observers of some elections ask now and then; nothing may be missing that is not said to be. */
    @Test
    void nobodyEverMissesAChangeUnknowingly() {
        long seed = Long.getLong("elections.seed", 7);
        Random random = new Random(seed);
        List<String> names = List.of("a", "ab", "b", "quiet");
        TreeMap<String, List<ElectionChange>> happened = new TreeMap<>();
        TreeMap<String, Long> known = new TreeMap<>();
        names.forEach(name -> {
            happened.put(name, new ArrayList<>());
            known.put(name, 0L);
        });
        TreeMap<Boolean, Integer> told = new TreeMap<>();
        long acquisition = 10;
        for (int step = 0; step < 3_000; step++) {
            String name = random.nextInt(50) == 0 ? "quiet" : names.get(random.nextInt(3));
            long before = state.locks().changes();
            List<Command> commands = new ArrayList<>();
            commands.add(new LockCommand.Revoke(name, 0, "root", ""));
            commands.add(new LockCommand.Acquire(1, ++acquisition, name, claim(0, "", ""), true));
            for (int i = random.nextInt(8); i >= 0; i--) {
                commands.add(new LockCommand.Publish(1, acquisition, name, Bytes.utf8(step + "/" + i)));
            }
            if (random.nextInt(4) == 0) {
                commands.add(new LockCommand.Release(1, acquisition, name));
            }
            state.apply(batch(commands.toArray(new Command[0])));
            Objects.requireNonNull(happened.get(name))
                    .addAll(changesOf(name, before).changes());
            for (String observed : names) {
                if (random.nextInt(600) == 0) {
                    long after = known.getOrDefault(observed, 0L);
                    LockOutcome.Changes answer = changesOf(observed, after);
                    List<ElectionChange> since = happened.getOrDefault(observed, List.of()).stream()
                            .filter(change -> change.number() > after)
                            .limit(answer.more() ? answer.changes().size() : Long.MAX_VALUE)
                            .toList();
                    if (!answer.missed()) {
                        assertThat(answer.changes())
                                .as("seed %s, step %s, %s", seed, step, observed)
                                .isEqualTo(since);
                    } else {
                        assertThat(after).isLessThan(state.locks().changes() - KEPT);
                    }
                    told.merge(answer.missed(), 1, Integer::sum);
                    known.put(observed, answer.head());
                }
            }
        }
        assertThat(told.keySet())
                .as("seed %s: some missed changes, some did not", seed)
                .hasSize(2);
    }

    private LockOutcome.Changes changesOf(String name, long after) {
        return (LockOutcome.Changes) state.query(new LockQuery.Changes(name, after, 0));
    }

    private void publishMany(long acquisition, String name, int times) {
        List<Command> commands = new ArrayList<>();
        long before = state.locks().changes();
        for (int i = 0; i < times; i++) {
            commands.add(new LockCommand.Publish(1, acquisition, name, Bytes.utf8(before + "/" + i)));
        }
        state.apply(new CommandBatch(0, 1_000_000 + before, 1, commands));
        assertThat(state.locks().changes()).isEqualTo(before + times);
    }
}
