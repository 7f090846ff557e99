package io.holdfast.cli.config;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.Child;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.config.ConfigListener;
import io.holdfast.client.config.ConfigUpdate;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What {@code config watch} does with each release: tells it, writes the file, runs the command. Confined to the config
 * client's thread, but for {@link #leave} and {@link #done}.
 */
final class Reaction implements ConfigListener<Release> {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Surroundings surroundings;
    private final OutputOption output;
    private final Optional<Path> file;
    private final @Nullable String path;
    private final List<String> command;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long left;

    /** Guarded by this, as is {@link #leaving}. */
    private @Nullable Child running;

    private boolean leaving;

    Reaction(
            Surroundings surroundings,
            OutputOption output,
            Optional<Path> file,
            @Nullable String path,
            List<String> command,
            long updates) {
        this.surroundings = surroundings;
        this.output = output;
        this.file = file;
        this.path = path;
        this.command = command;
        this.left = updates;
    }

    /** Completes after as many releases as were asked for, or when going on makes no sense. */
    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void changed(ConfigUpdate<Release> update) {
        if (left == 0) {
            return;
        }
        left--;
        try {
            react(update);
            if (left == 0) {
                done.complete(null);
            }
        } catch (CliException e) {
            left = 0;
            done.completeExceptionally(e);
        }
    }

    private void react(ConfigUpdate<Release> update) {
        // What cannot be rendered is no release to run a command for.
        Optional<Document> document = file.map(place -> ReleaseArguments.document(update.release(), path));
        document.ifPresent(each -> WholeFile.write(file.orElseThrow(), each.content()));
        ReleaseHeader header = update.release().header();
        boolean first = update.before().isEmpty();
        output.printLine(
                surroundings.out(),
                new io.holdfast.cli.output.Document()
                        .put("header", ConfigTexts.document(header))
                        .put("first", first)
                        .put("changes", ConfigTexts.documents(update.diff())),
                () -> ConfigTexts.text(header)
                        + (first || update.diff().isEmpty()
                                ? ""
                                : "\n" + DiffText.forOutput(surroundings).of(update.diff())));
        if (!command.isEmpty()) {
            run(header);
        }
    }

    private void run(ReleaseHeader header) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("HOLDFAST_CONFIG_SET", header.set());
        variables.put("HOLDFAST_CONFIG_RELEASE", Long.toString(header.number()));
        file.ifPresent(place ->
                variables.put("HOLDFAST_CONFIG_FILE", place.toAbsolutePath().toString()));
        try {
            int status = start(variables).await();
            if (status != 0) {
                surroundings
                        .err()
                        .println("release " + header.number() + ": " + command.get(0) + " ended with status " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.unavailable("INTERRUPTED", "interrupted");
        }
    }

    /** Starts the command, unless this process is told to end meanwhile. */
    private synchronized Child start(Map<String, String> variables) {
        if (leaving) {
            throw CliException.unavailable("INTERRUPTED", "this process was told to end");
        }
        Child child = Child.start(command, variables);
        running = child;
        return child;
    }

    /** This process is told to end: the command with it. */
    void leave() {
        Child child = left();
        if (child != null && child.isAlive()) {
            child.end(GRACE);
        }
    }

    private synchronized @Nullable Child left() {
        leaving = true;
        return running;
    }
}
