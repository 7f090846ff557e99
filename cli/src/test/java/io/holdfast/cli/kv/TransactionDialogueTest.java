package io.holdfast.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.FakeClient;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.model.command.Transaction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TransactionDialogueTest {
    private final FakeClient client = new FakeClient();

    @Test
    void askedPartByPartAWrongLineCanBeTypedAgain() {
        String typed = "versoin(a) = 0\nversion(a) = 0\n\nput a 1\nget a\n\n\n";
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Transaction transaction = new TransactionDialogue(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .ask();
        assertThat(transaction.compares()).hasSize(1);
        assertThat(transaction.success()).hasSize(2);
        assertThat(transaction.failure()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("not taken: fields are version");
    }

    @Test
    void nothingToDoIsUsage() {
        assertThat(ToolRun.of(client, "kv", "txn", "--interactive").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void aFileCannotBeAsked() {
        assertThat(ToolRun.of(client, "kv", "txn", "-i", "some.txt").status()).isEqualTo(ExitStatus.USAGE);
    }
}
