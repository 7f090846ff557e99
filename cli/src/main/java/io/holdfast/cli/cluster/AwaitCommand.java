package io.holdfast.cli.cluster;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code holdfast await-nodes}, not listed: waits until nodes answer {@code /readyz} (or {@code /livez}) with yes. Ends
 * early, with exit status 1, when one of their processes is gone. {@code scripts/cluster} stands on it.
 */
@Command(name = "await-nodes")
public final class AwaitCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OperationsOptions operations = new OperationsOptions();

    @Option(
            names = "--pid",
            split = ",",
            paramLabel = "PID,…",
            description = "The processes, in the order of the URLs.")
    private List<Long> processes = List.of();

    @Option(names = "--live", description = "Be content with live nodes.")
    private boolean live;

    @Option(names = "--within", paramLabel = "SECONDS", description = "How long to wait.")
    private long seconds = 60;

    /** The command in its surroundings. */
    public AwaitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<String> urls = operations.neededUrls(surroundings);
        OperationsClient client = operations.client(connection, surroundings);
        ScheduledExecutorService ticks = Executors.newScheduledThreadPool(urls.size());
        try {
            List<Watched> nodes = IntStream.range(0, urls.size())
                    .mapToObj(i -> new Watched(client, urls.get(i), i < processes.size() ? processes.get(i) : 0))
                    .toList();
            for (Watched node : nodes) {
                ScheduledFuture<?> ticking =
                        ticks.scheduleWithFixedDelay(node::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                node.ready.whenComplete((yes, no) -> ticking.cancel(false));
            }
            await(nodes);
        } finally {
            ticks.shutdownNow();
        }
        return ExitStatus.DONE;
    }

    private void await(List<Watched> nodes) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        nodes.forEach(node -> node.ready.whenComplete((yes, no) -> {
            if (no != null) {
                all.completeExceptionally(no);
            } else if (nodes.stream().allMatch(other -> other.ready.isDone())) {
                all.complete(null);
            }
        }));
        try {
            all.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw CliException.unavailable(
                    "NOT_READY",
                    "after " + seconds + " s still not ready: "
                            + String.join(
                                    "; ",
                                    nodes.stream()
                                            .filter(node -> !node.ready.isDone())
                                            .map(node -> node.url + ": " + node.seen)
                                            .toList()));
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.unavailable("INTERRUPTED", "interrupted while waiting");
        }
    }

    /** One node. {@link #look} is called by one thread at a time; what it saw is read by another. */
    private final class Watched {
        private final OperationsClient client;
        private final String url;
        private final long process;
        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private volatile String seen = "not asked yet";

        Watched(OperationsClient client, String url, long process) {
            this.client = client;
            this.url = url;
            this.process = process;
        }

        void look() {
            if (process != 0
                    && !ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false)) {
                ready.completeExceptionally(
                        CliException.refused("DIED", "process " + process + " at " + url + " has ended"));
                return;
            }
            try {
                OperationsClient.Answer answer = client.get(url, live ? "/livez" : "/readyz?verbose");
                seen = answer.code() + " " + answer.body().strip().replace('\n', ' ');
                if (answer.code() == 200) {
                    ready.complete(null);
                }
            } catch (IOException e) {
                seen = String.valueOf(e.getMessage());
            } catch (CliException e) {
                ready.completeExceptionally(e);
            }
        }
    }
}
