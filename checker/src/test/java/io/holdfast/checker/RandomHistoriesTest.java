package io.holdfast.checker;

import static io.holdfast.checker.Report.Verdict.LINEARIZABLE;
import static io.holdfast.checker.Report.Verdict.NOT_LINEARIZABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checker.RegisterModel.Call;
import io.holdfast.checker.RegisterModel.CompareAndSet;
import io.holdfast.checker.RegisterModel.Delete;
import io.holdfast.checker.RegisterModel.Done;
import io.holdfast.checker.RegisterModel.Found;
import io.holdfast.checker.RegisterModel.Get;
import io.holdfast.checker.RegisterModel.Put;
import io.holdfast.checker.RegisterModel.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Histories from a seed: taken from a real register, or spoilt, or small enough for a checker that tries every order. */
class RandomHistoriesTest {
    private static final LinearizabilityChecker CHECKER = new LinearizabilityChecker(Duration.ofSeconds(30));
    private static final RegisterModel<Integer> MODEL = new RegisterModel<>();

    @Test
    void historiesOfARealRegisterAreLinearizable() {
        for (int seed = 0; seed < 200; seed++) {
            Report report = CHECKER.check(MODEL, recorded(new Random(seed), 400, 8));
            assertThat(report.verdict()).as("seed %d: %s", seed, report).isEqualTo(LINEARIZABLE);
        }
    }

    @Test
    void aLongHistoryOfOneKeyIsDecided() {
        Report report = CHECKER.check(MODEL, recorded(new Random(1), 5_000, 8));
        assertThat(report.verdict()).as("%s", report).isEqualTo(LINEARIZABLE);
    }

    @Test
    void aReadOfAValueNobodyWroteIsFound() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Operation<Call<Integer>, Reply<Integer>>> history = recorded(random, 60, 3);
            List<Integer> reads = reads(history);
            int spoilt = reads.get(random.nextInt(reads.size()));
            history.set(spoilt, withValue(history.get(spoilt), -1));
            assertThat(CHECKER.check(MODEL, history).verdict())
                    .as("seed %d", seed)
                    .isEqualTo(NOT_LINEARIZABLE);
        }
    }

    @Test
    void aReadOfAValueThatWasOverwrittenBeforeIsFound() {
        int spoiltHistories = 0;
        for (int seed = 0; seed < 300; seed++) {
            List<Operation<Call<Integer>, Reply<Integer>>> history = recorded(new Random(seed), 60, 3);
            for (int read : reads(history)) {
                Optional<Integer> stale =
                        overwrittenBefore(history, history.get(read).invokedNanos());
                if (stale.isPresent()) {
                    history.set(read, withValue(history.get(read), stale.get()));
                    assertThat(CHECKER.check(MODEL, history).verdict())
                            .as("seed %d", seed)
                            .isEqualTo(NOT_LINEARIZABLE);
                    spoiltHistories++;
                    break;
                }
            }
        }
        assertThat(spoiltHistories).isGreaterThan(100);
    }

    @Test
    void smallHistoriesAreJudgedAsByTryingEveryOrder() {
        Map<Report.Verdict, Integer> verdicts = new EnumMap<>(Report.Verdict.class);
        for (int seed = 0; seed < 20_000; seed++) {
            List<Operation<Call<Integer>, Reply<Integer>>> history = anything(new Random(seed));
            Report.Verdict verdict = CHECKER.check(MODEL, history).verdict();
            boolean explained = everyOrder(history, new boolean[history.size()], MODEL.initial());
            assertThat(verdict).as("seed %d: %s", seed, history).isEqualTo(explained ? LINEARIZABLE : NOT_LINEARIZABLE);
            verdicts.merge(verdict, 1, Integer::sum);
        }
        assertThat(verdicts.get(LINEARIZABLE)).isGreaterThan(1000);
        assertThat(verdicts.get(NOT_LINEARIZABLE)).isGreaterThan(1000);
    }

    /** What clients of a register see that does each operation at some instant between call and return. */
    private static List<Operation<Call<Integer>, Reply<Integer>>> recorded(Random random, int size, int clients) {
        List<Planned> plan = new ArrayList<>();
        long[] free = new long[clients];
        for (int i = 0; i < size; i++) {
            int client = random.nextInt(clients);
            long invoked = free[client] + random.nextInt(50);
            long effect = invoked + random.nextInt(100);
            long returned = effect + random.nextInt(100);
            free[client] = returned + 1;
            plan.add(new Planned(client, call(random, i), invoked, effect, returned, random.nextInt(50)));
        }
        plan.sort(Comparator.comparingLong(Planned::effect));
        List<Operation<Call<Integer>, Reply<Integer>>> history = new ArrayList<>();
        Optional<Integer> state = Optional.empty();
        for (Planned planned : plan) {
            boolean lost = planned.luck() == 0;
            if (!lost) {
                RegisterModel.Step<Integer> step = planned.call().on(state);
                state = step.after();
                if (planned.luck() > 1) {
                    history.add(Operation.answered(
                            "k",
                            planned.client(),
                            planned.call(),
                            step.reply(),
                            planned.invoked(),
                            planned.returned()));
                    continue;
                }
            }
            history.add(Operation.unknown("k", planned.client(), planned.call(), planned.invoked()));
        }
        Collections.shuffle(history, random);
        return history;
    }

    /** One operation to come; luck 0 loses the request, luck 1 the answer. */
    private record Planned(int client, Call<Integer> call, long invoked, long effect, long returned, int luck) {}

    /** Values are never written twice, so that a stale one can be told. */
    private static Call<Integer> call(Random random, int value) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> new Get<>();
            case 4, 5 -> new Put<>(value);
            case 6 -> new CompareAndSet<>(value == 0 ? Optional.empty() : Optional.of(random.nextInt(value)), value);
            default -> new Delete<>();
        };
    }

    /** Up to six operations with answers that may well be wrong. */
    private static List<Operation<Call<Integer>, Reply<Integer>>> anything(Random random) {
        List<Operation<Call<Integer>, Reply<Integer>>> history = new ArrayList<>();
        for (int size = 2 + random.nextInt(5); size > 0; size--) {
            Call<Integer> call = switch (random.nextInt(6)) {
                case 0, 1 -> new Get<>();
                case 2, 3 -> new Put<>(random.nextInt(3));
                case 4 -> new CompareAndSet<>(Optional.of(random.nextInt(3)), random.nextInt(3));
                default -> new Delete<>();
            };
            Reply<Integer> reply = call instanceof Get
                    ? new Found<>(Optional.of(random.nextInt(4)).filter(value -> value < 3))
                    : new Done<>(call instanceof Put || random.nextBoolean());
            long invoked = random.nextInt(20);
            history.add(
                    random.nextInt(3) == 0
                            ? Operation.unknown("k", size, call, invoked)
                            : Operation.answered("k", size, call, reply, invoked, invoked + random.nextInt(10)));
        }
        return history;
    }

    /** Whether the operations not yet placed can follow {@code state} in some order. */
    private static boolean everyOrder(
            List<Operation<Call<Integer>, Reply<Integer>>> history, boolean[] placed, Optional<Integer> state) {
        boolean complete = true;
        for (int i = 0; i < placed.length; i++) {
            complete &= placed[i] || history.get(i).isUnknown();
        }
        if (complete) {
            return true;
        }
        for (int i = 0; i < placed.length; i++) {
            Operation<Call<Integer>, Reply<Integer>> next = history.get(i);
            if (placed[i] || !mayComeNext(history, placed, next)) {
                continue;
            }
            Optional<Optional<Integer>> after = MODEL.step(state, next.input(), next.output());
            if (after.isPresent()) {
                placed[i] = true;
                if (everyOrder(history, placed, after.get())) {
                    return true;
                }
                placed[i] = false;
            }
        }
        return false;
    }

    private static boolean mayComeNext(
            List<Operation<Call<Integer>, Reply<Integer>>> history, boolean[] placed, Operation<?, ?> next) {
        for (int i = 0; i < placed.length; i++) {
            if (!placed[i] && history.get(i).returnedNanos() < next.invokedNanos()) {
                return false;
            }
        }
        return true;
    }

    private static List<Integer> reads(List<Operation<Call<Integer>, Reply<Integer>>> history) {
        List<Integer> reads = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).input() instanceof Get && !history.get(i).isUnknown()) {
                reads.add(i);
            }
        }
        return reads;
    }

    /** A value whose put returned before another put was called that returned before {@code nanos}. */
    private static Optional<Integer> overwrittenBefore(
            List<Operation<Call<Integer>, Reply<Integer>>> history, long nanos) {
        for (Operation<Call<Integer>, Reply<Integer>> first : history) {
            for (Operation<Call<Integer>, Reply<Integer>> second : history) {
                if (first.input() instanceof Put<Integer> put
                        && second.input() instanceof Put
                        && first.returnedNanos() < second.invokedNanos()
                        && second.returnedNanos() < nanos) {
                    return Optional.of(put.value());
                }
            }
        }
        return Optional.empty();
    }

    private static Operation<Call<Integer>, Reply<Integer>> withValue(
            Operation<Call<Integer>, Reply<Integer>> read, int value) {
        return Operation.answered(
                read.key(),
                read.client(),
                read.input(),
                new Found<>(Optional.of(value)),
                read.invokedNanos(),
                read.returnedNanos());
    }
}
