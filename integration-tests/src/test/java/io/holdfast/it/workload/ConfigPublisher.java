package io.holdfast.it.workload;

import io.holdfast.client.Consistency;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.RejectedException;
import io.holdfast.client.RequestOutcome;
import io.holdfast.client.config.Documents;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.session.RequestId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that counts in a config set: it reads the newest release, adds one in each of its documents and publishes
 * that if the release is still the newest. It goes on until its standard input ends.
 *
 * <p>Arguments: endpoints, authority, certificate, key, seed. Lines: {@code published NUMBER TAG}, acknowledged; {@code resolved
 * REVISION TAG}, was UNKNOWN and was applied; {@code dropped TAG}, was UNKNOWN and never will be applied; {@code refused TAG},
 * somebody else was first; {@code error TEXT}; at the end {@code done}.
 */
public final class ConfigPublisher {
    /** The set that is counted in. */
    public static final String SET = "it/counted";

    /** Its documents: all of a release say the same. */
    public static final List<String> PATHS = List.of("a.yaml", "b.json", "deep/c.txt");

    private static final int THREADS = 2;

    private final HoldfastClient client;
    private final CountDownLatch end = new CountDownLatch(1);

    private ConfigPublisher(HoldfastClient client) {
        this.client = client;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long seed = Long.parseLong(arguments[4]);
        try (HoldfastClient client = HoldfastClient.builder()
                .endpoints(arguments[0])
                .tls(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]))
                .name("publisher-" + seed)
                // Shorter than an election: what was under way when the leader died ends UNKNOWN.
                .requestTimeout(Duration.ofMillis(500))
                .build()) {
            new ConfigPublisher(client).run(seed);
        }
    }

    private void run(long seed) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            String name = seed + "-" + thread;
            Random random = new Random(seed * THREADS + thread);
            threads.execute(() -> count(name, random));
        }
        System.in.transferTo(OutputStream.nullOutputStream());
        end.countDown();
        threads.shutdown();
        if (!threads.awaitTermination(40, TimeUnit.SECONDS)) {
            say("error threads do not end");
        }
        say("done");
    }

    private void count(String name, Random random) {
        for (int turn = 0; end.getCount() > 0; turn++) {
            try {
                once(name + "-" + turn);
                pause(50 + random.nextInt(150));
            } catch (HoldfastException e) {
                // A read without a leader: trouble that the test makes. The next turn is another try.
                pause(50);
            } catch (RuntimeException e) {
                say("error " + e);
            }
        }
    }

    private void once(String tag) {
        long known = newest();
        try {
            ReleaseHeader header = settled(client.releases()
                    .publish(
                            SET,
                            documents(known + 1, tag),
                            PublishOptions.DEFAULT.expected(known).comment(tag)));
            say("published " + header.number() + " " + tag);
        } catch (RejectedException e) {
            say(e.reason() == Reason.RELEASE_CONFLICT ? "refused " + tag : "error " + e);
        } catch (HoldfastException e) {
            if (e.outcome() == OperationOutcome.UNKNOWN) {
                resolve(e.requestId().orElseThrow(), tag);
            } else {
                say("dropped " + tag);
            }
        }
    }

    /** What is counted: the number that the newest release's documents say, which must be its own. */
    private long newest() {
        try {
            Release release = settled(client.releases().current(SET, Consistency.linearizable()));
            return Long.parseLong(
                    Counted.of(release.document(PATHS.get(0)).orElseThrow()).number());
        } catch (RejectedException e) {
            if (e.reason() == Reason.CONFIG_SET_NOT_FOUND || e.reason() == Reason.RELEASE_NOT_FOUND) {
                return 0;
            }
            throw e;
        }
    }

    private void resolve(RequestId request, String tag) {
        while (true) {
            try {
                RequestOutcome outcome = client.awaitOutcome(request);
                if (outcome instanceof RequestOutcome.Applied applied) {
                    say("resolved " + applied.revision() + " " + tag);
                } else if (outcome instanceof RequestOutcome.NotApplied) {
                    say("dropped " + tag);
                } else {
                    say("error forgotten " + tag + ": " + outcome);
                }
                return;
            } catch (HoldfastException e) {
                // No leader yet: asked again until somebody knows.
                pause(100);
            }
        }
    }

    /** What the release of a number is. */
    public static List<Document> documents(long number, String tag) {
        return new Documents()
                .add(PATHS.get(0), "number: " + number + "\ntag: " + tag + "\n")
                .add(PATHS.get(1), "{\"number\": " + number + ", \"tag\": \"" + tag + "\"}")
                .add(PATHS.get(2), number + " " + tag)
                .list();
    }

    /**
     * What a document says.
     *
     * @param number the number counted to
     * @param tag who counted
     */
    public record Counted(String number, String tag) {
        /** Reads it, whatever its type. */
        public static Counted of(Document document) {
            String[] words = document.content()
                    .utf8()
                    .replaceAll("number|tag|[\"{}:,]", " ")
                    .strip()
                    .split("\\s+");
            return new Counted(words[0], words[1]);
        }
    }

    private static <T> T settled(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HoldfastException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void pause(int millis) {
        try {
            if (end.await(millis, TimeUnit.MILLISECONDS)) {
                // The end has come: whoever asked looks.
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String line) {
        synchronized (ConfigPublisher.class) {
            System.out.println(line);
        }
    }
}
