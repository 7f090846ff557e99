package io.holdfast.it.workload;

import static org.awaitility.Awaitility.await;

import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

/** Single operations in raw frames, sent to whichever node leads, by one principal. Used by one thread. */
public final class RawCluster {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<Failure.Code> ELSEWHERE = EnumSet.of(
            Failure.Code.NOT_LEADER,
            Failure.Code.NO_LEADER,
            Failure.Code.UNAVAILABLE,
            Failure.Code.LEADERSHIP_LOST,
            Failure.Code.TIMEOUT);

    private final ProcessCluster cluster;
    private final TlsMaterial material;
    private long lastId;

    /** Operations of this principal. */
    public RawCluster(ProcessCluster cluster, TlsMaterial material) {
        this.cluster = cluster;
        this.material = material;
    }

    /** Has a command carried out, which may be done more than once. */
    public Outcome write(Command command) {
        EncodedCommand encoded = new EncodedCommand(command, CommandCodec.encode(command));
        Result result = call(id -> new Request.Write(id, 2_000, encoded));
        if (result instanceof Result.Answered answered) {
            return answered.outcome();
        }
        throw new IllegalStateException("refused: " + result);
    }

    /** Sends an operation to one node after the other until one carries it out or refuses it for good. */
    public Result call(LongFunction<Request> operation) {
        return await("an answer")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> tryEach(operation), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Result> tryEach(LongFunction<Request> operation) throws InterruptedException {
        for (ServerProcess node : cluster.nodes()) {
            if (node.isAlive()) {
                Optional<Result> result = tryOne(node, operation.apply(++lastId));
                if (result.isPresent()) {
                    return result;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Result> tryOne(ServerProcess node, Request request) throws InterruptedException {
        try (RawSession session = new RawSession(Channels.to(node, material))) {
            session.hello().get(5, TimeUnit.SECONDS);
            Result result = session.send(request).get(5, TimeUnit.SECONDS);
            boolean elsewhere = result instanceof Result.Failed failed
                    && ELSEWHERE.contains(failed.failure().code());
            return elsewhere ? Optional.empty() : Optional.of(result);
        } catch (ExecutionException | TimeoutException e) {
            // The node is gone or silent: the next one is asked.
            return Optional.empty();
        }
    }
}
