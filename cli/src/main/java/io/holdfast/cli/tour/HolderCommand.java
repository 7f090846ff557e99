package io.holdfast.cli.tour;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.FencedException;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LockHandle;
import io.holdfast.client.PutOptions;
import io.holdfast.model.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code holdfast tour-holder LOCK KEY}, not listed: the process that the tour pauses. Holds a lock and, for each line on its
 * standard input, says what its handle says and tries to write the key behind the lock; ends with its input.
 */
@Command(name = "tour-holder", description = "Hold a lock and write behind it, for the tour.")
public final class HolderCommand implements Callable<Integer> {
    /** How long the lock outlives a holder that is not heard of. */
    static final Duration TTL = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "LOCK", description = "The lock.")
    private String lock = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
    private String key = "";

    /** The command in its surroundings. */
    public HolderCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        BufferedReader asked = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        try (HoldfastClient client =
                        connection.builder(surroundings).sessionTtl(TTL).build();
                LockHandle handle = client.locks().acquire(lock, PATIENCE)) {
            say("holds " + handle.token());
            while (asked.readLine() != null) {
                say("says " + handle.state()
                        + handle.loss().map(loss -> " " + loss.end()).orElse(""));
                say(write(client, handle));
            }
            return ExitStatus.DONE;
        } catch (IOException e) {
            throw CliException.of(ExitStatus.UNAVAILABLE, "INPUT_LOST", String.valueOf(e.getMessage()), e);
        }
    }

    private String write(HoldfastClient client, LockHandle handle) {
        try {
            client.keyValue()
                    .blocking()
                    .put(Bytes.utf8(key), Bytes.utf8("by token " + handle.token()), PutOptions.DEFAULT.onlyIf(handle));
            return "wrote";
        } catch (FencedException e) {
            return "refused " + e.code() + ": " + e.getMessage();
        }
    }

    private void say(String line) {
        surroundings.out().println(line);
        surroundings.out().flush();
    }
}
