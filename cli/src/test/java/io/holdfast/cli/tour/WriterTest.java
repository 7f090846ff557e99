package io.holdfast.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.cli.FakeClient;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.UnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeClient client = new FakeClient();
    private final Writer writer = new Writer(client.keyValue(), 3);

    @Test
    void nothingIsMissingFromAStoreThatKeepsEverything() throws StepFailedException, InterruptedException {
        write(100);
        Writer.Audit audit = writer.audit(client.keyValue());
        assertThat(audit.acknowledged())
                .isGreaterThanOrEqualTo(100)
                .isEqualTo(client.store().size());
        assertThat(audit.lost()).isZero();
        assertThat(audit.unknown()).isZero();
    }

    @Test
    void oneKeyThatWasAcknowledgedAndIsGoneIsFound() throws StepFailedException, InterruptedException {
        write(100);
        client.lose(client.store().firstKey());
        client.lose(client.store().lastKey());
        assertThat(writer.audit(client.keyValue()).lost()).isEqualTo(2);
    }

    @Test
    void aWriteOfUnknownOutcomeIsNeitherAcknowledgedNorLost() throws StepFailedException, InterruptedException {
        client.failingWith(new UnavailableException(OperationOutcome.UNKNOWN, null, "broken", null));
        writer.start();
        writer.stop(PATIENCE);
        FakeClient other = new FakeClient();
        Writer.Audit audit = writer.audit(other.keyValue());
        assertThat(audit.acknowledged()).isZero();
        assertThat(audit.lost()).isZero();
        assertThat(audit.unknownApplied()).isZero();
    }

    private void write(long count) throws StepFailedException, InterruptedException {
        writer.start();
        await().atMost(PATIENCE).until(() -> writer.acknowledged() >= count);
        writer.stop(PATIENCE);
    }
}
