package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.TransactionReply;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.Compare;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast kv txn}. */
@Command(
        name = "txn",
        description = "Carry out a transaction from a file, standard input, or typed part by part.",
        footer = {
            "",
            "Three parts with a blank line between them: conditions, operations if all hold, operations if not.",
            "  version(lock) = 0              put KEY VALUE",
            "  value(\"a key\") = \"text\"        get KEY [END] or get --prefix KEY",
            "  mod(x) > 12                    del KEY [END] or del --prefix KEY",
            "Fields: version, create, mod, lease, value. Relations: = != < >. Lines that begin with # are comments."
        })
final class TransactionCommand implements Callable<Integer> {
    private static final int MAX_TEXT = 4 * Limits.MAX_COMMAND_BYTES;

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "The transaction; without it (or as -) standard input.")
    private String file = "-";

    @Option(
            names = {"-i", "--interactive"},
            description = "Ask for the three parts one after the other; wrong lines can be typed again.")
    private boolean interactive;

    TransactionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (interactive && !file.equals("-")) {
            throw CliException.usage("--interactive reads from standard input, not from " + file);
        }
        Transaction transaction = interactive
                ? new TransactionDialogue(surroundings.in(), surroundings.err()).ask()
                : TransactionText.parse(read());
        try (HoldfastClient client = connection.open(surroundings)) {
            TransactionReply reply = client.keyValue()
                    .transaction()
                    .when(transaction.compares().toArray(Compare[]::new))
                    .then(transaction.success().toArray(Operation[]::new))
                    .otherwise(transaction.failure().toArray(Operation[]::new))
                    .commit()
                    .join();
            Document document = TransactionReplies.document(reply);
            output.print(surroundings.out(), document, () -> TransactionReplies.lines(reply));
        }
        return ExitStatus.DONE;
    }

    private String read() {
        try (InputStream in = file.equals("-") ? surroundings.in() : Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MAX_TEXT + 1);
            if (bytes.length > MAX_TEXT) {
                throw CliException.refused("TOO_LARGE", "the transaction is longer than " + MAX_TEXT + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CliException.usage("USAGE", "the transaction is not UTF-8 text", e);
        } catch (IOException e) {
            throw CliException.usage("USAGE", "the transaction cannot be read: " + e, e);
        }
    }
}
