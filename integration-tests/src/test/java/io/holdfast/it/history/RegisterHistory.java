package io.holdfast.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.checker.LinearizabilityChecker;
import io.holdfast.checker.Operation;
import io.holdfast.checker.RegisterModel;
import io.holdfast.checker.RegisterModel.Call;
import io.holdfast.checker.RegisterModel.Reply;
import io.holdfast.checker.Report;
import java.time.Duration;
import java.util.List;

/** The verdict on what {@link RegisterClients} and {@link RegisterReaders} saw. */
public final class RegisterHistory {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private RegisterHistory() {}

    /** Fails, naming the seed, unless the calls could have been made one after the other on one register a key. */
    public static void assertLinearizable(List<Operation<Call<String>, Reply<String>>> history, long seed) {
        Report report = new LinearizabilityChecker(PATIENCE).check(new RegisterModel<>(), history);
        assertThat(report.verdict())
                .as("seed %d: %s", seed, report.explanation())
                .isEqualTo(Report.Verdict.LINEARIZABLE);
    }
}
