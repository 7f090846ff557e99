package io.holdfast.checker;

import static io.holdfast.checker.Report.Verdict.LINEARIZABLE;
import static io.holdfast.checker.Report.Verdict.NOT_LINEARIZABLE;
import static io.holdfast.checker.Report.Verdict.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Histories by hand. Each line reads: client, operation, answer, called at, returned at. */
class LinearizabilityCheckerTest {
    private static final LinearizabilityChecker CHECKER = new LinearizabilityChecker(Duration.ofSeconds(10));

    private final List<Operation<Call<String>, Reply<String>>> history = new ArrayList<>();

    @Test
    void nothingIsLinearizable() {
        assertThat(check()).isEqualTo(LINEARIZABLE);
    }

    @Test
    void aReadSeesTheWriteThatReturnedBefore() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        did(1, new Get<>(), found("1"), 20, 30);
        assertThat(check()).isEqualTo(LINEARIZABLE);
    }

    @Test
    void aStaleReadIsFoundAndTold() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10_000_000);
        did(0, new Put<>("2"), new Done<>(true), 20_000_000, 30_000_000);
        did(1, new Get<>(), found("1"), 40_000_000, 50_000_000);
        Report report = CHECKER.check(new RegisterModel<>(), history);
        assertThat(report.verdict()).isEqualTo(NOT_LINEARIZABLE);
        assertThat(report.explanation().replace("\r", "")).isEqualTo("""
                key 'k': no order of its 3 operations explains every answer.
                  The longest order found places 2 of them, at last:
                    client 0  [0.000 ms, 10.000 ms]  put(1) → done
                    client 0  [20.000 ms, 30.000 ms]  put(2) → done
                  Then the state is Optional[2], and one of these would have to come next:
                    client 1  [40.000 ms, 50.000 ms]  get → 1
                """);
    }

    @Test
    void aReadDuringAWriteMaySeeEitherValue() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        did(0, new Put<>("2"), new Done<>(true), 20, 50);
        did(1, new Get<>(), found("1"), 25, 30);
        did(2, new Get<>(), found("2"), 35, 40);
        assertThat(check()).isEqualTo(LINEARIZABLE);
    }

    @Test
    void onceTheNewValueWasSeenTheOldOneIsGone() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        did(0, new Put<>("2"), new Done<>(true), 20, 50);
        did(1, new Get<>(), found("2"), 25, 30);
        did(2, new Get<>(), found("1"), 35, 40);
        assertThat(check()).isEqualTo(NOT_LINEARIZABLE);
    }

    @Test
    void aLostUpdateIsFound() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        did(1, new CompareAndSet<>(Optional.of("1"), "2"), new Done<>(true), 20, 40);
        did(2, new CompareAndSet<>(Optional.of("1"), "3"), new Done<>(true), 25, 45);
        assertThat(check()).isEqualTo(NOT_LINEARIZABLE);
    }

    @Test
    void ofTwoCompetingUpdatesOneIsRefused() {
        did(0, new CompareAndSet<>(Optional.empty(), "1"), new Done<>(true), 0, 40);
        did(1, new CompareAndSet<>(Optional.empty(), "2"), new Done<>(false), 5, 45);
        assertThat(check()).isEqualTo(LINEARIZABLE);
    }

    @Test
    void anAcknowledgedWriteThatIsGoneIsFound() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        did(1, new Get<>(), new Found<>(Optional.empty()), 20, 30);
        assertThat(check()).isEqualTo(NOT_LINEARIZABLE);
    }

    @Test
    void aDeleteTellsWhetherThereWasAKey() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        did(0, new Delete<>(), new Done<>(true), 20, 30);
        did(1, new Delete<>(), new Done<>(false), 40, 50);
        assertThat(check()).isEqualTo(LINEARIZABLE);
        did(1, new Delete<>(), new Done<>(true), 60, 70);
        assertThat(check()).isEqualTo(NOT_LINEARIZABLE);
    }

    @Test
    void aWriteOfUnknownFateMayShowLateOrNever() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        unknown(1, new Put<>("2"), 20);
        did(2, new Get<>(), found("1"), 100, 110);
        assertThat(check()).isEqualTo(LINEARIZABLE);
        did(2, new Get<>(), found("2"), 1000, 1010);
        assertThat(check()).isEqualTo(LINEARIZABLE);
        did(2, new Get<>(), found("1"), 2000, 2010);
        assertThat(check()).isEqualTo(NOT_LINEARIZABLE);
    }

    @Test
    void aWriteOfUnknownFateDoesNotShowBeforeItWasSent() {
        did(2, new Get<>(), found("2"), 0, 10);
        unknown(1, new Put<>("2"), 20);
        assertThat(check()).isEqualTo(NOT_LINEARIZABLE);
    }

    @Test
    void operationsThatTouchAreConcurrent() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        did(1, new Get<>(), new Found<>(Optional.empty()), 10, 20);
        assertThat(check()).isEqualTo(LINEARIZABLE);
    }

    @Test
    void keysAreCheckedApartAndTheBrokenOneIsNamed() {
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        history.add(Operation.answered("other", 3, new Get<>(), found("1"), 20, 30));
        Report report = CHECKER.check(new RegisterModel<>(), history);
        assertThat(report.verdict()).isEqualTo(NOT_LINEARIZABLE);
        assertThat(report.explanation()).startsWith("key 'other'").contains("places 0 of them.");
    }

    @Test
    void whatTakesTooLongIsUndecided() {
        AtomicLong clock = new AtomicLong();
        LinearizabilityChecker hurried =
                new LinearizabilityChecker(Duration.ofNanos(1), 1000, () -> clock.getAndAdd(10));
        did(0, new Put<>("1"), new Done<>(true), 0, 10);
        Report report = hurried.check(new RegisterModel<>(), history);
        assertThat(report.verdict()).isEqualTo(UNDECIDED);
        assertThat(report.explanation()).contains("[k]");
    }

    @Test
    void whatTakesTooMuchMemoryIsUndecided() {
        for (int i = 0; i < 20; i++) {
            did(i, new Put<>("v" + i), new Done<>(true), 0, 10);
        }
        did(0, new Get<>(), found("never written"), 20, 30);
        LinearizabilityChecker small = new LinearizabilityChecker(Duration.ofMinutes(1), 5000, System::nanoTime);
        assertThat(small.check(new RegisterModel<>(), history).verdict()).isEqualTo(UNDECIDED);
    }

    @Test
    void anOperationThatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> did(0, new Put<>("1"), new Done<>(true), 10, 9))
                .withMessageContaining("before it is sent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> did(0, new Put<>("1"), new Done<>(true), 10, Operation.NEVER))
                .withMessageContaining("but not both");
    }

    private Report.Verdict check() {
        return CHECKER.check(new RegisterModel<>(), history).verdict();
    }

    private void did(int client, Call<String> call, Reply<String> reply, long invoked, long returned) {
        history.add(Operation.answered("k", client, call, reply, invoked, returned));
    }

    private void unknown(int client, Call<String> call, long invoked) {
        history.add(Operation.unknown("k", client, call, invoked));
    }

    private static Reply<String> found(String value) {
        return new Found<>(Optional.of(value));
    }
}
